public import Foundation
public import ImageDatasets

/// Heat maps of one image, one a row: the image, the map, and the map over the image, with the range of its colors.
public struct AttributionFigure: Sendable {
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
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, image: PixelImage, rows: [Row], caption: [String]) {
    (self.title, self.image, self.rows, self.caption) = (title, image, rows, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine; in SVG as long as the process has drawn nothing
  /// else, because Cairo numbers images.
  /// - Throws: `FigureError` for maps of another size than the image, none at all, or a figure that is too narrow.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard !rows.isEmpty else {
      throw FigureError(kind: .badInput, description: "There are no maps to draw. Give at least one.")
    }
    let overlays = try rows.map { try $0.map.over(image) }
    return try AttributionDrawing(figure: self, overlays: overlays)
      .encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct AttributionDrawing: FigureDrawing {
  private static let top = 22.0
  private static let headHeight = 22.0
  private static let scaleHeight = 22.0
  private static let gap = 8.0
  private static let smallestSide = 57.0

  let figure: AttributionFigure
  let overlays: [PixelImage]

  private func side(_ width: Double) -> Double { (width - 2 * FigurePage.margin - 2 * Self.gap) / 3 }

  private func rowHeight(_ width: Double) -> Double {
    let picture = side(width) * Double(figure.image.height) / Double(figure.image.width)
    return Self.headHeight + picture + Self.scaleHeight
  }

  func height(ofWidth width: Double) throws -> Double {
    guard side(width) >= Self.smallestSide else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%.0f mm are left for each picture, less than %.0f. Give a larger width.",
          max(0, side(width)) * 25.4 / 72, Self.smallestSide * 25.4 / 72))
    }
    return 2 * FigurePage.margin + Self.top + Double(figure.rows.count) * rowHeight(width)
      + FigurePage.height(ofCaption: figure.caption)
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let side = side(width)
    let picture = side * Double(figure.image.height) / Double(figure.image.width)
    for (place, row) in figure.rows.enumerated() {
      let top = FigurePage.margin + Self.top + Double(place) * rowHeight(width)
      let columns = (0..<3).map { FigurePage.margin + Double($0) * (side + Self.gap) }
      canvas.text(row.title, columns[0], top + 7, size: 8, theme.ink, isBold: true, width: side)
      canvas.text(
        row.detail, columns[0], top + 16, size: 6.5, theme.secondInk, width: width - 2 * FigurePage.margin)
      let start = top + Self.headHeight
      for (x, image) in zip(columns, [figure.image, row.map.colors, overlays[place]]) {
        canvas.image(image, x, start, side: side)
        canvas.outline(x, start, side, picture, theme.line, thickness: 0.4)
      }
      drawScale(of: row.map, on: canvas, columns[1], start + picture + 4, width: side, theme)
    }
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  private func drawScale(
    of map: HeatMapImage, on canvas: FigureCanvas, _ x: Double, _ y: Double, width: Double, _ theme: FigureTheme
  ) {
    let steps = 96
    for step in 0..<steps {
      let share = Double(step) / Double(steps - 1)
      canvas.fill(
        x + Double(step) * width / Double(steps), y, width / Double(steps) + 0.3, 5,
        HeatMapImage.color(map.isSigned ? 2 * share - 1 : share, map.isSigned))
    }
    let end = Self.text(map.limit)
    // Values beyond the end of the scale have its last color.
    let isCut = map.largest > map.limit
    canvas.text(
      map.isSigned ? (isCut ? "≤ −\(end)" : "−\(end)") : "0", x, y + 12, size: 6, theme.thirdInk, width: width / 3)
    if map.isSigned { canvas.text("0", x + width / 2, y + 12, size: 6, theme.thirdInk, anchor: .middle) }
    canvas.text(isCut ? "≥ \(end)" : end, x + width, y + 12, size: 6, theme.thirdInk, anchor: .end, width: width / 3)
  }

  private static func text(_ value: Float) -> String { String(format: "%.3g", Double(value)) }
}
