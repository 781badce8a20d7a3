import Foundation

/// Comma-separated values as RFC 4180 has them: quoted fields with commas, line ends and doubled quotes; LF, CRLF or CR.
/// A header that has semicolons or tabs but no comma is read as separated by those, as spreadsheets write it.
struct CSVTable {
  struct Row {
    var fields: [String]
    /// Line of the file on which the row begins, from 1.
    var line: Int
  }

  let header: [String]
  let rows: [Row]

  init(contentsOf url: URL) throws {
    try self.init(text: TextFile.text(contentsOf: url), name: url.path)
  }

  init(text: String, name: String) throws {
    let all = try CSVParser(text: text, name: name).rows()
    guard let first = all.first else {
      throw ImageDatasetsError(.badInput, "\(name) is empty. Write a header line and one line an image.")
    }
    header = first.fields.map { $0.trimmingCharacters(in: .whitespaces) }
    rows = Array(all.dropFirst())
    if let wrong = rows.first(where: { $0.fields.count != first.fields.count }) {
      throw ImageDatasetsError(
        .badInput,
        "\(name), line \(wrong.line), has \(wrong.fields.count) fields; the header has \(header.count). Correct the line, "
          + "or quote fields that hold a separator.")
    }
    let duplicate = header.enumerated().first { position, column in header[..<position].contains(column) }
    if let duplicate {
      throw ImageDatasetsError(
        .badInput, "\(name) has two columns called \"\(duplicate.element)\". Rename one of them.")
    }
  }

  /// Position of a column, whatever the case of its name.
  func column(_ name: String) -> Int? {
    header.firstIndex { $0.lowercased() == name }
  }
}

private struct CSVParser {
  private let bytes: [UInt8]
  private let name: String
  private let separator: UInt8
  private var position = 0
  private var line = 1

  init(text: String, name: String) {
    bytes = Array(text.utf8)
    self.name = name
    let header = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    separator = candidates.first { header.contains($0) } ?? candidates[0]
  }

  func rows() throws -> [CSVTable.Row] {
    var parser = self
    var rows = [CSVTable.Row]()
    while parser.position < bytes.count {
      let line = parser.line
      let fields = try parser.row()
      // An empty line is no row; spreadsheets leave some at the end.
      if fields != [""] { rows.append(CSVTable.Row(fields: fields, line: line)) }
    }
    return rows
  }

  private mutating func row() throws -> [String] {
    var fields = [String]()
    while true {
      let isQuoted = position < bytes.count && bytes[position] == UInt8(ascii: "\"")
      fields.append(isQuoted ? try quotedField() : try plainField())
      guard position < bytes.count else { return fields }
      if bytes[position] == separator {
        position += 1
        continue
      }
      endLine()
      return fields
    }
  }

  private mutating func endLine() {
    if bytes[position] == UInt8(ascii: "\r"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "\n") {
      position += 1
    }
    position += 1
    line += 1
  }

  private func isFieldEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private mutating func plainField() throws -> String {
    let start = position
    while position < bytes.count, !isFieldEnd(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func quotedField() throws -> String {
    let firstLine = line
    var field = [UInt8]()
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\n") { line += 1 }
        field.append(byte)
      } else if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
        field.append(byte)
        position += 1
      } else if position == bytes.count || isFieldEnd(bytes[position]) {
        return String(decoding: field, as: UTF8.self)
      } else {
        throw ImageDatasetsError(
          .badInput, "\(name), line \(line), has text after a closing quote. Double the quotes inside a quoted field.")
      }
    }
    throw ImageDatasetsError(
      .badInput, "\(name), line \(firstLine), opens a quote that is never closed. Close it, or double it if it is text."
    )
  }
}
