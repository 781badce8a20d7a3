public import Foundation

/// Maps of neurons side by side, such as before and after training: hue = the class that a neuron tells best, saturation =
/// how well; or one class against the rest.
public struct NeuronFigure: Sendable {
  /// One map.
  public struct Panel: Sendable {
    /// What the map shows.
    public var title: String
    /// Its numbers, in a line below.
    public var detail: String
    /// x and y of every neuron; NaN for those that are on no map.
    public var positions: [Float]
    /// The class that each neuron tells best, as an index of `classes`; nil without one.
    public var labels: [Int?]
    /// How well, from 0 to 1; 1 is the best of all panels.
    public var scores: [Double]

    /// Makes a panel.
    public init(title: String, detail: String, positions: [Float], labels: [Int?], scores: [Double]) {
      (self.title, self.detail, self.positions, self.labels, self.scores) = (title, detail, positions, labels, scores)
    }
  }

  /// What stands above.
  public var title: String
  /// Names of the classes.
  public var classes: [String]
  /// The maps; at least one.
  public var panels: [Panel]
  /// What the ends of the scale of saturation say, such as `0` and `.031`.
  public var scale: (low: String, high: String)
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, classes: [String], panels: [Panel], scale: (low: String, high: String), caption: [String]
  ) {
    (self.title, self.classes, self.panels, self.scale, self.caption) = (title, classes, panels, scale, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when lists of a panel do not have an entry for each neuron, or the figure is too narrow.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard !panels.isEmpty,
      panels.allSatisfy({ $0.positions.count == 2 * $0.labels.count && $0.scores.count == $0.labels.count })
    else {
      throw FigureError(
        kind: .badInput, description: "The maps do not have an entry for each neuron. Run strata neurons again.")
    }
    return try NeuronDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points. Every map fills its square; their units differ.
private struct NeuronDrawing: FigureDrawing {
  /// The share of a color that a neuron with score 0 has.
  private static let faintest = 0.12

  let figure: NeuronFigure

  private var row: PanelRow { PanelRow(heads: figure.panels.map { ($0.title, $0.detail) }) }

  func height(ofWidth width: Double) throws -> Double { try row.height(ofWidth: width, caption: figure.caption) }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let colors = ClassColors(labels: figure.panels.flatMap(\.labels).filter { $0 != nil }, theme: theme)
    for (panel, place) in zip(figure.panels, row.draw(on: canvas, width: width, theme: theme)) {
      draw(panel, on: canvas, place, colors, theme)
    }
    let (x, y) = row.legend(ofWidth: width)
    let end = colors.drawLegend(on: canvas, names: figure.classes, x, y, width: PanelRow.legendWidth)
    drawScale(on: canvas, x, end + 6, colors, theme)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  /// The weak first, so that they do not lie on the strong.
  private func draw(
    _ panel: NeuronFigure.Panel, on canvas: FigureCanvas, _ place: (x: Double, y: Double, side: Double),
    _ colors: ClassColors, _ theme: FigureTheme
  ) {
    let shown = panel.labels.indices.filter { panel.positions[2 * $0].isFinite && panel.positions[2 * $0 + 1].isFinite }
    guard !shown.isEmpty else { return }
    let points = shown.flatMap { [panel.positions[2 * $0], panel.positions[2 * $0 + 1]] }
    let view = PlaneView(
      x: PlaneView.range(of: points, axis: 0), y: PlaneView.range(of: points, axis: 1),
      into: (place.x, place.y, place.side, place.side), padding: 6)
    let radius = min(2.6, max(0.9, place.side * 0.2 / Double(shown.count).squareRoot()))
    for neuron in shown.sorted(by: { (panel.scores[$0], $0) < (panel.scores[$1], $1) }) {
      let point = view(Double(panel.positions[2 * neuron]), Double(panel.positions[2 * neuron + 1]))
      canvas.disk(point.x, point.y, radius: radius, color(panel.labels[neuron], panel.scores[neuron], colors, theme))
    }
  }

  private func color(_ label: Int?, _ score: Double, _ colors: ClassColors, _ theme: FigureTheme) -> FigureColor {
    let share = Self.faintest + (1 - Self.faintest) * min(1, max(0, score))
    return theme.line.mixed(with: label == nil ? colors.other : colors.color(of: label), share: share)
  }

  private func drawScale(
    on canvas: FigureCanvas, _ x: Double, _ y: Double, _ colors: ClassColors, _ theme: FigureTheme
  ) {
    guard let label = colors.classes.first else { return }
    let (steps, width) = (24, PanelRow.legendWidth - 12)
    for step in 0..<steps {
      let score = Double(step) / Double(steps - 1)
      canvas.fill(
        x + Double(step) * width / Double(steps), y, width / Double(steps) + 0.3, 5, color(label, score, colors, theme))
    }
    canvas.text(figure.scale.low, x, y + 13, size: 6, theme.thirdInk, width: width / 2)
    canvas.text(figure.scale.high, x + width - 16, y + 13, size: 6, theme.thirdInk, width: 28)
  }
}
