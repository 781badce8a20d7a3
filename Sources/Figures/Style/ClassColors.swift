/// Which class has which color: as many as the palette has, none used twice; all others, and what has no class, are gray.
struct ClassColors {
  /// Classes with a color, in the order of the legend.
  let classes: [Int]
  private let slots: [Int: Int]
  private let look: FigureLook
  /// Whether some points have a class without a color, or none.
  let hasOthers: Bool

  /// Colors for these labels. With more classes than colors, those with most points have them.
  init(labels: [Int?], look: FigureLook) {
    var counts: [Int: Int] = [:]
    for case let label? in labels { counts[label, default: 0] += 1 }
    let colors = look.categories.count
    let chosen =
      counts.count <= colors
      ? Array(counts.keys)
      : counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(colors).map(\.key)
    classes = chosen.sorted()
    // A class below the number of colors keeps its own, as on the page.
    let isNatural = classes.allSatisfy { $0 < colors }
    slots = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, isNatural ? $1 : $0) })
    self.look = look
    let shown = slots
    hasOthers = labels.contains { $0.map { shown[$0] == nil } ?? true }
  }

  /// The color of a label.
  func color(of label: Int?) -> FigureColor {
    label.flatMap { slots[$0] }.map { look.categories[$0] } ?? other
  }

  /// Whether a label has a color of its own.
  func hasColor(_ label: Int?) -> Bool { label.map { slots[$0] != nil } ?? false }

  /// The color of what has none.
  var other: FigureColor { classes.isEmpty ? look.theme.thirdInk : look.theme.line }

  /// Whether points of a label are squares.
  func isSquare(_ label: Int?) -> Bool {
    label.flatMap { slots[$0] }.map { look.style.classPalette.isSquare($0) } ?? false
  }

  /// Draws the point of an item.
  func drawPoint(
    _ label: Int?, at point: (x: Double, y: Double), radius: Double, on canvas: FigureCanvas, opacity: Double = 1
  ) {
    if isSquare(label) {
      let side = radius * 1.77
      canvas.fill(
        point.x - side / 2, point.y - side / 2, side, side, color(of: label), opacity: opacity)
    } else {
      canvas.disk(point.x, point.y, radius: radius, color(of: label), opacity: opacity)
    }
  }

  /// A row for every class with a color, one for the others.
  func legend(names: [String]) -> [FigureLegend.Entry] {
    classes.map { label in
      .sign(
        isSquare(label) ? .square : .disk, color(of: label),
        names.indices.contains(label) ? names[label] : "class \(label)")
    } + (hasOthers ? [.sign(.disk, other, classes.isEmpty ? "no labels" : "others")] : [])
  }
}
