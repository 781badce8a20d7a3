public import Foundation

/// Measures from 0 to 1 by layer, as lines that are named at their ends.
public struct LayersFigure: Sendable {
  /// One measure.
  public struct Series: Sendable {
    /// What it is called.
    public var name: String
    /// One value a layer; nil where it was not measured.
    public var values: [Double?]

    /// Makes a series.
    public init(name: String, values: [Double?]) { (self.name, self.values) = (name, values) }
  }

  /// What stands above.
  public var title: String
  /// The layers, the input first.
  public var layers: [String]
  /// Up to five measures.
  public var series: [Series]
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, layers: [String], series: [Series], caption: [String]) {
    (self.title, self.layers, self.series, self.caption) = (title, layers, series, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when the figure is too narrow for its layers, or too large.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard series.count <= theme.categories.count, series.allSatisfy({ $0.values.count == layers.count }) else {
      throw FigureError(
        kind: .badInput,
        description:
          "\(series.count) measures of \(layers.count) layers cannot be drawn; up to \(theme.categories.count) "
          + "with one value a layer can.")
    }
    return try LayersDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct LayersDrawing: FigureDrawing {
  private static let top = 34.0
  private static let axis = 22.0
  private static let nameHeight = 92.0
  private static let seriesWidth = 96.0
  private static let smallestStep = 7.5

  let figure: LayersFigure

  private func step(_ width: Double) -> Double {
    let span = width - 2 * FigurePage.margin - Self.axis - Self.seriesWidth
    return span / Double(max(1, figure.layers.count - 1))
  }

  func height(ofWidth width: Double) throws -> Double {
    guard figure.layers.count < 2 || step(width) >= Self.smallestStep else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d layers leave %.1f mm for each, less than %.1f. Give a larger width.", figure.layers.count,
          max(0, step(width)) * 25.4 / 72, Self.smallestStep * 25.4 / 72))
    }
    return 2 * FigurePage.margin + Self.top + plotHeight(width) + Self.nameHeight
      + FigurePage.height(ofCaption: figure.caption)
  }

  private func plotHeight(_ width: Double) -> Double { max(120, min(260, width * 0.42)) }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let (left, top, step) = (FigurePage.margin + Self.axis, FigurePage.margin + Self.top, step(width))
    let right = left + step * Double(max(1, figure.layers.count - 1))
    let bottom = top + plotHeight(width)
    func level(_ value: Double) -> Double { bottom - (bottom - top) * min(1, max(0, value)) }
    for tick in stride(from: 0.0, through: 1.0, by: 0.25) {
      canvas.path([(left, level(tick)), (right, level(tick))], theme.line, thickness: 0.5)
      canvas.text(
        String(format: "%.2f", tick), left - 5, level(tick) + 2.2, size: 6.5, theme.thirdInk, anchor: .end)
    }
    for (index, name) in figure.layers.enumerated() {
      let x = left + step * Double(index)
      canvas.path([(x, bottom), (x, bottom + 3)], theme.line, thickness: 0.5)
      canvas.risingText(
        name, endingAt: x + 2.2, bottom + 6, size: 6.5, theme.secondInk, length: Self.nameHeight - 10)
    }
    for (series, color) in zip(figure.series, theme.categories) {
      draw(series, on: canvas, color) { (left + step * Double($0), level($1)) }
    }
    drawNames(on: canvas, at: right + 7, theme, level: level)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  /// Lines are broken where a layer was not measured.
  private func draw(
    _ series: LayersFigure.Series, on canvas: FigureCanvas, _ color: FigureColor,
    place: (Int, Double) -> (x: Double, y: Double)
  ) {
    var run: [(x: Double, y: Double)] = []
    for (index, value) in series.values.enumerated() {
      if let value {
        run.append(place(index, value))
        canvas.disk(place(index, value).x, place(index, value).y, radius: 1.9, color)
      }
      if value == nil || index == series.values.count - 1 {
        if run.count > 1 { canvas.path(run, color, thickness: 1.4) }
        run = []
      }
    }
  }

  /// The names at the ends of the lines, moved apart where these end close together.
  private func drawNames(
    on canvas: FigureCanvas, at x: Double, _ theme: FigureTheme, level: (Double) -> Double
  ) {
    let ends = figure.series.enumerated().compactMap { index, series in
      series.values.last(where: { $0 != nil }).flatMap { $0 }.map { (index: index, value: $0, y: level($0)) }
    }.sorted { ($0.y, $0.index) < ($1.y, $1.index) }
    var lowest = -Double.infinity
    for end in ends {
      let y = max(end.y, lowest + 10)
      lowest = y
      canvas.text(
        "\(figure.series[end.index].name) \(String(format: "%.3f", end.value))", x, y + 2.5, size: 7,
        theme.categories[end.index], isBold: true, width: Self.seriesWidth - 8)
    }
  }
}
