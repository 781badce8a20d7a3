public import Foundation
public import ImageDatasets

/// Images and their nearest neighbors: one row a query, the query first, then a group of neighbors for each layer.
///
/// Right and wrong classes are told by a tick or a cross and the frame's color; wrong ones also by their name.
public struct NeighborFigure: Sendable {
  /// An image in the figure.
  public struct Tile: Sendable {
    /// The image.
    public var image: PixelImage
    /// Its label; empty without one.
    public var label: String
    /// How far it is; empty for queries.
    public var distance: String
    /// Whether it has the query's label; nil where that cannot be said.
    public var isSameClass: Bool?

    /// Makes a tile.
    public init(image: PixelImage, label: String, distance: String = "", isSameClass: Bool? = nil) {
      (self.image, self.label, self.distance, self.isSameClass) = (image, label, distance, isSameClass)
    }
  }

  /// What stands above a group of neighbors.
  public struct Head: Sendable {
    /// The layer.
    public var title: String
    /// A line below it.
    public var detail: String

    /// Makes a head.
    public init(title: String, detail: String) { (self.title, self.detail) = (title, detail) }
  }

  /// The groups.
  public var heads: [Head]
  /// The queries with as many groups of tiles as there are heads.
  public var rows: [(query: Tile, groups: [[Tile]])]
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(heads: [Head], rows: [(query: Tile, groups: [[Tile]])], caption: [String]) {
    (self.heads, self.rows, self.caption) = (heads, rows, caption)
  }

  /// The file's bytes: as wide as asked for, as high as the rows need. The same figure has the same bytes on one
  /// machine; in SVG as long as the process has drawn nothing else, because Cairo numbers images.
  /// - Throws: `FigureError` when the tiles would be smaller than 5 mm or the figure is too large.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    try NeighborDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct NeighborDrawing: FigureDrawing {
  private static let gap = 2.5
  private static let groupGap = 12.0
  private static let headHeight = 26.0
  private static let textHeight = 15.0
  private static let rowGap = 6.0
  private static let smallestTile = 5 * 72 / 25.4

  let figure: NeighborFigure

  private var rank: Int { max(1, figure.rows.flatMap(\.groups).map(\.count).max() ?? 1) }

  private func tile(_ width: Double) -> Double {
    let groups = Double(figure.heads.count)
    let gaps = groups * Self.groupGap + groups * Double(rank - 1) * Self.gap
    return (width - 2 * FigurePage.margin - gaps) / (1 + groups * Double(rank))
  }

  private func groupStart(_ group: Int, tile: Double) -> Double {
    let span = Double(rank) * tile + Double(rank - 1) * Self.gap
    return FigurePage.margin + tile + Self.groupGap + Double(group) * (span + Self.groupGap)
  }

  func height(ofWidth width: Double) throws -> Double {
    let tile = tile(width)
    guard tile >= Self.smallestTile else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d layers of %d neighbors leave %.1f mm for an image, less than 5. Give a larger width, fewer "
            + "neighbors or fewer layers.", figure.heads.count, rank, max(0, tile) * 25.4 / 72))
    }
    let rows = Double(figure.rows.count) * (tile + Self.textHeight + Self.rowGap)
    return 2 * FigurePage.margin + Self.headHeight + rows + FigurePage.height(ofCaption: figure.caption)
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    let tile = tile(width)
    let span = Double(rank) * tile + Double(rank - 1) * Self.gap
    canvas.text(
      "query", FigurePage.margin, FigurePage.margin + 8, size: 7.5, theme.thirdInk, width: tile + Self.groupGap)
    for (group, head) in figure.heads.enumerated() {
      let x = groupStart(group, tile: tile)
      canvas.text(head.title, x, FigurePage.margin + 8, size: 8.5, theme.ink, isBold: true, width: span)
      canvas.text(head.detail, x, FigurePage.margin + 17, size: 6.5, theme.thirdInk, width: span)
    }
    for (index, row) in figure.rows.enumerated() {
      let y = FigurePage.margin + Self.headHeight + Double(index) * (tile + Self.textHeight + Self.rowGap)
      canvas.image(row.query.image, FigurePage.margin, y, side: tile)
      canvas.outline(FigurePage.margin, y, tile, tile, theme.ink, thickness: 0.9)
      canvas.text(
        row.query.label, FigurePage.margin, y + tile + 7, size: 6, theme.ink, isBold: true,
        width: tile + Self.groupGap - 2)
      for (group, tiles) in row.groups.enumerated() {
        for (place, neighbor) in tiles.enumerated() {
          let x = groupStart(group, tile: tile) + Double(place) * (tile + Self.gap)
          draw(neighbor, on: canvas, x, y, tile: tile, theme)
        }
      }
    }
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  private func draw(
    _ neighbor: NeighborFigure.Tile, on canvas: FigureCanvas, _ x: Double, _ y: Double, tile: Double,
    _ theme: FigureTheme
  ) {
    canvas.image(neighbor.image, x, y, side: tile)
    canvas.text(neighbor.distance, x, y + tile + 6.5, size: 5.5, theme.secondInk, width: tile)
    guard let isSame = neighbor.isSameClass else {
      canvas.text(neighbor.label, x, y + tile + 13, size: 5.5, theme.secondInk, width: tile)
      return
    }
    let color = isSame ? theme.good : theme.bad
    canvas.outline(x, y, tile, tile, color, thickness: 1.1)
    if !isSame { canvas.text(neighbor.label, x, y + tile + 13, size: 5.5, color, width: tile) }
    let radius = min(4.2, tile / 5)
    let (cx, cy) = (x + tile - radius, y + tile - radius)
    canvas.disk(cx, cy, radius: radius, color)
    let step = radius * 0.42
    if isSame {
      canvas.path(
        [(cx - step * 1.1, cy + step * 0.1), (cx - step * 0.2, cy + step), (cx + step * 1.2, cy - step * 0.9)],
        theme.background, thickness: radius * 0.3)
    } else {
      canvas.path([(cx - step, cy - step), (cx + step, cy + step)], theme.background, thickness: radius * 0.3)
      canvas.path([(cx - step, cy + step), (cx + step, cy - step)], theme.background, thickness: radius * 0.3)
    }
  }
}
