import Foundation

/// Measures by layer or by epoch, as lines that are named at their ends; several charts side by side or below each other.
public struct CurveFigure: Figure {
  /// One line.
  public struct Series: Sendable {
    /// What it is called.
    public var name: String
    /// One value a place; nil where it was not measured.
    public var values: [Double?]
    /// A place that is marked with a ring, such as the layer from which a class is separate.
    public var marked: Int?

    /// Makes a series.
    public init(name: String, values: [Double?], marked: Int? = nil) {
      (self.name, self.values, self.marked) = (name, values, marked)
    }
  }

  /// One chart.
  public struct Chart: Sendable {
    /// What its numbers are; empty for nothing.
    public var title: String
    /// Its lines; as many as the palette has colors.
    public var series: [Series]
    /// Whether its numbers are shares from 0 to 1; if not, the axis follows from them.
    public var isShare: Bool
    /// How the number at the end of a line is written, as for `String(format:)`.
    public var format: String

    /// Makes a chart.
    public init(title: String = "", series: [Series], isShare: Bool = true, format: String = "%.2f") {
      (self.title, self.series, self.isShare, self.format) = (title, series, isShare, format)
    }
  }

  /// The places along the horizontal axis.
  public enum Places: Sendable {
    /// Names at equal distances, such as layers.
    case names([String])
    /// Ascending numbers, such as epochs, and what they count.
    case numbers([Double], name: String)

    var count: Int {
      switch self {
      case .names(let names): names.count
      case .numbers(let numbers, _): numbers.count
      }
    }
  }

  /// What stands above.
  public var title: String
  /// Along the horizontal axis.
  public var places: Places
  /// The charts; at least one.
  public var charts: [Chart]
  /// What is to be known of it and where it comes from.
  public var caption: [String]
  /// What a ring means; nil where there are none.
  public var markMeaning: String?

  /// Makes a figure.
  public init(
    title: String, places: Places, charts: [Chart], caption: [String], markMeaning: String? = nil
  ) {
    (self.title, self.places, self.charts, self.caption) = (title, places, charts, caption)
    self.markMeaning = markMeaning
  }

