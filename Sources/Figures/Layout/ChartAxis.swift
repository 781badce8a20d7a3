import Foundation

/// An axis of numbers: which ones are written, and where they are.
struct ChartAxis {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let format: String

  /// From 0 to 1 in quarters.
  static let unit = ChartAxis(low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1], format: "%.2f")

  private init(low: Double, high: Double, ticks: [Double], format: String) {
    (self.low, self.high, self.ticks, self.format) = (low, high, ticks, format)
  }

  /// Ends at round numbers around `values`, with about `count` steps of 1, 2 or 5 times a power of ten.
  init(around values: [Double], count: Int = 4, including: [Double] = []) {
    let all = (values + including).filter(\.isFinite)
    let (least, most) = (all.min() ?? 0, all.max() ?? 1)
    let span = most - least > 1e-12 ? most - least : max(abs(most), 1)
    let raw = span / Double(max(1, count))
    let power = pow(10, floor(log10(raw)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.999 } ?? 10 * power
    let (first, last) = (floor(least / step + 1e-9), ceil(most / step - 1e-9))
    let end = max(last, first + 1)
    (low, high) = (first * step, end * step)
    ticks = stride(from: first, through: end, by: 1).map { $0 * step }
    format = "%.\(max(0, Int((-log10(step) + 0.999).rounded(.down))))f"
  }

  /// 0 at the low end, 1 at the high end; nothing lies outside.
  func share(_ value: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }

  /// A number as it is written.
  func text(_ value: Double) -> String {
    let text = String(format: format, abs(value) < 1e-12 ? 0 : value)
    return text.replacingOccurrences(of: "-", with: "−")
  }

  /// How much room the written numbers take.
  func width(_ look: FigureLook) -> Double {
    (ticks.map { look.width(of: text($0), size: look.small) }.max() ?? 0) + look.scaled(5)
  }

  /// Lines of a grid with their numbers at the left of `plot`.
  func drawLevels(on canvas: FigureCanvas, in plot: FigureRectangle) {
    let look = canvas.look
    for tick in ticks {
      let y = plot.bottom - share(tick) * plot.height
      canvas.path([(plot.x, y), (plot.right, y)], look.theme.faintLine, thickness: look.hairline)
      canvas.text(
        text(tick), plot.x - look.scaled(4), y + look.small * 0.36, size: look.small, look.theme.thirdInk, anchor: .end)
    }
  }

  /// Numbers below `plot`, with lines of a grid through it.
  func drawPlaces(on canvas: FigureCanvas, in plot: FigureRectangle) {
    let look = canvas.look
    for tick in ticks {
      let x = plot.x + share(tick) * plot.width
      canvas.path([(x, plot.y), (x, plot.bottom)], look.theme.faintLine, thickness: look.hairline)
      canvas.text(
        text(tick), x, plot.bottom + look.small * 1.25, size: look.small, look.theme.thirdInk, anchor: .middle)
    }
  }
}

/// Names along a horizontal axis, running upwards. Where they are too close, some are left out.
struct RisingNames {
  let names: [String]
  private let longest = 92.0
  private let size: Double?

  /// Names of this size; nil takes that of notes.
  init(_ names: [String], size: Double? = nil) { (self.names, self.size) = (names, size) }

  /// What the names take below the axis.
  func height(_ look: FigureLook) -> Double {
    min(look.scaled(longest), names.map { look.width(of: $0, size: size ?? look.small) }.max() ?? 0) + look.scaled(5)
  }

  func draw(on canvas: FigureCanvas, at places: [Double], below y: Double) {
    let (look, size) = (canvas.look, size ?? canvas.look.small)
    let step = places.count > 1 ? places[1] - places[0] : .infinity
    let every = max(1, Int((size * 1.05 / step).rounded(.up)))
    for (index, (name, x)) in zip(names, places).enumerated() {
      canvas.path([(x, y), (x, y + look.scaled(2))], look.theme.line, thickness: look.hairline)
      // The last one is always named.
      guard index % every == 0 && places.count - 1 - index >= every || index == places.count - 1 else { continue }
      canvas.risingName(
        name, endingAt: x + size * 0.36, y + look.scaled(4), size: size, look.theme.secondInk,
        length: look.scaled(longest))
    }
  }
}
