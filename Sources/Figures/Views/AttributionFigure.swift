import Foundation
public import ImageDatasets

/// Heat maps of one image, one a row: the image, the map, and the map over the image, with the range of its colors.
public struct AttributionFigure: Figure {
  /// One map.
  public struct Row: Sendable {
    /// The method.
    public var title: String
    /// What else is to be said of it, in one line.
    public var detail: String
    /// The map, of the image's size.
    public var map: HeatMapImage

    /// Makes a row.
    public init(title: String, detail: String, map: HeatMapImage) {
      (self.title, self.detail, self.map) = (title, detail, map)
    }
  }

  /// What stands above.
  public var title: String
  /// What the network sees of the image.
  public var image: PixelImage
  /// The maps; at least one.
  public var rows: [Row]
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, image: PixelImage, rows: [Row], caption: [String]) {
    (self.title, self.image, self.rows, self.caption) = (title, image, rows, caption)
  }

  /// - Throws: `FigureError` for maps of another size than the image, none at all, or a figure that is too narrow.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    guard !rows.isEmpty else {
      throw FigureError(kind: .badInput, description: "There are no maps to draw. Give at least one.")
    }
    let overlays = try rows.map { try $0.map.over(image) }
    return try FigurePage(
      title: title, caption: caption, content: AttributionContent(figure: self, overlays: overlays), style: style)
  }
}

/// Sizes are in points at letters of 7 points.
private struct AttributionContent: FigureContent {
  private static let gap = 8.0
  private static let smallestSide = 57.0

  let figure: AttributionFigure
  let overlays: [PixelImage]

  private func side(_ width: Double) -> Double { (width - 2 * Self.gap) / 3 }
  private func picture(_ width: Double) -> Double {
    side(width) * Double(figure.image.height) / Double(figure.image.width)
  }
  private func head(_ look: FigureLook) -> Double { look.line(look.body) + look.line(look.small) + look.scaled(3) }
  private func rowHeight(_ width: Double, _ look: FigureLook) -> Double {
    head(look) + picture(width) + look.scaled(10) + look.line(look.small) + look.scaled(4)
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard side(width) >= Self.smallestSide else {
      throw tooSmall("Three pictures beside each other", side(width), least: Self.smallestSide)
    }
    return Double(figure.rows.count) * rowHeight(width, look) - look.scaled(4)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, side) = (canvas.look, side(frame.width))
    for (place, row) in figure.rows.enumerated() {
      let top = frame.y + Double(place) * rowHeight(frame.width, look)
      let columns = (0..<3).map { frame.x + Double($0) * (side + Self.gap) }
      canvas.text(
        row.title, frame.x, top + look.body * 0.85, size: look.body, look.theme.ink, isBold: true, width: side)
      canvas.text(
        row.detail, frame.x, top + look.line(look.body) + look.small * 0.85, size: look.small, look.theme.secondInk,
        width: frame.width)
      let start = top + head(look)
      for (x, image) in zip(columns, [figure.image, row.map.colors, overlays[place]]) {
        let box = FigureRectangle(x: x, y: start, width: side, height: picture(frame.width))
        canvas.image(image, box)
        canvas.outline(box, look.theme.line, thickness: look.hairline)
      }
      drawScale(
        of: row.map, on: canvas, columns[1], start + picture(frame.width) + look.scaled(3), width: side)
    }
  }

  private func drawScale(of map: HeatMapImage, on canvas: FigureCanvas, _ x: Double, _ y: Double, width: Double) {
    let look = canvas.look
    canvas.scale(FigureRectangle(x: x, y: y, width: width, height: look.scaled(4.5))) {
      HeatMapImage.color(map.isSigned ? 2 * $0 - 1 : $0, map.isSigned)
    }
    let end = Self.text(map.limit)
    // Values beyond the end of the scale have its last color.
    let isCut = map.largest > map.limit
    let base = y + look.scaled(5) + look.small
    canvas.text(
      map.isSigned ? (isCut ? "≤ −\(end)" : "−\(end)") : "0", x, base, size: look.small, look.theme.thirdInk)
    if map.isSigned { canvas.text("0", x + width / 2, base, size: look.small, look.theme.thirdInk, anchor: .middle) }
    canvas.text(isCut ? "≥ \(end)" : end, x + width, base, size: look.small, look.theme.thirdInk, anchor: .end)
  }

  private static func text(_ value: Float) -> String { String(format: "%.3g", Double(value)) }
}
