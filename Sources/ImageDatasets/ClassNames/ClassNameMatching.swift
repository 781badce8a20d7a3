public import Foundation

/// Which output of a network stands for which class of a study.
///
/// Labels are matched by WordNet id, else by any name, whatever the case, underscores and hyphens; or as a label map
/// says. A label that nothing, or more than one output, answers to stays unmatched and is reported, never scored.
public struct ClassNameMatching: Sendable, Equatable {
  /// For every study label the position of its output, or `nil`.
  public let outputOfLabel: [Int?]
  /// For every output the study label it stands for, or `nil`; the first where several labels share an output.
  public let labelOfOutput: [Int?]
  /// Labels without an output, in label order.
  public let unmatchedLabels: [String]
  /// Labels that fit several outputs (counted among the unmatched), with the outputs' names.
  public let ambiguousLabels: [String: [String]]

  /// Matches labels to outputs.
  /// - Parameters:
  ///   - identifiers: what the labels are called on disk (`classIdentifiers` of a data set).
  ///   - names: what they are called for people; tried second.
  ///   - outputs: the network's outputs in order.
  ///   - map: further pairs of label and output, which go before all names.
  public init(identifiers: [String], names: [String]? = nil, outputs: ClassNames, map: [String: Int] = [:]) {
    var found = [Int?]()
    var unmatched = [String]()
    var ambiguous = [String: [String]]()
    for (label, identifier) in identifiers.enumerated() {
      let name = names?[label] ?? identifier
      if let position = map[ClassNames.normalized(identifier)] ?? map[ClassNames.normalized(name)] {
        found.append(position)
        continue
      }
      var match = outputs.position(of: identifier)
      if match == .none { match = outputs.position(of: name) }
      if case .one(let position) = match {
        found.append(position)
        continue
      }
      if case .several(let positions) = match { ambiguous[name] = positions.map { outputs.entries[$0].displayName } }
      found.append(nil)
      unmatched.append(name)
    }
    var labels = [Int?](repeating: nil, count: outputs.count)
    for (label, output) in found.enumerated() {
      if let output, labels[output] == nil { labels[output] = label }
    }
    outputOfLabel = found
    labelOfOutput = labels
    unmatchedLabels = unmatched
    ambiguousLabels = ambiguous
  }

  /// Matches a data set's labels, with a label map file if there is one.
  ///
  /// The file is CSV with the columns `label` and `output`; an output is given by WordNet id, name or position.
  /// - Throws: `ImageDatasetsError`, naming the file and line, for a label or an output that does not exist.
  public init(dataset: any ImageDataset, outputs: ClassNames, labelMap: URL? = nil) throws {
    let map = try labelMap.map { try Self.map(contentsOf: $0, dataset: dataset, outputs: outputs) } ?? [:]
    self.init(identifiers: dataset.classIdentifiers, names: dataset.classNames, outputs: outputs, map: map)
  }

  private static func map(contentsOf url: URL, dataset: any ImageDataset, outputs: ClassNames) throws -> [String: Int] {
    let table = try CSVTable(contentsOf: url)
    guard let labelColumn = table.column("label"), let outputColumn = table.column("output") else {
      throw ImageDatasetsError(
        .badInput, "\(url.path) lacks the columns \"label\" and \"output\". Write them into the first line.")
    }
    let known = Set((dataset.classIdentifiers + dataset.classNames).map(ClassNames.normalized))
    var map = [String: Int]()
    for row in table.rows {
      let label = row.fields[labelColumn]
      let output = row.fields[outputColumn]
      guard known.contains(ClassNames.normalized(label)) else {
        throw ImageDatasetsError(
          .badInput, "\(url.path), line \(row.line): \"\(label)\" is no label of \(dataset.name). Correct it.")
      }
      map[ClassNames.normalized(label)] = try position(of: output, in: outputs, file: url.path, line: row.line)
    }
    return map
  }

  private static func position(of output: String, in outputs: ClassNames, file: String, line: Int) throws -> Int {
    switch outputs.position(of: output) {
    case .one(let position):
      return position
    case .several(let positions):
      throw ImageDatasetsError(
        .badInput,
        "\(file), line \(line): \"\(output)\" names \(positions.count) outputs (positions "
          + "\(positions.map(String.init).joined(separator: ", "))). Write the position or the WordNet id.")
    case .none:
      if let position = Int(output), (0..<outputs.count).contains(position) { return position }
      throw ImageDatasetsError(
        .badInput,
        "\(file), line \(line): \"\(output)\" is no output of the network. Write a name, a WordNet id or a position "
          + "from 0 to \(outputs.count - 1).")
    }
  }
}
