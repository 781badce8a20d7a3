import Foundation
import ImageDatasets

/// Puts together what is known of the rows of an import: names, labels, attributes, images.
///
/// Where both sides name their rows (columns `identifier` or `path`), they are matched by these names; else row `i` is row `i`, and
/// the numbers of rows must be the same.
struct ImportedItems {
  private let options: ImportOptions
  private let sources: ImportSources
  private let rowCount: Int
  private let arraysPlace: String
  private(set) var remarks: [String] = []
  private var identifiers: [String]?
  private var identifiersPlace: String
  private var labels: ImportedLabels?
  private var attributes: [(name: String, values: [String])]
  private var images: (dataset: any ImageDataset, positions: [Int])?

  /// Whether the options say anything of the items; without, those of an existing study are meant.
  static func areDescribed(by options: ImportOptions) -> Bool {
    options.labels != nil || options.images != nil || options.attributes != nil || options.classNames != nil
      || options.identifiers != nil
  }

  /// Reads everything that the options name.
  init(_ options: ImportOptions, sources: ImportSources) throws {
    (self.options, self.sources) = (options, sources)
    (rowCount, arraysPlace) = (sources.layers[0].rowCount, sources.layers[0].place)
    (identifiers, identifiersPlace) = (sources.identifiers, arraysPlace)
    (labels, attributes) = (sources.labels, sources.attributes)
    if let file = options.identifiers { try readIdentifiers(file) }
    try requireCount(identifiers?.count, "names", identifiersPlace)
    if let source = options.images { try open(source) }
    if let file = options.attributes { try readAttributes(file) }
    if let file = options.labels { labels = try ImportedLabels(contentsOf: file, column: options.labelColumn) }
    try requireCount(labels?.values.count, "labels", labels?.place ?? "")
  }

  /// The names of the rows, where they are known.
  var rowNames: (names: [String], place: String)? { identifiers.map { ($0, identifiersPlace) } }

  /// The data set that they make.
  func dataset(named name: String) throws -> ImportedDataset {
    let classes = try self.classes()
    let names =
      images.map { images in images.positions.map { images.dataset.items[$0].identifier } }
      ?? identifiers ?? (0..<rowCount).map { "row \($0)" }
    _ = try RowMatching(names, place: identifiersPlace)
    let items = (0..<rowCount).map { row in
      var known = images.map { $0.dataset.items[$0.positions[row]].attributes } ?? [:]
      for (name, values) in attributes where !values[row].isEmpty { known[name] = values[row] }
      return DatasetItem(identifier: names[row], label: classes.labels[row], attributes: known)
    }
    return ImportedDataset(name: name, classNames: classes.names, items: items, images: images)
  }

  private func requireCount(_ count: Int?, _ what: String, _ place: String) throws {
    guard let count, count != rowCount else { return }
    throw StudyPipelineError(
      kind: .badInput,
      description:
        "\(place) has \(count) \(what), but \(arraysPlace) has \(rowCount) rows. Give one for each row, in the same "
        + "order.")
  }

  private mutating func readIdentifiers(_ url: URL) throws {
    identifiersPlace = url.path
    guard ["csv", "tsv"].contains(url.pathExtension.lowercased()) else {
      identifiers = try TextLines(contentsOf: url).lines
      return
    }
    let table = try CSVTable(contentsOf: url)
    guard let column = Self.identifierColumn(of: table) ?? (table.header.count == 1 ? 0 : nil) else {
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(url.path) has neither a column identifier nor path. It has: "
          + "\(table.header.joined(separator: ", ")).")
    }
    identifiers = table.rows.map { $0.fields[column] }
  }

  private static func identifierColumn(of table: CSVTable) -> Int? {
    FeatureTable.identifierColumns.lazy.compactMap { table.column($0) }.first
  }

  private mutating func open(_ source: String) throws {
    let dataset = try DatasetFormat.open(source, classNames: options.classNames)
    let names = dataset.items.map(\.identifier)
    if let identifiers,
      let rows = try RowMatching(names, place: source).rows(of: identifiers, namedBy: identifiersPlace)
    {
      images = (dataset, rows)
      return
    }
    guard names.count == rowCount else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(source) has \(names.count) images, but \(arraysPlace) has \(rowCount) rows. Give one image a row in the "
          + "same order (folders are read in the order of their names), or name the rows with --identifiers, so that they "
          + "can be matched.")
    }
    remarks.append(
      "Row i of the arrays is taken to be image i of \(source), in the order of the names: row 0 is \(names.first ?? "")."
    )
    images = (dataset, Array(names.indices))
  }

  private mutating func readAttributes(_ url: URL) throws {
    let table = try CSVTable(contentsOf: url)
    let column = Self.identifierColumn(of: table)
    let own = column.map { column in table.rows.map { $0.fields[column] } }
    let known = images.map { images in images.positions.map { images.dataset.items[$0].identifier } } ?? identifiers
    var rows = Array(table.rows.indices)
    if let own, let known,
      let matched = try RowMatching(own, place: url.path).rows(of: known, namedBy: identifiersPlace)
    {
      rows = matched
    } else {
      try requireCount(rows.count, "rows", url.path)
      if identifiers == nil, let own { (identifiers, identifiersPlace) = (own, url.path) }
    }
    let labelColumn = options.labelColumn.flatMap { table.column($0.lowercased()) } ?? table.column("label")
    for (index, name) in table.header.enumerated() where index != column && !name.isEmpty {
      let values = rows.map { table.rows[$0].fields[index] }
      if index == labelColumn {
        labels = ImportedLabels(place: url.path, values: values.map { $0.isEmpty ? nil : $0 })
      } else {
        attributes.removeAll { $0.name == name }
        attributes.append((name, values))
      }
    }
  }

  /// The labels as numbers, and their names: those of the file of classes, of the data set, or all that occur.
  private func classes() throws -> (labels: [Int?], names: [String]) {
    guard let labels else {
      guard let images else { return (Array(repeating: nil, count: rowCount), []) }
      return (images.positions.map { images.dataset.items[$0].label }, images.dataset.classNames)
    }
    if let allowed = options.classNames { return try Self.numbered(labels, allowed) }
    let names = labels.classes ?? Self.sorted(Set(labels.values.compactMap(\.self)))
    let positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    return (labels.values.map { $0.flatMap { positions[$0] } }, names)
  }

  private static func numbered(
    _ labels: ImportedLabels, _ allowed: ClassNames
  ) throws -> (labels: [Int?], names: [String]) {
    let numbers = try labels.values.enumerated().map { row, value -> Int? in
      guard let value else { return nil }
      if case .one(let position) = allowed.position(of: value) { return position }
      if let position = Int(value), (0..<allowed.count).contains(position) { return position }
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(labels.place), row \(row): the label \"\(value)\" is not one of the \(allowed.count) classes. Correct it, "
          + "or add it to the names of the classes.")
    }
    return (numbers, allowed.entries.map { $0.names[0] })
  }

  /// By value if all are whole numbers, else by their bytes.
  private static func sorted(_ labels: Set<String>) -> [String] {
    let numbers = labels.compactMap { Int($0) }
    guard numbers.count == labels.count else { return labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
    return labels.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
  }
}
