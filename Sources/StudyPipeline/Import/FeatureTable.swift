import Foundation
import ImageDatasets
import NumericKernels

/// A CSV file as an array: columns of numbers are features, the others say what the rows are.
struct FeatureTable {
  /// Columns that name rows, whatever they hold.
  static let identifierColumns = ["identifier", "path"]

  let features: Matrix
  /// Names of the feature columns.
  let featureNames: [String]
  /// Line of each row.
  let lines: [Int]
  /// The columns that are no features, in order.
  let texts: [(name: String, values: [String])]
  /// What a person should know.
  let remarks: [String]

  /// Reads a file twice: once to see what its columns are, once to keep them.
  /// - Parameters:
  ///   - url: the file.
  ///   - patterns: which columns are features; empty takes all that hold numbers only.
  ///   - labelColumn: a column that is no feature even if it holds numbers.
  /// - Throws: `StudyPipelineError` of kind `badInput`, naming file, line and column; errors of reading.
  init(contentsOf url: URL, columns patterns: [String], labelColumn: String?) throws {
    let layout = try Layout(url, patterns: patterns, labelColumn: labelColumn)
    var rows = try CSVRows(contentsOf: url)
    var elements: [Float] = []
    elements.reserveCapacity(layout.rowCount * layout.features.count)
    var values = [[String]](repeating: [], count: layout.texts.count)
    var lines: [Int] = []
    while let row = try rows.next() {
      lines.append(row.line)
      for column in layout.features {
        guard let value = Self.number(row.fields[column]) else {
          throw Self.failure(url, row.line, layout.header[column], row.fields[column])
        }
        elements.append(value)
      }
      for (place, column) in layout.texts.enumerated() { values[place].append(row.fields[column]) }
    }
    features = Matrix(rowCount: lines.count, columnCount: layout.features.count, elements: elements)
    featureNames = layout.features.map { layout.header[$0] }
    self.lines = lines
    texts = zip(layout.texts, values).map { (layout.header[$0], $1) }
    remarks = layout.remarks
  }

  static func number(_ field: String) -> Float? { Float(field.trimmingCharacters(in: .whitespaces)) }

  private static func failure(_ url: URL, _ line: Int, _ column: String, _ field: String) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description: "\(url.path), line \(line), column \(column): "
        + (field.isEmpty ? "the field is empty" : "\"\(field)\" is no number")
        + ". Correct it, or say which columns are features with --columns.")
  }

  /// What the columns of a file are.
  private struct Layout {
    let header: [String]
    let rowCount: Int
    var features: [Int] = []
    var texts: [Int] = []
    var remarks: [String] = []

    init(_ url: URL, patterns: [String], labelColumn: String?) throws {
      var rows = try CSVRows(contentsOf: url)
      header = rows.header
      var isNumber = [Bool](repeating: true, count: header.count)
      var hasNumber = [Bool](repeating: false, count: header.count)
      var count = 0
      while let row = try rows.next() {
        count += 1
        for (column, field) in row.fields.enumerated() where isNumber[column] && !field.isEmpty {
          isNumber[column] = FeatureTable.number(field) != nil
          hasNumber[column] = hasNumber[column] || isNumber[column]
        }
      }
      rowCount = count
      guard count > 0 else {
        throw StudyPipelineError(
          kind: .badInput, description: "\(url.path) has no row below its header. Write one line an item.")
      }
      let named = Set(FeatureTable.identifierColumns + [labelColumn ?? "label"])
      let canBe = header.indices.map { isNumber[$0] && hasNumber[$0] && !named.contains(header[$0].lowercased()) }
      try divide(url, patterns, canBe: canBe, isNumber: isNumber)
    }

    private mutating func divide(_ url: URL, _ patterns: [String], canBe: [Bool], isNumber: [Bool]) throws {
      // A column without a name is the row's number, as pandas writes it.
      let unnamed = header.indices.filter { header[$0].isEmpty && canBe[$0] }
      if patterns.isEmpty {
        features = header.indices.filter { canBe[$0] && !unnamed.contains($0) }
        texts = header.indices.filter { !canBe[$0] }
      } else {
        features = header.indices.filter { column in patterns.contains { fnmatch($0, header[column], 0) == 0 } }
        texts = header.indices.filter { !canBe[$0] && !features.contains($0) }
        if let unused = patterns.first(where: { pattern in !header.contains { fnmatch(pattern, $0, 0) == 0 } }) {
          throw StudyPipelineError(
            kind: .badInput,
            description: "\(url.path) has no column \(unused). It has: \(header.joined(separator: ", ")).")
        }
        let left = header.count - features.count - texts.count
        if left > 0 { remarks.append("\(left) further columns of numbers in \(url.lastPathComponent) are left out.") }
      }
      guard !features.isEmpty else {
        throw StudyPipelineError(
          kind: .badInput,
          description: "\(url.path) has no column that holds numbers only. Its columns are: "
            + "\(header.joined(separator: ", ")). Say which are features with --columns.")
      }
      if patterns.isEmpty {
        remarks.append(
          "\(features.count) columns of \(url.lastPathComponent) are features"
            + (texts.isEmpty ? "." : "; no features are: \(texts.map { header[$0] }.joined(separator: ", "))."))
      }
    }
  }
}