  /// - Throws: `FigureError` when there are more lines than colors, lines of another length, or too little room.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    let most = style.classPalette.colors(style.theme).count
    let series = charts.flatMap(\.series)
    guard !charts.isEmpty, charts.allSatisfy({ $0.series.count <= most && !$0.series.isEmpty }),
      series.allSatisfy({ $0.values.count == places.count })
    else {
      throw FigureError(
        kind: .badInput,
        description: "\(charts.map(\.series.count).max() ?? 0) lines over \(places.count) places cannot be drawn; 1 to "
          + "\(most), which is how many colors the palette has, with one value a place can.")
    }
    return try FigurePage(title: title, caption: caption, content: CurveContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points.
private struct CurveContent: FigureContent {
  private static let leastStep = 2.6
  private static let gap = 14.0

  let figure: CurveFigure
  let isStretchable = true

  func legend(_ look: FigureLook) -> FigureLegend? {
    figure.markMeaning.map { FigureLegend(entries: [.sign(.ring, look.theme.ink, $0)]) }
  }

  private func columnCount(_ width: Double) -> Int { figure.charts.count > 1 && width >= 300 ? 2 : 1 }

  private func rowCount(_ width: Double) -> Int {
    let columns = columnCount(width)
    return (figure.charts.count + columns - 1) / columns
  }

  private func chartWidth(_ width: Double, _ look: FigureLook) -> Double {
    let columns = Double(columnCount(width))
    return (width - (columns - 1) * look.scaled(Self.gap)) / columns
  }

  private func axis(_ chart: CurveFigure.Chart) -> ChartAxis {
    chart.isShare ? .unit : ChartAxis(around: chart.series.flatMap { $0.values.compactMap(\.self) })
  }

  private func below(_ look: FigureLook) -> Double {
    switch figure.places {
    case .names(let names): RisingNames(names).height(look)
    case .numbers: 2 * look.line(look.small) + look.scaled(3)
    }
  }

  private func above(_ look: FigureLook) -> Double {
    figure.charts.contains { !$0.title.isEmpty } ? look.line(look.body) + look.scaled(4) : look.scaled(3)
  }

  private func label(_ series: CurveFigure.Series, _ chart: CurveFigure.Chart) -> String {
    let last = series.values.last { $0 != nil }.flatMap { $0 }
    return series.name + (last.map { " " + String(format: chart.format, $0) } ?? "")
  }

  /// Where lines are drawn inside a chart's part of the figure.
  private func plot(_ chart: CurveFigure.Chart, _ part: FigureRectangle, _ look: FigureLook) -> FigureRectangle {
    let left = axis(chart).width(look)
    let right = LineLabels.width(chart.series.map { label($0, chart) }, look) + look.scaled(8)
    return FigureRectangle(
      x: part.x + left, y: part.y + above(look), width: part.width - left - right,
      height: part.height - above(look) - below(look))
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    let across = chartWidth(width, look)
    for chart in figure.charts {
      let part = FigureRectangle(x: 0, y: 0, width: across, height: 200)
      let room = plot(chart, part, look).width
      if case .names(let names) = figure.places, names.count > 1 {
        let step = room / Double(names.count - 1)
        guard step >= look.scaled(Self.leastStep) else {
          throw tooSmall("\(names.count) layers", step, least: look.scaled(Self.leastStep))
        }
      }
      guard room >= look.scaled(40) else { throw tooSmall("The names of lines", room, least: look.scaled(40)) }
    }
    let lines = figure.charts.map { Double($0.series.count) * look.line(look.body) }.max() ?? 0
    let chart = max(max(lines, look.scaled(90)), min(across * 0.5, look.scaled(190)))
    return Double(rowCount(width)) * (above(look) + chart + below(look) + look.scaled(8)) - look.scaled(8)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, columns) = (canvas.look, columnCount(frame.width))
    let rows = Double(rowCount(frame.width))
    let (width, height) = (
      chartWidth(frame.width, look), (frame.height - (rows - 1) * look.scaled(8)) / rows
    )
    for (place, chart) in figure.charts.enumerated() {
      let part = FigureRectangle(
        x: frame.x + Double(place % columns) * (width + look.scaled(Self.gap)),
        y: frame.y + Double(place / columns) * (height + look.scaled(8)), width: width, height: height)
      drawHead(chart, place, on: canvas, part)
      draw(chart, on: canvas, in: plot(chart, part, look))
    }
  }

  private func drawHead(_ chart: CurveFigure.Chart, _ place: Int, on canvas: FigureCanvas, _ part: FigureRectangle) {
    let look = canvas.look
    var indent = 0.0
    if figure.charts.count > 1 {
      let letter = PanelGrid.letter(place)
      canvas.text(letter, part.x, part.y + look.body * 0.85, size: look.letter, look.theme.ink, isBold: true)
      indent = look.width(of: letter, size: look.letter, isBold: true) + look.scaled(4)
    }
    canvas.text(
      chart.title, part.x + indent, part.y + look.body * 0.85, size: look.body, look.theme.ink,
      width: part.width - indent)
  }

  private func draw(_ chart: CurveFigure.Chart, on canvas: FigureCanvas, in plot: FigureRectangle) {
    let (look, axis) = (canvas.look, axis(chart))
    axis.drawLevels(on: canvas, in: plot)
    let xs = drawPlaces(on: canvas, in: plot)
    func level(_ value: Double) -> Double { plot.bottom - axis.share(value) * plot.height }
    for (slot, series) in chart.series.enumerated() {
      draw(series, slot, on: canvas, xs, level)
    }
    let labels = chart.series.enumerated().compactMap { slot, series -> LineLabels.Label? in
      guard let value = series.values.last(where: { $0 != nil }).flatMap({ $0 }) else { return nil }
      return LineLabels.Label(text: label(series, chart), y: level(value), color: look.categories[slot])
    }
    LineLabels(labels: labels).draw(
      on: canvas, plot.right + look.scaled(6), within: plot.y...max(plot.y, plot.bottom))
  }

  /// Draws the horizontal axis, and returns where its places are.
  private func drawPlaces(on canvas: FigureCanvas, in plot: FigureRectangle) -> [Double] {
    let look = canvas.look
    canvas.path([(plot.x, plot.bottom), (plot.right, plot.bottom)], look.theme.line, thickness: look.hairline)
    switch figure.places {
    case .names(let names):
      let step = plot.width / Double(max(1, names.count - 1))
      let xs = names.indices.map { plot.x + (names.count == 1 ? plot.width / 2 : Double($0) * step) }
      RisingNames(names).draw(on: canvas, at: xs, below: plot.bottom)
      return xs
    case .numbers(let numbers, let name):
      let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
      let span = max(1e-9, high - low)
      let xs = numbers.map { plot.x + ($0 - low) / span * plot.width }
      var free = -Double.infinity
      for tick in ChartAxis(around: numbers, count: 6).ticks where tick >= low && tick <= high {
        let (x, text) = (plot.x + (tick - low) / span * plot.width, String(format: "%g", tick))
        let half = look.width(of: text, size: look.small) / 2
        guard x - half > free else { continue }
        free = x + half + look.scaled(4)
        canvas.path([(x, plot.bottom), (x, plot.bottom + look.scaled(2))], look.theme.line, thickness: look.hairline)
        canvas.text(
          text, x, plot.bottom + look.small * 1.4, size: look.small, look.theme.thirdInk, anchor: .middle)
      }
      canvas.text(
        name, plot.x + plot.width / 2, plot.bottom + look.small * 1.4 + look.line(look.small), size: look.small,
        look.theme.secondInk, anchor: .middle)
      return xs
    }
  }

  /// Lines over names are broken where nothing was measured; over numbers they go on.
  private func draw(
    _ series: CurveFigure.Series, _ slot: Int, on canvas: FigureCanvas, _ xs: [Double], _ level: (Double) -> Double
  ) {
    let (look, color) = (canvas.look, canvas.look.categories[slot])
    let isCrowded = xs.count > 40
    let isBroken = if case .names = figure.places { true } else { false }
    var run: [(x: Double, y: Double)] = []
    for (index, value) in series.values.enumerated() {
      if let value {
        let point = (x: xs[index], y: level(value))
        run.append(point)
        if series.marked == index {
          canvas.ring(point.x, point.y, radius: look.scaled(2.6), color, thickness: look.scaled(0.9))
        } else if !isCrowded {
          canvas.disk(point.x, point.y, radius: look.scaled(1.4), color)
        }
      }
      if (value == nil && isBroken) || index == series.values.count - 1 {
        canvas.path(
          run, color, thickness: look.scaled(1.1), dashes: look.style.classPalette.dashes(slot))
        run = []
      }
    }
  }
}
