/// Numbers with intervals, a row for each group or class and a chart for each measure: points with whiskers.
public struct IntervalFigure: Figure {
  /// A number and where it lies.
  public struct Estimate: Sendable {
    /// The number.
    public var value: Double
    /// The ends of its interval; nil where there is none.
    public var interval: ClosedRange<Double>?

    /// Makes an estimate.
    public init(value: Double, interval: ClosedRange<Double>? = nil) { (self.value, self.interval) = (value, interval) }
  }

  /// One measure.
  public struct Chart: Sendable {
    /// What is measured.
    public var title: String
    /// For each of the series, a number for each row; nil where there is none.
    public var estimates: [[Estimate?]]
    /// A number at which a line stands, such as that of all images.
    public var reference: Double?

    /// Makes a chart.
    public init(title: String, estimates: [[Estimate?]], reference: Double? = nil) {
      (self.title, self.estimates, self.reference) = (title, estimates, reference)
    }
  }

  /// What stands above.
  public var title: String
  /// What the rows are called.
  public var rows: [String]
  /// What stands behind each name, such as how many images there are; empty for nothing.
  public var notes: [String]
  /// What is compared within a row; one or more.
  public var series: [String]
  /// The charts; at least one.
  public var charts: [Chart]
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(
    title: String, rows: [String], notes: [String] = [], series: [String], charts: [Chart], caption: [String]
  ) {
    (self.title, self.rows, self.notes, self.series) = (title, rows, notes, series)
    (self.charts, self.caption) = (charts, caption)
  }

  /// - Throws: `FigureError` when lists do not have an entry for each row, or there is too little room.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    let most = style.classPalette.colors(style.theme).count
    guard !charts.isEmpty, !rows.isEmpty, (1...most).contains(series.count),
      charts.allSatisfy({ $0.estimates.count == series.count && $0.estimates.allSatisfy { $0.count == rows.count } }),
      notes.isEmpty || notes.count == rows.count
    else {
      throw FigureError(
        kind: .badInput,
        description: "The measures do not have a number for each of \(rows.count) rows and \(series.count) series, or "
          + "there are no rows, or more series than the \(most) colors of the palette.")
    }
    return try FigurePage(title: title, caption: caption, content: IntervalContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points.
private struct IntervalContent: FigureContent {
  private static let gap = 26.0
  private static let leastWidth = 48.0

  let figure: IntervalFigure
  let isStretchable = true

  func legend(_ look: FigureLook) -> FigureLegend? {
    guard figure.series.count > 1 else { return nil }
    return FigureLegend(entries: figure.series.enumerated().map { .sign(sign($0), color($0, look), $1) })
  }

  private func sign(_ series: Int) -> FigureLegend.Sign { series % 2 == 0 ? .disk : .ring }
  private func color(_ series: Int, _ look: FigureLook) -> FigureColor { look.categories[series] }

  private func namesWidth(_ width: Double, _ look: FigureLook) -> (names: Double, notes: Double) {
    let names = figure.rows.map { look.width(of: $0, size: look.body) }.max() ?? 0
    let notes = figure.notes.map { look.width(of: $0, size: look.small) }.max() ?? 0
    return (min(names, width * 0.3) + look.scaled(6), notes == 0 ? 0 : notes + look.scaled(6))
  }

  private func columnCount(_ width: Double, _ look: FigureLook) -> Int {
    let names = namesWidth(width, look)
    let room = width - names.names - names.notes
    return max(1, min(figure.charts.count, Int((room + look.scaled(Self.gap)) / look.scaled(76 + Self.gap))))
  }

  private func blockCount(_ width: Double, _ look: FigureLook) -> Int {
    let columns = columnCount(width, look)
    return (figure.charts.count + columns - 1) / columns
  }

  private func rowHeight(_ look: FigureLook) -> Double {
    max(look.line(look.body), Double(figure.series.count) * look.scaled(5.5) + look.scaled(2)) + look.scaled(1.5)
  }

  private func head(_ look: FigureLook) -> Double { look.line(look.body) + look.scaled(5) }
  private func foot(_ look: FigureLook) -> Double { look.line(look.small) + look.scaled(10) }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    let names = namesWidth(width, look)
    let room = width - names.names - names.notes
    guard room >= look.scaled(Self.leastWidth) else {
      throw tooSmall("The names of \(figure.rows.count) rows", room, least: look.scaled(Self.leastWidth))
    }
    return Double(blockCount(width, look)) * (head(look) + Double(figure.rows.count) * rowHeight(look) + foot(look))
      - look.scaled(8)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, columns) = (canvas.look, columnCount(frame.width, canvas.look))
    let names = namesWidth(frame.width, look)
    let left = frame.x + names.names + names.notes
    let blocks = blockCount(frame.width, look)
    let block = (frame.height + look.scaled(8)) / Double(blocks)
    let row = (block - head(look) - foot(look)) / Double(figure.rows.count)
    let width = (frame.x + frame.width - left - Double(columns - 1) * look.scaled(Self.gap)) / Double(columns)
    for number in 0..<blocks {
      let top = frame.y + Double(number) * block + head(look)
      drawNames(on: canvas, frame.x, top, row, names)
      for place in number * columns..<min(figure.charts.count, (number + 1) * columns) {
        let x = left + Double(place - number * columns) * (width + look.scaled(Self.gap))
        let plot = FigureRectangle(x: x, y: top, width: width, height: row * Double(figure.rows.count))
        draw(figure.charts[place], place, on: canvas, in: plot, row: row)
      }
    }
  }

