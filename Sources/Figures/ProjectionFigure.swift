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
  let figure: ProjectionFigure

  private var row: PanelRow { PanelRow(heads: figure.panels.map { ($0.title, $0.detail) }) }

  func height(ofWidth width: Double) throws -> Double { try row.height(ofWidth: width, caption: figure.caption) }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let colors = ClassColors(labels: figure.labels, theme: theme)
    let order = MixedOrder.places(figure.labels.count)
    for (panel, place) in zip(figure.panels, row.draw(on: canvas, width: width, theme: theme)) {
      let radius = min(1.5, max(0.6, place.side * 0.16 / Double(max(1, order.count)).squareRoot()))
      let view = PlaneView(
        x: PlaneView.range(of: panel.positions, axis: 0), y: PlaneView.range(of: panel.positions, axis: 1),
        into: (place.x, place.y, place.side, place.side), padding: 6)
      for item in order {
        let point = view(Double(panel.positions[2 * item]), Double(panel.positions[2 * item + 1]))
        canvas.disk(point.x, point.y, radius: radius, colors.color(of: figure.labels[item]))
      }
    }
    let (x, y) = row.legend(ofWidth: width)
    _ = colors.drawLegend(on: canvas, names: figure.classes, x, y, width: PanelRow.legendWidth)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }
}
