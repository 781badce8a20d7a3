public import ImageDatasets

/// An activation atlas: pictures side by side in a grid, with the names of the classes that larger areas speak for.
public struct AtlasFigure: Figure {
  /// A picture in the grid.
  public struct Cell: Sendable {
    /// From the top.
    public var row: Int
    /// From the left.
    public var column: Int
    /// Its picture.
    public var image: PixelImage
    /// The class that it speaks for; nil for none.
    public var label: String?

    /// Makes a cell.
    public init(row: Int, column: Int, image: PixelImage, label: String?) {
      (self.row, self.column, self.image, self.label) = (row, column, image, label)
    }
  }

  /// What stands above.
  public var title: String
  /// Cells from left to right.
  public var columnCount: Int
  /// Cells from top to bottom.
  public var rowCount: Int
  /// At most one for a place.
  public var cells: [Cell]
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, columnCount: Int, rowCount: Int, cells: [Cell], caption: [String]) {
    (self.title, self.cells, self.caption) = (title, cells, caption)
    (self.columnCount, self.rowCount) = (max(1, columnCount), max(1, rowCount))
  }

  /// - Throws: `FigureError` when cells would be smaller than 1.5 mm.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    try FigurePage(title: title, caption: caption, content: AtlasContent(figure: self), style: style)
  }
}

/// Sizes are in points.
private struct AtlasContent: FigureContent {
  private static let smallestSide = 1.5 * 72 / 25.4

  let figure: AtlasFigure

  private func side(_ width: Double) -> Double { width / Double(figure.columnCount) }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard side(width) >= Self.smallestSide else {
      throw tooSmall(
        "\(figure.columnCount) columns", side(width), least: Self.smallestSide,
        remedy: "Give a larger width or fewer cells")
    }
    return Double(figure.rowCount) * side(width)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let side = side(frame.width)
    for cell in figure.cells {
      canvas.image(
        cell.image, frame.x + Double(cell.column) * side, frame.y + Double(cell.row) * side, side: side)
    }
    drawNames(on: canvas, in: frame, side: side)
  }

  /// The names of areas of at least two cells, the largest first, where they do not run into each other.
  private func drawNames(on canvas: FigureCanvas, in frame: FigureRectangle, side: Double) {
    let (look, size) = (canvas.look, canvas.look.small * 0.92)
    var taken: [FigureRectangle] = []
    for area in AtlasAreas(figure.cells).areas where area.cells.count > 1 {
      let width = min(frame.width, look.width(of: area.label, size: size, isBold: true))
      // At the foot of the cell that is nearest to the area's middle.
      let x = frame.x + (Double(area.center.column) + 0.5) * side
      let middle = min(max(x, frame.x + width / 2), frame.right - width / 2)
      let base = frame.y + (Double(area.center.row) + 1) * side - size * 0.4
      let box = FigureRectangle(x: middle - width / 2 - 1, y: base - size * 0.9, width: width + 2, height: size * 1.2)
      guard !taken.contains(where: { $0.overlaps(box) }) else { continue }
      taken.append(box)
      canvas.textOnGround(area.label, middle, base, size: size, look.theme.ink)
    }
  }
}

/// Connected cells of one label.
struct AtlasAreas {
  struct Area {
    let label: String
    let cells: [AtlasFigure.Cell]
    /// The cell that is nearest to the mean of all.
    let center: AtlasFigure.Cell
  }

  /// The largest first.
  let areas: [Area]

  init(_ cells: [AtlasFigure.Cell]) {
    let places = Dictionary(cells.indices.map { ([cells[$0].row, cells[$0].column], $0) }, uniquingKeysWith: { $1 })
    var isSeen = [Bool](repeating: false, count: cells.count)
    var areas: [Area] = []
    for start in cells.indices where !isSeen[start] {
      guard let label = cells[start].label else { continue }
      var (open, found) = ([start], [Int]())
      isSeen[start] = true
      while let place = open.popLast() {
        found.append(place)
        for (down, right) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
          guard let next = places[[cells[place].row + down, cells[place].column + right]], !isSeen[next],
            cells[next].label == label
          else { continue }
          isSeen[next] = true
          open.append(next)
        }
      }
      areas.append(Self.area(label, found.sorted().map { cells[$0] }))
    }
    self.areas = areas.enumerated().sorted { ($1.element.cells.count, $0.offset) < ($0.element.cells.count, $1.offset) }
      .map(\.element)
  }

  private static func area(_ label: String, _ cells: [AtlasFigure.Cell]) -> Area {
    let row = Double(cells.reduce(0) { $0 + $1.row }) / Double(cells.count)
    let column = Double(cells.reduce(0) { $0 + $1.column }) / Double(cells.count)
    let distance = { (cell: AtlasFigure.Cell) in
      (Double(cell.row) - row) * (Double(cell.row) - row)
        + (Double(cell.column) - column) * (Double(cell.column) - column)
    }
    let center = cells.min { distance($0) < distance($1) } ?? cells[0]
    return Area(label: label, cells: cells, center: center)
  }
}
