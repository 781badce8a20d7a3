/// Maps of neurons side by side, such as before and after training: hue = the class that a neuron tells best, saturation =
/// how well; or one class against the rest.
public struct NeuronFigure: Figure {
  /// One map.
  public struct Panel: Sendable {
    /// What the map shows.
    public var title: String
    /// Its numbers, below it.
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
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, classes: [String], panels: [Panel], scale: (low: String, high: String), caption: [String]
  ) {
    (self.title, self.classes, self.panels, self.scale, self.caption) = (title, classes, panels, scale, caption)
  }

  /// - Throws: `FigureError` when lists of a panel do not have an entry for each neuron, or the figure is too narrow.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    guard !panels.isEmpty,
      panels.allSatisfy({ $0.positions.count == 2 * $0.labels.count && $0.scores.count == $0.labels.count })
    else {
      throw FigureError(
        kind: .badInput, description: "The maps do not have an entry for each neuron. Run strata neurons again.")
    }
    return try FigurePage(title: title, caption: caption, content: NeuronContent(figure: self), style: style)
  }
}

/// Every map fills its square; their units differ.
private struct NeuronContent: FigureContent {
  /// The share of a color that a neuron with score 0 has.
  private static let faintest = 0.12

  let figure: NeuronFigure

  private var grid: PanelGrid { PanelGrid(heads: figure.panels.map { ($0.title, $0.detail) }) }

  private func colors(_ look: FigureLook) -> ClassColors {
    ClassColors(labels: figure.panels.flatMap(\.labels).filter { $0 != nil }, look: look)
  }

  func legend(_ look: FigureLook) -> FigureLegend? {
    let colors = colors(look)
    guard let first = colors.classes.first else { return nil }
    return FigureLegend(
      entries: colors.legend(names: figure.classes) + [
        .scale(low: figure.scale.low, high: figure.scale.high) { color(first, $0, colors, look) }
      ])
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double { try grid.height(ofWidth: width, look) }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let colors = colors(canvas.look)
    for (panel, square) in zip(figure.panels, grid.draw(on: canvas, in: frame)) {
      canvas.outline(square, canvas.look.theme.line, thickness: canvas.look.hairline)
      draw(panel, on: canvas, square, colors)
    }
  }

  /// The weak first, so that they do not lie on the strong.
  private func draw(
    _ panel: NeuronFigure.Panel, on canvas: FigureCanvas, _ square: FigureRectangle, _ colors: ClassColors
  ) {
    let shown = panel.labels.indices.filter { panel.positions[2 * $0].isFinite && panel.positions[2 * $0 + 1].isFinite }
    guard !shown.isEmpty else { return }
    let view = PlaneView(
      x: PlaneView.range(of: panel.positions, axis: 0), y: PlaneView.range(of: panel.positions, axis: 1),
      into: square, padding: canvas.look.scaled(6))
    let radius = min(2.6, max(0.9, square.width * 0.2 / Double(shown.count).squareRoot()))
    for neuron in shown.sorted(by: { (panel.scores[$0], $0) < (panel.scores[$1], $1) }) {
      let point = view.point(neuron, of: panel.positions)
      canvas.disk(
        point.x, point.y, radius: radius, color(panel.labels[neuron], panel.scores[neuron], colors, canvas.look))
    }
  }

  private func color(_ label: Int?, _ score: Double, _ colors: ClassColors, _ look: FigureLook) -> FigureColor {
    let share = Self.faintest + (1 - Self.faintest) * min(1, max(0, score))
    return look.theme.line.mixed(with: label == nil ? colors.other : colors.color(of: label), share: share)
  }
}