  private func drawNames(
    on canvas: FigureCanvas, _ x: Double, _ top: Double, _ row: Double, _ widths: (names: Double, notes: Double)
  ) {
    let look = canvas.look
    for (index, name) in figure.rows.enumerated() {
      let y = top + (Double(index) + 0.5) * row + look.body * 0.36
      canvas.text(
        name, x, y, size: look.body, look.theme.ink, width: widths.names - look.scaled(4), isName: true)
      guard !figure.notes.isEmpty else { continue }
      canvas.text(
        figure.notes[index], x + widths.names + widths.notes - look.scaled(6), y, size: look.small,
        look.theme.thirdInk, anchor: .end)
    }
  }

  private func draw(
    _ chart: IntervalFigure.Chart, _ place: Int, on canvas: FigureCanvas, in plot: FigureRectangle, row: Double
  ) {
    let look = canvas.look
    let all = chart.estimates.flatMap { $0 }.compactMap(\.self)
    let axis = ChartAxis(
      around: all.map(\.value) + all.flatMap { [$0.interval?.lowerBound, $0.interval?.upperBound].compactMap(\.self) },
      count: plot.width < look.scaled(110) ? 2 : 4, including: [chart.reference].compactMap(\.self))
    var indent = 0.0
    if figure.charts.count > 1 {
      let letter = PanelGrid.letter(place)
      canvas.text(letter, plot.x, plot.y - look.scaled(6), size: look.letter, look.theme.ink, isBold: true)
      indent = look.width(of: letter, size: look.letter, isBold: true) + look.scaled(4)
    }
    canvas.text(
      chart.title, plot.x + indent, plot.y - look.scaled(6), size: look.body, look.theme.ink,
      width: plot.width - indent + look.scaled(Self.gap / 2))
    axis.drawPlaces(on: canvas, in: plot)
    if let reference = chart.reference {
      let x = plot.x + axis.share(reference) * plot.width
      canvas.path([(x, plot.y), (x, plot.bottom)], look.theme.thirdInk, thickness: 0.7, dashes: [2, 2])
    }
    for (series, estimates) in chart.estimates.enumerated() {
      let step = row / Double(figure.series.count + 1)
      for (index, estimate) in estimates.enumerated() {
        guard let estimate else { continue }
        draw(
          estimate, series, on: canvas, in: plot, axis, plot.y + Double(index) * row + Double(series + 1) * step)
      }
    }
  }

  private func draw(
    _ estimate: IntervalFigure.Estimate, _ series: Int, on canvas: FigureCanvas, in plot: FigureRectangle,
    _ axis: ChartAxis, _ y: Double
  ) {
    let (look, color) = (canvas.look, color(series, canvas.look))
    func x(_ value: Double) -> Double { plot.x + axis.share(value) * plot.width }
    if let interval = estimate.interval {
      let (from, to) = (x(interval.lowerBound), x(interval.upperBound))
      canvas.path([(from, y), (to, y)], color, thickness: look.scaled(0.9))
      for end in [from, to] {
        canvas.path(
          [(end, y - look.scaled(1.3)), (end, y + look.scaled(1.3))], color, thickness: look.scaled(0.7))
      }
    }
    let middle = x(estimate.value)
    if series % 2 == 0 {
      canvas.disk(middle, y, radius: look.scaled(1.9), color)
    } else {
      canvas.disk(middle, y, radius: look.scaled(1.9), look.theme.background)
      canvas.ring(middle, y, radius: look.scaled(1.6), color, thickness: look.scaled(0.9))
    }
  }
}
