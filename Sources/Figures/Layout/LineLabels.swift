/// Names at the ends of lines, moved apart where these end close together.
struct LineLabels {
  /// A name and where its line ends.
  struct Label {
    let text: String
    let y: Double
    let color: FigureColor
  }

  let labels: [Label]

  /// What the widest takes.
  static func width(_ texts: [String], _ look: FigureLook) -> Double {
    texts.map { look.width(of: $0, size: look.body, isBold: true) }.max() ?? 0
  }

  /// Draws them at the right of `x`, none above or below the range.
  func draw(on canvas: FigureCanvas, _ x: Double, within range: ClosedRange<Double>) {
    let (look, step) = (canvas.look, canvas.look.line(canvas.look.body))
    let sorted = labels.enumerated().sorted { ($0.element.y, $0.offset) < ($1.element.y, $1.offset) }.map(\.element)
    for (label, y) in zip(sorted, Self.spread(sorted.map(\.y), step: step, within: range)) {
      canvas.text(label.text, x, y + look.body * 0.36, size: look.body, label.color, isBold: true)
    }
  }

  /// Ascending places at least `step` apart, each as near to its own as the others let it be.
  static func spread(_ places: [Double], step: Double, within range: ClosedRange<Double>) -> [Double] {
    var blocks: [(sum: Double, count: Int)] = []
    for (index, place) in places.enumerated() {
      // In units in which neighbours of a block stand on one place: a mean of such places moves the block.
      blocks.append((place - Double(index) * step, 1))
      while blocks.count > 1, mean(blocks[blocks.count - 2]) > mean(blocks[blocks.count - 1]) {
        let last = blocks.removeLast()
        blocks[blocks.count - 1] = (
          blocks[blocks.count - 1].sum + last.sum, blocks[blocks.count - 1].count + last.count
        )
      }
    }
    var spread = blocks.flatMap { block in Array(repeating: mean(block), count: block.count) }
      .enumerated().map { $1 + Double($0) * step }
    let over = (spread.last ?? 0) - range.upperBound
    if over > 0 { spread = spread.map { $0 - over } }
    let under = range.lowerBound - (spread.first ?? range.lowerBound)
    if under > 0 { spread = spread.map { $0 + under } }
    return spread
  }

  private static func mean(_ block: (sum: Double, count: Int)) -> Double { block.sum / Double(block.count) }
}
