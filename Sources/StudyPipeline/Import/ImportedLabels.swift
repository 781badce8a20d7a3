import ArrayArchives
import Foundation
import ImageDatasets
import NumericKernels

extension ImportedLabels {
  /// Reads one label a row: `.npy` with integers (negative: none) or text, CSV with a column `label` or a single one, or text
  /// with one a line.
  init(contentsOf url: URL, column: String?) throws {
    place = url.path
    switch url.pathExtension.lowercased() {
    case "npy":
      if try NPYText.isText(contentsOf: url) {
        values = try NPYText.elements(contentsOf: url).map { $0.isEmpty ? nil : $0 }
      } else {
        values = Self.texts(try NPYFile(contentsOf: url).int32Elements())
      }
    case "csv", "tsv": values = try Self.column(of: url, named: column)
    case "npz":
      throw StudyPipelineError(
        kind: .badInput, description: "\(url.path) is an archive. Give the labels as .npy, .csv or text, one a line.")
    default: values = try TextLines(contentsOf: url).lines.map { $0.isEmpty ? nil : $0 }
    }
  }

  /// Labels in an archive.
  init(_ archive: NPZArchive, _ name: String) throws {
    place = archive.place(of: name)
    if try archive.isText(name) {
      values = try archive.texts(name).map { $0.isEmpty ? nil : $0 }
    } else {
      let array = try archive.array(name, unpackingInto: FileManager.default.temporaryDirectory)
      values = Self.texts(try array.int32Elements())
    }
  }

  /// Numbers that count names become these names.
  mutating func name(with names: [String], place namesPlace: String) throws {
    values = try values.enumerated().map { row, value in
      guard let value else { return nil }
      guard let index = Int(value), names.indices.contains(index) else {
        throw StudyPipelineError(
          kind: .badInput,
          description:
            "\(place), row \(row), is the label \(value), but \(namesPlace) has \(names.count) names. Labels count "
            + "from 0.")
      }
      return names[index]
    }
    classes = names
  }

  private static func texts(_ numbers: [Int32]) -> [String?] { numbers.map { $0 < 0 ? nil : String($0) } }

  private static func column(of url: URL, named name: String?) throws -> [String?] {
    let table = try CSVTable(contentsOf: url)
    let wanted = (name ?? "label").lowercased()
    guard let column = table.column(wanted) ?? (table.header.count == 1 ? 0 : nil) else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "\(url.path) has no column \(name ?? "label"). It has: \(table.header.joined(separator: ", ")). Name one "
          + "with --label-column.")
    }
    return table.rows.map { $0.fields[column].isEmpty ? nil : $0.fields[column] }
  }
}

/// The lines of a text file, without the empty ones at its end.
struct TextLines {
  let lines: [String]

  init(contentsOf url: URL) throws {
    let text = try TextFile.text(contentsOf: url)
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    guard !lines.isEmpty else {
      throw StudyPipelineError(kind: .badInput, description: "\(url.path) is empty. Write one line an item.")
    }
    self.lines = lines
  }
}
