import Foundation

/// Square panels side by side below a title, each with a heading, and room for a legend at their right. Sizes are in points.
struct PanelRow {
  static let legendWidth = 76.0
  private static let top = 22.0
  private static let headHeight = 24.0
  private static let gap = 10.0
  private static let smallestSide = 57.0

  /// What stands above each panel: what it shows, and its numbers.
  let heads: [(title: String, detail: String)]

  /// The side of each square.
  func side(ofWidth width: Double) -> Double {
    let count = Double(heads.count)
    return (width - 2 * FigurePage.margin - Self.legendWidth - count * Self.gap) / count
  }

  /// The height of the page with title and captions. Throws `badInput` when the squares would be too small.
  func height(ofWidth width: Double, caption: [String]) throws -> Double {
    guard side(ofWidth: width) >= Self.smallestSide else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d maps leave %.0f mm for each, less than %.0f. Give a larger width.", heads.count,
          max(0, side(ofWidth: width)) * 25.4 / 72, Self.smallestSide * 25.4 / 72))
    }
    return 2 * FigurePage.margin + Self.top + Self.headHeight + side(ofWidth: width) + 10
      + FigurePage.height(ofCaption: caption)
  }

  /// Draws headings and outlines, and returns where the squares are.
  func draw(on canvas: FigureCanvas, width: Double, theme: FigureTheme) -> [(x: Double, y: Double, side: Double)] {
    let (side, top) = (side(ofWidth: width), FigurePage.margin + Self.top)
    return heads.enumerated().map { place, head in
      let x = FigurePage.margin + Double(place) * (side + Self.gap)
      canvas.text(head.title, x, top + 7, size: 8, theme.ink, isBold: true, width: side)
      canvas.text(head.detail, x, top + 17, size: 7, theme.secondInk, width: side)
      canvas.outline(x, top + Self.headHeight, side, side, theme.line, thickness: 0.5)
      return (x, top + Self.headHeight, side)
    }
  }

  /// The first line of the legend.
  func legend(ofWidth width: Double) -> (x: Double, y: Double) {
    (width - FigurePage.margin - Self.legendWidth, FigurePage.margin + Self.top + Self.headHeight + 8)
  }
}
