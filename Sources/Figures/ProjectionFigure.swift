public import Foundation

/// Maps of the same images side by side, such as before and after training: a point an image, hue = class.
public struct ProjectionFigure: Sendable {
  /// One map.
  public struct Panel: Sendable {
    /// What the map shows.
    public var title: String
    /// Its numbers, in a line below.
    public var detail: String
    /// x and y of every image.
    public var positions: [Float]

    /// Makes a panel.
    public init(title: String, detail: String, positions: [Float]) {
      (self.title, self.detail, self.positions) = (title, detail, positions)
    }
  }

  /// What stands above.
  public var title: String
  /// The class of every image, as an index of `classes`; nil without one.
  public var labels: [Int?]
  /// Names of the classes.
  public var classes: [String]
  /// The maps; at least one.
  public var panels: [Panel]
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, labels: [Int?], classes: [String], panels: [Panel], caption: [String]) {
    (self.title, self.labels, self.classes, self.panels, self.caption) = (title, labels, classes, panels, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when maps do not have a point for each label, or the figure is too narrow.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard !panels.isEmpty, panels.allSatisfy({ $0.positions.count == 2 * labels.count }) else {
      throw FigureError(
        kind: .badInput,
        description: "The maps do not have a point for each of \(labels.count) images. Make them again.")
    }
    return try ProjectionDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points. Every map fills its square; their units differ.
private struct ProjectionDrawing: FigureDrawing {
  private static let top = 22.0
  private static let headHeight = 24.0
  private static let gap = 10.0
  private static let legendWidth = 76.0
  private static let smallestSide = 57.0

  let figure: ProjectionFigure

  private func side(_ width: Double) -> Double {
    let count = Double(figure.panels.count)
    return (width - 2 * FigurePage.margin - Self.legendWidth - count * Self.gap) / count
  }

  func height(ofWidth width: Double) throws -> Double {
    guard side(width) >= Self.smallestSide else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d maps leave %.0f mm for each, less than 20. Give a larger width.", figure.panels.count,
          max(0, side(width)) * 25.4 / 72))
    }
    let captions = FigurePage.height(ofCaption: figure.caption)
    return 2 * FigurePage.margin + Self.top + Self.headHeight + side(width) + 10 + captions
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let colors = ClassColors(labels: figure.labels, theme: theme)
    let order = MixedOrder.places(figure.labels.count)
    let (side, top) = (side(width), FigurePage.margin + Self.top)
    let radius = min(1.5, max(0.6, side * 0.16 / Double(max(1, order.count)).squareRoot()))
    for (place, panel) in figure.panels.enumerated() {
      let x = FigurePage.margin + Double(place) * (side + Self.gap)
      canvas.text(panel.title, x, top + 7, size: 8, theme.ink, isBold: true, width: side)
      canvas.text(panel.detail, x, top + 17, size: 7, theme.secondInk, width: side)
      let y = top + Self.headHeight
      canvas.outline(x, y, side, side, theme.line, thickness: 0.5)
      let view = PlaneView(
        x: PlaneView.range(of: panel.positions, axis: 0), y: PlaneView.range(of: panel.positions, axis: 1),
        into: (x, y, side, side), padding: 6)
      for item in order {
        let point = view(Double(panel.positions[2 * item]), Double(panel.positions[2 * item + 1]))
        canvas.disk(point.x, point.y, radius: radius, colors.color(of: figure.labels[item]))
      }
    }
    let x = width - FigurePage.margin - Self.legendWidth
    _ = colors.drawLegend(
      on: canvas, names: figure.classes, x, top + Self.headHeight + 8, width: Self.legendWidth)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }
}
