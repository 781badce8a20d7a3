package import Foundation

/// Comma-separated values as RFC 4180 has them: quoted fields with commas, line ends and doubled quotes; LF, CRLF or CR.
/// A header that has semicolons or tabs but no comma is read as separated by those, as spreadsheets write it.
package struct CSVTable {
  /// A row below the header.
  package struct Row {
    /// As many fields as the header has.
    package var fields: [String]
    /// Line of the file on which the row begins, from 1.
    package var line: Int
  }

  /// The names of the columns, all different.
  package let header: [String]
  /// The rows below it.
  package let rows: [Row]

  /// Reads a whole file.
  package init(contentsOf url: URL) throws {
    try self.init(text: TextFile.text(contentsOf: url), name: url.path)
  }

  init(text: String, name: String) throws {
    var source = try CSVRows(text: text, name: name)
    header = source.header
    var rows: [Row] = []
    while let row = try source.next() { rows.append(row) }
    self.rows = rows
  }

  /// Position of a column, whatever the case of its name.
  package func column(_ name: String) -> Int? {
    header.firstIndex { $0.lowercased() == name }
  }
}

/// The rows of comma-separated values one by one, for tables that are too large to keep; see ``CSVTable``.
package struct CSVRows {
  /// The names of the columns, all different.
  package let header: [String]
  private let name: String
  private var parser: CSVParser

  /// Reads the header.
  package init(contentsOf url: URL) throws {
    try self.init(text: TextFile.text(contentsOf: url), name: url.path)
  }

  init(text: String, name: String) throws {
    self.name = name
    var parser = CSVParser(text: text, name: name)
    guard let first = try parser.next() else {
      throw ImageDatasetsError(.badInput, "\(name) is empty. Write a header line and one line a row.")
    }
    let header = first.fields.map { $0.trimmingCharacters(in: .whitespaces) }
    (self.header, self.parser) = (header, parser)
    if let duplicate = header.enumerated().first(where: { header[..<$0].contains($1) }) {
      throw ImageDatasetsError(
        .badInput, "\(name) has two columns called \"\(duplicate.element)\". Rename one of them.")
    }
  }

  /// The next row; nil behind the last.
  package mutating func next() throws -> CSVTable.Row? {
    guard let row = try parser.next() else { return nil }
    guard row.fields.count == header.count else {
      throw ImageDatasetsError(
        .badInput,
        "\(name), line \(row.line), has \(row.fields.count) fields; the header has \(header.count). Correct the line, "
          + "or quote fields that hold a separator.")
    }
    return row
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

  /// The next row that is not an empty line; spreadsheets leave some of these at the end.
  mutating func next() throws -> CSVTable.Row? {
    while position < bytes.count {
      let line = self.line
      let fields = try row()
      if fields != [""] { return CSVTable.Row(fields: fields, line: line) }
    }
    return nil
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
