public import Foundation

/// A folder of images with a CSV file: `path,label[,split,group,...]`.
///
/// Paths are relative to the file's folder and may not leave it. An empty label means none. All further columns are
/// kept as attributes of the same name. Items keep the order of the file. RFC 4180 quoting, byte order mark, CRLF
/// and semicolons are understood. Opening checks that every file exists; nothing is decoded.
public struct ManifestDataset: ImageFileDataset {
  /// Name of the manifest without its ending, or of its folder if it is called "manifest".
  public let name: String
  /// The folder.
  public let root: URL
  /// Names of the classes.
  public let classNames: [String]
  /// Labels as the manifest writes them.
  public let classIdentifiers: [String]
  /// All images in the order of the manifest.
  public let items: [DatasetItem]

  /// Opens a manifest.
  /// - Parameters:
  ///   - manifest: the CSV file.
  ///   - root: the folder that the paths are relative to; by default that of the manifest.
  ///   - allowed: the only classes allowed, in order; labels are their names, WordNet ids or positions. Without it
  ///     the classes are the labels found, in the order of their bytes, or of their values if all are whole numbers.
  /// - Throws: `ImageDatasetsError` for missing columns or files, duplicate paths, paths that leave the folder, and
  ///   labels outside the classes, naming the line.
  public init(manifest: URL, root: URL? = nil, classNames allowed: ClassNames? = nil) throws {
    let folder = root ?? manifest.deletingLastPathComponent()
    let table = try CSVTable(contentsOf: manifest)
    let rows = try Self.rows(of: table, file: manifest.path)
    try Self.checkFiles(rows, folder: folder.path, file: manifest.path)
    let classes = try Self.classes(of: rows, allowed: allowed, file: manifest.path)
    let stem = manifest.deletingPathExtension().lastPathComponent
    name = stem == "manifest" ? folder.lastPathComponent : stem
    self.root = folder
    classNames = classes.names
    classIdentifiers = classes.identifiers
    items = rows.map { row in
      DatasetItem(
        identifier: row.path, label: row.label.isEmpty ? nil : classes.positions[row.label],
        attributes: row.attributes)
    }
  }

  private struct Row {
    var path: String
    var label: String
    var attributes: [String: String]
    var line: Int
  }

  private static func rows(of table: CSVTable, file: String) throws -> [Row] {
    let found = table.header.joined(separator: ", ")
    guard let pathColumn = table.column("path") else {
      throw ImageDatasetsError(
        .badInput, "\(file) has no column \"path\" (its columns are: \(found)). Name the columns in the first line.")
    }
    guard let labelColumn = table.column("label") else {
      throw ImageDatasetsError(
        .badInput,
        "\(file) has no column \"label\" (its columns are: \(found)). Add it; leave it empty for images without label.")
    }
    guard !table.rows.isEmpty else {
      throw ImageDatasetsError(.badInput, "\(file) lists no image. Write one line an image below the header.")
    }
    var lineOfPath = [String: Int]()
    return try table.rows.map { row in
      let path = try normalizedPath(row.fields[pathColumn], file: file, line: row.line)
      if let earlier = lineOfPath.updateValue(row.line, forKey: path) {
        throw ImageDatasetsError(
          .badInput, "\(file), line \(row.line), lists \(path) again (first on line \(earlier)). Remove one of them.")
      }
      var attributes = [String: String]()
      for (column, value) in row.fields.enumerated() where column != pathColumn && column != labelColumn {
        attributes[table.header[column]] = value
      }
      let label = row.fields[labelColumn].trimmingCharacters(in: .whitespaces)
      return Row(path: path, label: label, attributes: attributes, line: row.line)
    }
  }

  private static func normalizedPath(_ path: String, file: String, line: Int) throws -> String {
    let parts = path.split(separator: "/").filter { $0 != "." }
    guard !parts.isEmpty else {
      throw ImageDatasetsError(.badInput, "\(file), line \(line), has no path. Give the path of an image.")
    }
    guard !path.hasPrefix("/"), !parts.contains(".."), !path.utf8.contains(0) else {
      throw ImageDatasetsError(
        .badInput,
        "\(file), line \(line): the path \(path) leaves the folder of the manifest. Give a path relative to it, "
          + "without \"..\".")
    }
    return parts.joined(separator: "/")
  }

  private static func checkFiles(_ rows: [Row], folder: String, file: String) throws {
    let missing = rows.filter { !FileManager.default.fileExists(atPath: folder + "/" + $0.path) }
    guard let first = missing.first else { return }
    let more = missing.count > 1 ? " (and \(missing.count - 1) more files are missing)" : ""
    throw ImageDatasetsError(
      .badInput,
      "\(file), line \(first.line): \(folder)/\(first.path) does not exist\(more). Correct the path or remove the line."
    )
  }

  private static func classes(of rows: [Row], allowed: ClassNames?, file: String) throws
    -> (names: [String], identifiers: [String], positions: [String: Int])
  {
    guard let allowed else {
      let labels = sorted(Set(rows.map(\.label)).subtracting([""]))
      return (labels, labels, Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) }))
    }
    var positions = [String: Int]()
    for row in rows where !row.label.isEmpty && positions[row.label] == nil {
      if case .one(let position) = allowed.position(of: row.label) {
        positions[row.label] = position
      } else if let position = Int(row.label), (0..<allowed.count).contains(position) {
        positions[row.label] = position
      } else {
        throw ImageDatasetsError(
          .badInput,
          "\(file), line \(row.line): the label \"\(row.label)\" is not one of the \(allowed.count) classes. "
            + "Correct it, or add it to the class names.")
      }
    }
    let identifiers = allowed.entries.map { $0.wordNetIdentifier ?? $0.names[0] }
    return (allowed.entries.map { $0.names[0] }, identifiers, positions)
  }

  private static func sorted(_ labels: Set<String>) -> [String] {
    let numbers = labels.compactMap { Int($0) }
    if numbers.count == labels.count { return labels.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) } }
    return labels.sorted(by: FolderListing.precedes)
  }
}
