/// A table for people, in columns of even width.
struct TextTable {
  /// Where the text of a column stands.
  enum Alignment {
    case left
    case right
  }

  /// The head of a column.
  typealias Column = (title: String, alignment: Alignment)

  private let columns: [Column]
  private let group: (title: String, firstColumn: Int)?
  private var rows: [[String]] = []

  /// A table without rows. `group` is a title above all columns from its first on.
  init(columns: [Column], group: (title: String, firstColumn: Int)? = nil) {
    (self.columns, self.group) = (columns, group)
  }

  mutating func add(_ row: [String]) {
    precondition(row.count == columns.count, "a cell for each column")
    rows.append(row)
  }

  /// The table, one line a row, without spaces at the ends of lines.
  var text: String {
    let widths = columns.indices.map { column in
      rows.map { $0[column].count }.reduce(columns[column].title.count, max)
    }
    let lines = ([columns.map(\.title)] + rows).map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (columns[column].alignment == .left ? cell + space : space + cell)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    guard let group else { return lines.joined(separator: "\n") }
    let offset = widths[..<group.firstColumn].reduce(0) { $0 + $1 + 2 }
    return ([String(repeating: " ", count: offset) + group.title] + lines).joined(separator: "\n")
  }

  /// A text of at most `width` characters; a longer one loses its middle.
  static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    return text.prefix((width - 1) / 2) + "…" + text.suffix(width - 1 - (width - 1) / 2)
  }
}
