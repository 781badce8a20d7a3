public import Foundation
public import ImageDatasets

/// A contact sheet of optimized images: tiles in rows, each with its name and a line about it.
public struct FeatureFigure: Sendable {
  /// One image.
  public struct Tile: Sendable {
    /// The image.
    public var image: PixelImage
    /// The unit or the class.
    public var name: String
    /// What is to be known of it; empty for nothing.
    public var detail: String
    /// Whether the image means nothing, as that of a unit that was never excited.
    public var isVoid: Bool

    /// Makes a tile.
    public init(image: PixelImage, name: String, detail: String = "", isVoid: Bool = false) {
      (self.image, self.name, self.detail, self.isVoid) = (image, name, detail, isVoid)
    }
  }

  /// Above the tiles.
  public var title: String
  /// Row by row.
  public var tiles: [Tile]
  /// Tiles in a row.
  public var columnCount: Int
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure; without `columnCount`, about as many columns as rows, and four at least.
  public init(title: String, tiles: [Tile], columnCount: Int? = nil, caption: [String]) {
    (self.title, self.tiles, self.caption) = (title, tiles, caption)
    let square = Int(Double(tiles.count).squareRoot().rounded(.up))
    self.columnCount = max(1, columnCount ?? min(max(1, tiles.count), max(4, square)))
  }

  /// The file's bytes: as wide as asked for, as high as the rows need. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when the tiles would be smaller than 5 mm or the figure is too large.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    try FeatureDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct FeatureDrawing: FigureDrawing {
  private static let gap = 6.0
  private static let headHeight = 20.0
  private static let textHeight = 20.0
  private static let smallestTile = 5 * 72 / 25.4

  let figure: FeatureFigure

  private func tile(_ width: Double) -> Double {
    let columns = Double(figure.columnCount)
    return (width - 2 * FigurePage.margin - (columns - 1) * Self.gap) / columns
  }

  func height(ofWidth width: Double) throws -> Double {
    let tile = tile(width)
    guard tile >= Self.smallestTile else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d columns leave %.1f mm for an image, less than 5. Give a larger width or fewer columns.",
          figure.columnCount, max(0, tile) * 25.4 / 72))
    }
    let rows = Double((figure.tiles.count + figure.columnCount - 1) / figure.columnCount)
    return 2 * FigurePage.margin + Self.headHeight + rows * (tile + Self.textHeight)
      + FigurePage.height(ofCaption: figure.caption)
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let tile = tile(width)
    for (index, each) in figure.tiles.enumerated() {
      let (row, column) = (index / figure.columnCount, index % figure.columnCount)
      let x = FigurePage.margin + Double(column) * (tile + Self.gap)
      let y = FigurePage.margin + Self.headHeight + Double(row) * (tile + Self.textHeight)
      canvas.image(each.image, x, y, side: tile)
      if each.isVoid { canvas.outline(x, y, tile, tile, theme.bad, thickness: 0.8) }
      canvas.text(each.name, x, y + tile + 7.5, size: 6, theme.ink, isBold: true, width: tile)
      canvas.text(
        each.detail, x, y + tile + 14, size: 5, each.isVoid ? theme.bad : theme.secondInk, width: tile)
    }
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }
}
