public import Foundation
public import ImageDatasets

/// An activation atlas: pictures side by side in a grid, with the names of the classes that larger areas speak for.
public struct AtlasFigure: Sendable {
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

  /// Above the grid.
  public var title: String
  /// Cells from left to right.
  public var columnCount: Int
  /// Cells from top to bottom.
  public var rowCount: Int
  /// At most one for a place.
  public var cells: [Cell]
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, columnCount: Int, rowCount: Int, cells: [Cell], caption: [String]) {
    (self.title, self.cells, self.caption) = (title, cells, caption)
    (self.columnCount, self.rowCount) = (max(1, columnCount), max(1, rowCount))
  }

  /// The file's bytes: as wide as asked for, as high as the rows need. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when cells would be smaller than 1.5 mm or the figure is too large.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    try AtlasDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct AtlasDrawing: FigureDrawing {
  private static let headHeight = 20.0
  private static let footGap = 8.0
  private static let labelSize = 5.5
  private static let smallestSide = 1.5 * 72 / 25.4

  let figure: AtlasFigure

  private func side(_ width: Double) -> Double { (width - 2 * FigurePage.margin) / Double(figure.columnCount) }

  func height(ofWidth width: Double) throws -> Double {
    let side = side(width)
    guard side >= Self.smallestSide else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d columns leave %.1f mm for a cell, less than 1.5. Give a larger width or fewer cells.",
          figure.columnCount, max(0, side) * 25.4 / 72))
    }
    return 2 * FigurePage.margin + Self.headHeight + Double(figure.rowCount) * side + Self.footGap
      + FigurePage.height(ofCaption: figure.caption)
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let (side, top) = (side(width), FigurePage.margin + Self.headHeight)
    for cell in figure.cells {
      canvas.image(
        cell.image, FigurePage.margin + Double(cell.column) * side, top + Double(cell.row) * side, side: side)
    }
    for label in labels(side: side, width: width) {
      canvas.textOnGround(
        label.text, label.x, top + label.y, size: Self.labelSize, theme.ink, ground: theme.background)
    }
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  private struct Label {
    let text: String
    let x: Double
    let y: Double
  }

  /// The names of areas of at least two cells, the largest first, where they do not run into each other.
  private func labels(side: Double, width: Double) -> [Label] {
    var placed: [Label] = []
    for area in AtlasAreas(figure.cells).areas where area.cells.count > 1 {
      // At the foot of the cell that is nearest to the area's middle.
      let x = FigurePage.margin + (Double(area.center.column) + 0.5) * side
      let y = (Double(area.center.row) + 1) * side - Self.labelSize * 0.6
      let half = Self.halfWidth(area.label)
      let inside = min(max(x, FigurePage.margin + half), width - FigurePage.margin - half)
      let isFree = placed.allSatisfy {
        abs($0.y - y) > 1.6 * Self.labelSize || abs($0.x - inside) > Self.halfWidth($0.text) + half + 2
      }
      if isFree { placed.append(Label(text: area.label, x: inside, y: y)) }
    }
    return placed
  }

  /// About: letters of a sans-serif are half as wide as high.
  private static func halfWidth(_ text: String) -> Double { Double(text.count) * labelSize * 0.29 }
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
