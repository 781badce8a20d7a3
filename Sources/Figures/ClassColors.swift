/// Which class has which color: up to ten, none used twice; all others, and what has no class, are gray.
struct ClassColors {
  /// Classes with a color, in the order of the legend.
  let classes: [Int]
  private let slots: [Int: Int]
  private let theme: FigureTheme
  /// Whether some points have a class without a color, or none.
  let hasOthers: Bool

  /// Colors for these labels. With more than ten classes, the ten with most points have them.
  init(labels: [Int?], theme: FigureTheme) {
    var counts: [Int: Int] = [:]
    for case let label? in labels { counts[label, default: 0] += 1 }
    let colors = theme.categories.count
    let chosen =
      counts.count <= colors
      ? Array(counts.keys)
      : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(colors).map(\.key)
    classes = chosen.sorted()
    // A class below ten keeps its own color, as on the page.
    let isNatural = classes.allSatisfy { $0 < colors }
    slots = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, isNatural ? $1 : $0) })
    self.theme = theme
    let shown = slots
    hasOthers = labels.contains { $0.map { shown[$0] == nil } ?? true }
  }

  /// The color of a label.
  func color(of label: Int?) -> FigureColor {
    label.flatMap { slots[$0] }.map { theme.categories[$0] } ?? other
  }

  /// The color of what has none.
  var other: FigureColor { theme.thirdInk }

  /// Draws the legend downwards from a point; returns where it ends.
  func drawLegend(on canvas: FigureCanvas, names: [String], _ x: Double, _ y: Double, width: Double) -> Double {
    var y = y
    func row(_ name: String, _ color: FigureColor) {
      canvas.disk(x + 3, y - 2.4, radius: 2.6, color)
      canvas.text(name, x + 10, y, size: 6.5, theme.secondInk, width: width - 10)
      y += 10
    }
    for label in classes { row(names.indices.contains(label) ? names[label] : "class \(label)", color(of: label)) }
    if hasOthers { row(classes.isEmpty ? "no labels" : "others", other) }
    return y
  }
}
