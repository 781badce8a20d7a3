/// How a figure looks: its size, its letters and its colors.
public struct FigureStyle: Sendable, Equatable {
  /// Where a legend stands.
  public enum LegendPlace: String, Sendable, CaseIterable {
    /// Beside the figure where that is at least 120 mm wide and the legend has more than three entries, below it otherwise.
    case automatic
    /// Beside the figure.
    case right
    /// Below the figure.
    case bottom
    /// There is none.
    case none
  }

  /// The line above a figure.
  public enum Title: Sendable, Equatable {
    /// What the figure calls itself.
    case automatic
    /// Nothing stands above.
    case none
    /// Another text.
    case text(String)
  }

  /// In millimeters, 30 to 2000.
  public var width = 180.0
  /// In millimeters, 20 to 2000; nil takes what the figure needs.
  public var height: Double?
  /// Of running text in points, 4 to 24; small text has 6/7 of it, titles 9/7.
  public var fontSize = 7.0
  /// A font that is installed; font configuration takes another in the place of one that is not.
  public var fontFamily = "Inter"
  /// The ground.
  public var theme = FigureTheme.light
  /// The colors of classes and lines.
  public var classPalette = ClassPalette.explorer
  /// The colors of numbers.
  public var numberPalette = NumberPalette.explorer
  /// Where the legend stands.
  public var legend = LegendPlace.automatic
  /// The line above.
  public var title = Title.automatic
  /// Whether lines below say where the figure comes from.
  public var showsCaption = true
  /// Dots to the inch of figures of pixels, and of parts of others that are drawn as pixels, 36 to 1200.
  public var resolution = 300.0

  /// 180 mm wide, on white.
  public init() {}

  /// As wide as asked for.
  public init(width: Double, theme: FigureTheme = .light) { (self.width, self.theme) = (width, theme) }

  func validate() throws {
    let ranges: [(name: String, value: Double, range: ClosedRange<Double>, unit: String)] = [
      ("width", width, 30...2000, "mm"), ("height", height ?? 100, 20...2000, "mm"),
      ("size of letters", fontSize, 4...24, "points"), ("resolution", resolution, 36...1200, "dots to the inch"),
    ]
    for (name, value, range, unit) in ranges where !range.contains(value) {
      throw FigureError(
        kind: .badInput,
        description: "The figure's \(name) shall be \(value) \(unit); from \(Int(range.lowerBound)) to "
          + "\(Int(range.upperBound)) is possible. Give such a number.")
    }
    guard !fontFamily.isEmpty, !fontFamily.contains(where: { "\"'<>&;".contains($0) || $0.isNewline }) else {
      throw FigureError(
        kind: .badInput, description: "\"\(fontFamily)\" is no name of a font. Give one such as Inter or Helvetica.")
    }
  }
}
