/// A matrix of colored cells with their numbers: likeness of layers, confusion of classes.
public struct MatrixFigure: Figure {
  /// A cell.
  public struct Cell: Sendable {
    /// Its place on the scale of colors, from 0 to 1; nil for none.
    public var value: Double?
    /// What stands in it, where cells are large enough.
    public var text: String

    /// Makes a cell.
    public init(value: Double?, text: String) { (self.value, self.text) = (value, text) }
  }

  /// What stands above.
  public var title: String
  /// The names of rows and of columns.
  public var names: (rows: [String], columns: [String])
  /// What rows and columns are; empty for nothing.
  public var axes: (rows: String, columns: String)
  /// One row after the other.
  public var cells: [[Cell]]
  /// What stands at the ends of the scale of colors.
  public var scale: (low: String, high: String)
  /// Lines before these rows and columns are drawn, such as where another network begins.
  public var divisions: (rows: [Int], columns: [Int])
  /// A cell with a frame around it.
  public var framed: (row: Int, column: Int)?
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, names: (rows: [String], columns: [String]), axes: (rows: String, columns: String) = ("", ""),
    cells: [[Cell]], scale: (low: String, high: String) = ("0", "1"),
    divisions: (rows: [Int], columns: [Int]) = ([], []), caption: [String]
  ) {
    (self.title, self.names, self.axes, self.cells) = (title, names, axes, cells)
    (self.scale, self.divisions, self.caption) = (scale, divisions, caption)
  }

  /// - Throws: `FigureError` when rows or columns do not have a name each, or cells would be too small.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    try check()
    return try FigurePage(title: title, caption: caption, content: MatrixContent(figure: self), style: style)
  }

  func check() throws {
    guard !cells.isEmpty, cells.count == names.rows.count, cells.allSatisfy({ $0.count == names.columns.count }) else {
      throw FigureError(
        kind: .badInput,
        description:
          "The matrix does not have one row for each of \(names.rows.count) names and one column for each of "
          + "\(names.columns.count).")
    }
  }
}

/// Sizes are in points at letters of 7 points.
struct MatrixContent: FigureContent {
  private static let smallestCell = 3.4
  /// From this size of cells on, they hold their numbers.
  private static let numberCell = 11.0

  let figure: MatrixFigure
  /// Cells are no larger, also where there is room.
  var largestCell = 30.0

  func legend(_ look: FigureLook) -> FigureLegend? {
    FigureLegend(entries: [.scale(low: figure.scale.low, high: figure.scale.high, color: look.sequential)])
  }

  /// The room for names of this size at the left.
  private func left(_ size: Double, _ look: FigureLook) -> Double {
    let longest = figure.names.rows.map { look.width(of: $0, size: size) }.max() ?? 0
    let title = figure.axes.rows.isEmpty ? 0 : look.line(look.body)
    return min(look.scaled(92), longest) + look.scaled(4) + title
  }

  /// The room below for the names that are shown.
  private func below(_ size: Double, _ cell: Double, _ look: FigureLook) -> Double {
    let shown = figure.names.columns.enumerated().filter { $0.offset % Self.stride(size, cell) == 0 }.map(\.element)
    return RisingNames(shown, size: size).height(look) + (figure.axes.columns.isEmpty ? 0 : look.line(look.body))
  }

  /// Every how many rows and columns one is named.
  private static func stride(_ size: Double, _ cell: Double) -> Int { max(1, Int((size * 1.02 / cell).rounded(.up))) }

  private func cell(_ width: Double, _ size: Double, _ look: FigureLook) -> Double {
    min(
      look.scaled(largestCell),
      (width - left(size, look)) / Double(max(1, figure.names.columns.count)))
  }

  /// Names are smaller where cells are lower than letters.
  private func nameSize(_ width: Double, _ look: FigureLook) -> Double {
    cell(width, look.small, look) >= look.small * 1.02 ? look.small : look.small * 0.8
  }

