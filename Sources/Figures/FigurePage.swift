/// What all figures have in common, in points: an empty margin, a title above, lines below that say where it comes from.
enum FigurePage {
  static let margin = 12.0
  private static let captionLine = 8.5

  /// The height that a caption takes.
  static func height(ofCaption lines: [String]) -> Double { Double(lines.count) * captionLine }

  static func draw(title: String, on canvas: FigureCanvas, width: Double, theme: FigureTheme) {
    canvas.text(title, margin, margin + 9, size: 10, theme.ink, isBold: true, width: width - 2 * margin)
  }

  static func draw(
    caption lines: [String], on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme
  ) {
    for (index, line) in lines.enumerated() {
      let y = height - margin - Double(lines.count - 1 - index) * captionLine
      canvas.text(line, margin, y, size: 5.5, theme.thirdInk, width: width - 2 * margin)
    }
  }
}
