import Foundation

/// Lines of comma-separated values (RFC 4180).
enum CSVText {
  /// One line; what holds a comma, a quote or a line break is quoted.
  static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