  private func cell(_ width: Double, _ look: FigureLook) -> Double { cell(width, nameSize(width, look), look) }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    let cell = cell(width, look)
    guard cell >= Self.smallestCell else {
      throw tooSmall("\(figure.names.columns.count) columns", cell, least: Self.smallestCell)
    }
    return Double(figure.names.rows.count) * cell + below(nameSize(width, look), cell, look)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, cell) = (canvas.look, cell(frame.width, canvas.look))
    let size = nameSize(frame.width, look)
    let (left, below) = (frame.x + left(size, look), below(size, cell, look))
    let bottom = frame.y + cell * Double(figure.names.rows.count)
    for (row, cells) in figure.cells.enumerated() {
      for (column, value) in cells.enumerated() {
        draw(value, on: canvas, left + Double(column) * cell, frame.y + Double(row) * cell, cell)
      }
    }
    drawDivisions(on: canvas, left, frame.y, cell)
    if let (row, column) = figure.framed {
      let (x, y) = (left + Double(column) * cell, frame.y + Double(row) * cell)
      let frame = FigureRectangle(x: x, y: y, width: cell - 0.35, height: cell - 0.35)
      // Seen on dark cells and on light ones.
      canvas.outline(frame.inset(by: -look.scaled(0.7)), look.theme.background, thickness: look.scaled(2.6))
      canvas.outline(frame.inset(by: -look.scaled(0.7)), look.theme.ink, thickness: look.scaled(1.2))
    }
    drawNames(on: canvas, left, frame, bottom, cell, size)
    guard !figure.axes.columns.isEmpty else { return }
    canvas.text(
      figure.axes.columns, left + cell * Double(figure.names.columns.count) / 2,
      bottom + below - look.body * 0.1, size: look.body, look.theme.secondInk, anchor: .middle)
    canvas.risingName(
      figure.axes.rows, endingAt: frame.x + look.body * 0.75,
      max(frame.y, frame.y + (bottom - frame.y - look.width(of: figure.axes.rows, size: look.body)) / 2),
      size: look.body, look.theme.secondInk, length: bottom - frame.y)
  }

  /// Where cells are lower than letters, not every row and column has its name.
  private func drawNames(
    on canvas: FigureCanvas, _ left: Double, _ frame: FigureRectangle, _ bottom: Double, _ cell: Double,
    _ size: Double
  ) {
    let look = canvas.look
    let stride = Self.stride(size, cell)
    for (index, name) in figure.names.rows.enumerated() where index % stride == 0 {
      canvas.text(
        name, left - look.scaled(4), frame.y + (Double(index) + 0.5) * cell + size * 0.36, size: size,
        look.theme.secondInk, anchor: .end, width: look.scaled(92), isName: true)
    }
    for (index, name) in figure.names.columns.enumerated() where index % stride == 0 {
      canvas.risingName(
        name, endingAt: left + (Double(index) + 0.5) * cell + size * 0.36, bottom + look.scaled(4), size: size,
        look.theme.secondInk, length: look.scaled(92))
    }
  }

  private func drawDivisions(on canvas: FigureCanvas, _ left: Double, _ top: Double, _ cell: Double) {
    let (columns, rows) = (Double(figure.names.columns.count), Double(figure.names.rows.count))
    for row in figure.divisions.rows {
      let y = top + Double(row) * cell
      canvas.path([(left, y), (left + columns * cell, y)], canvas.look.theme.background, thickness: 1.5)
    }
    for column in figure.divisions.columns {
      let x = left + Double(column) * cell
      canvas.path([(x, top), (x, top + rows * cell)], canvas.look.theme.background, thickness: 1.5)
    }
  }

  private func draw(_ value: MatrixFigure.Cell, on canvas: FigureCanvas, _ x: Double, _ y: Double, _ cell: Double) {
    let look = canvas.look
    let color = value.value.map { look.sequential($0) }
    canvas.fill(
      x, y, cell - 0.35, cell - 0.35, color ?? look.theme.background.mixed(with: look.theme.faintLine, share: 0.45))
    let size = min(look.small, cell * 0.42)
    guard cell >= Self.numberCell, look.width(of: value.text, size: size) <= cell - 1 else { return }
    canvas.text(
      value.text, x + cell / 2, y + cell / 2 + size * 0.36, size: size, color?.inkOnTop ?? look.theme.thirdInk,
      anchor: .middle)
  }
}
