public import Foundation

/// Writes a table as comma-separated values (RFC 4180): UTF-8, lines end in CR LF, fields that hold a comma, a quote or a line
/// break are quoted, what is missing is empty, an empty text is `""`.
///
/// Numbers have the fewest digits that read back to the same Float32. The same table gives the same bytes.
public struct CSVFile: Sendable {
  private let table: PointTable

  /// Prepares; nothing is written yet.
  public init(_ table: PointTable) { self.table = table }

  /// Writes the file. It appears under its name when it is whole; an older one is replaced. O(rows × columns).
  /// - Throws: `StudyPipelineError` of kind `inputOutput` naming the file.
  public func write(to url: URL) throws {
    let file = try OutputFile(url)
    try file.append(Self.line(table.columns.map { .some($0.name) }))
    for row in 0..<table.rowCount { try file.append(Self.line(table.columns.map { $0.text(row) })) }
    try file.finish()
  }

  static func line(_ fields: [String?]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

  private static func field(_ text: String?) -> String {
    guard let text else { return "" }
    let needsQuotes = text.isEmpty || text.utf8.contains { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }
    return needsQuotes ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
  }
}
