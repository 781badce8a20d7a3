public import ImageDatasets

/// A contact sheet of optimized images: tiles in rows, each with its name and a line about it.
public struct FeatureFigure: Figure {
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

  /// What stands above.
  public var title: String
  /// Row by row.
  public var tiles: [Tile]
  /// Tiles in a row; nil takes as many as have room at 16 mm, four at least.
  public var columnCount: Int?
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, tiles: [Tile], columnCount: Int? = nil, caption: [String]) {
    (self.title, self.tiles, self.caption) = (title, tiles, caption)
    self.columnCount = columnCount
  }

  /// - Throws: `FigureError` when the tiles would be smaller than 5 mm.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    try FigurePage(title: title, caption: caption, content: FeatureContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points, but for those of tiles.
private struct FeatureContent: FigureContent {
  private static let gap = 6.0
  private static let smallestTile = 5 * 72 / 25.4
  private static let usualTile = 46.0

  let figure: FeatureFigure

  private func columnCount(_ width: Double) -> Int {
    if let columns = figure.columnCount { return max(1, columns) }
    let most = max(4, Int((width + Self.gap) / (Self.usualTile + Self.gap)))
    // Rows of about the same length.
    let rows = max(1, (figure.tiles.count + most - 1) / most)
    return max(1, min(most, (figure.tiles.count + rows - 1) / rows))
  }

  private func tile(_ width: Double) -> Double {
    let columns = Double(columnCount(width))
    return (width - (columns - 1) * Self.gap) / columns
  }

  private func rowHeight(_ width: Double, _ look: FigureLook) -> Double {
    tile(width) + look.line(look.small) + look.line(look.small * 0.92) + look.scaled(5)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard tile(width) >= Self.smallestTile else {
      throw tooSmall(
        "\(columnCount(width)) columns", tile(width), least: Self.smallestTile,
        remedy: "Give a larger width or fewer columns")
    }
    let rows = Double((figure.tiles.count + columnCount(width) - 1) / columnCount(width))
    return rows * rowHeight(width, look) - look.scaled(3)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, tile, columns) = (canvas.look, tile(frame.width), columnCount(frame.width))
    for (index, each) in figure.tiles.enumerated() {
      let x = frame.x + Double(index % columns) * (tile + Self.gap)
      let y = frame.y + Double(index / columns) * rowHeight(frame.width, look)
      canvas.image(each.image, x, y, side: tile)
      if each.isVoid {
        canvas.outline(FigureRectangle(x: x, y: y, width: tile, height: tile), look.theme.bad, thickness: 0.8)
      }
      let base = y + tile + look.small * 1.1
      canvas.text(
        each.name, x, base, size: look.small, look.theme.ink, isBold: true, width: tile + Self.gap - 2, isName: true)
      canvas.text(
        each.detail, x, base + look.line(look.small * 0.92), size: look.small * 0.92,
        each.isVoid ? look.theme.bad : look.theme.secondInk, width: tile + Self.gap - 2)
    }
  }
}
