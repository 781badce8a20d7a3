public import Foundation

/// Coarser groups of a data set's classes, read from a CSV file.
///
/// The file has the column `label` (a class by name or identifier) and one further column for each division, which holds
/// the name of the label's group; an empty field means none. Labels that the file does not name are in no group.
public struct ClassGroups: Sendable, Equatable {
  /// One division of the classes.
  public struct Division: Sendable, Equatable {
    /// The column's name.
    public let name: String
    /// The groups, in the order of their first occurrence.
    public let groups: [String]
    /// The group of each class of the data set.
    public let groupOfClass: [Int?]
  }

  /// The divisions, in the order of the columns.
  public let divisions: [Division]
  /// The classes that the file does not name.
  public let unnamedClasses: [String]

  /// Reads a file.
  ///
  /// - Throws: `ImageDatasetsError`, naming the file and line, for a file without these columns and for a label that does
  ///   not exist or occurs twice.
  public init(contentsOf url: URL, dataset: any ImageDataset) throws {
    let table = try CSVTable(contentsOf: url)
    guard let labelColumn = table.column("label"), table.header.count > 1 else {
      throw ImageDatasetsError(
        .badInput,
        "\(url.path) needs the column \"label\" and one more for the groups. Write their names into the first line.")
    }
    let classOfRow = try Self.classes(of: table, column: labelColumn, file: url.path, dataset: dataset)
    let count = dataset.classNames.count
    divisions = table.header.indices.filter { $0 != labelColumn }.map { column in
      var groups: [String] = []
      var groupOfClass = [Int?](repeating: nil, count: count)
      for (row, label) in zip(table.rows, classOfRow) {
        let name = row.fields[column].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty else { continue }
        let group = groups.firstIndex(of: name) ?? groups.count
        if group == groups.count { groups.append(name) }
        groupOfClass[label] = group
      }
      return Division(name: table.header[column], groups: groups, groupOfClass: groupOfClass)
    }
    let named = Set(classOfRow)
    unnamedClasses = dataset.classNames.enumerated().filter { !named.contains($0.offset) }.map(\.element)
  }

  private static func classes(
    of table: CSVTable, column: Int, file: String, dataset: any ImageDataset
  ) throws -> [Int] {
    let names = (dataset.classNames + dataset.classIdentifiers).map(ClassNames.normalized)
    let count = max(1, dataset.classNames.count)
    let known = Dictionary(names.enumerated().map { ($1, $0 % count) }, uniquingKeysWith: { first, _ in first })
    var seen = Set<Int>()
    return try table.rows.map { row in
      let label = row.fields[column]
      guard let position = known[ClassNames.normalized(label)] else {
        throw ImageDatasetsError(
          .badInput, "\(file), line \(row.line): \"\(label)\" is no label of \(dataset.name). Correct it.")
      }
      guard seen.insert(position).inserted else {
        throw ImageDatasetsError(
          .badInput, "\(file), line \(row.line): \"\(label)\" occurs a second time. Remove one of the lines.")
      }
      return position
    }
  }
}
