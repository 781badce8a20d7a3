import ImageDatasets

/// Takes down what is drawn, in points (1/72 inch) from the upper left corner. What is not finite is left out.
final class FigureCanvas {
  typealias Point = (x: Double, y: Double)

  private(set) var marks: [FigureMark] = []
  private(set) var texts: [FigureText] = []
  let look: FigureLook

  init(_ look: FigureLook) { self.look = look }

  func fill(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: FigureColor, opacity: Double = 1) {
    fill(FigureRectangle(x: x, y: y, width: width, height: height), color, opacity: opacity)
  }

  func fill(_ rectangle: FigureRectangle, _ color: FigureColor, opacity: Double = 1) {
    guard Self.isFinite(rectangle) else { return }
    marks.append(.rectangle(rectangle, fill: color, stroke: nil, opacity: opacity))
  }

  func outline(_ rectangle: FigureRectangle, _ color: FigureColor, thickness: Double) {
    guard Self.isFinite(rectangle) else { return }
    marks.append(
      .rectangle(rectangle, fill: nil, stroke: FigureStroke(color: color, thickness: thickness), opacity: 1))
  }

  func disk(_ x: Double, _ y: Double, radius: Double, _ color: FigureColor, opacity: Double = 1) {
    guard x.isFinite, y.isFinite, radius.isFinite else { return }
    marks.append(.disk(x: x, y: y, radius: radius, fill: color, stroke: nil, opacity: opacity))
  }

  func ring(_ x: Double, _ y: Double, radius: Double, _ color: FigureColor, thickness: Double) {
    guard x.isFinite, y.isFinite, radius.isFinite else { return }
    marks.append(
      .disk(
        x: x, y: y, radius: radius, fill: nil, stroke: FigureStroke(color: color, thickness: thickness), opacity: 1))
  }

  /// Draws lines from point to point; seen through, they end squarely, so that pieces of one line do not overlap.
  func path(
    _ points: [Point], _ color: FigureColor, thickness: Double, opacity: Double = 1, dashes: [Double] = []
  ) {
    guard points.count > 1, Self.isFinite(points) else { return }
    let stroke = FigureStroke(color: color, thickness: thickness, opacity: opacity, dashes: dashes)
    marks.append(.path(points, fill: nil, stroke: stroke, opacity: 1))
  }

  /// Draws a closed shape.
  func shape(_ points: [Point], _ color: FigureColor, edge: FigureStroke? = nil, opacity: Double = 1) {
    guard points.count > 2, Self.isFinite(points) else { return }
    marks.append(.path(points, fill: color, stroke: edge, opacity: opacity))
  }

  /// Draws a line of text on its base line; one that is wider than `width` loses its end, or a name its middle.
  func text(
    _ text: String, _ x: Double, _ y: Double, size: Double, _ color: FigureColor, anchor: FigureText.Anchor = .start,
    isBold: Bool = false, width: Double = .infinity, isName: Bool = false, ground: FigureColor? = nil
  ) {
    guard x.isFinite, y.isFinite, !text.isEmpty else { return }
    let shown =
      isName
      ? look.shortenedName(text, to: width, size: size, isBold: isBold)
      : look.shortened(text, to: width, size: size, isBold: isBold)
    let length = look.width(of: shown, size: size, isBold: isBold)
    let start = x - (anchor == .start ? 0 : anchor == .middle ? length / 2 : length)
    add(
      FigureText(
        content: shown,
        box: FigureRectangle(x: start, y: y - 0.73 * size, width: length, height: 0.93 * size),
        isOnGround: ground != nil, size: size, x: x, y: y, anchor: anchor, isBold: isBold, isRising: false,
        color: color, ground: ground))
  }

  /// Draws a centered line of bold text with a ground of its own, for places where there is something behind it.
  func textOnGround(_ text: String, _ x: Double, _ y: Double, size: Double, _ color: FigureColor) {
    self.text(text, x, y, size: size, color, anchor: .middle, isBold: true, ground: look.theme.background)
  }

  /// Draws a name that runs upwards and ends at a point; one that is longer than `length` loses its middle.
  func risingName(
    _ name: String, endingAt x: Double, _ y: Double, size: Double, _ color: FigureColor, length: Double
  ) {
    guard x.isFinite, y.isFinite, !name.isEmpty else { return }
    let shown = look.shortenedName(name, to: length, size: size)
    let extent = look.width(of: shown, size: size)
    add(
      FigureText(
        content: shown,
        box: FigureRectangle(x: x - 0.73 * size, y: y, width: 0.93 * size, height: extent), isOnGround: false,
        size: size, x: x, y: y, anchor: .end, isBold: false, isRising: true, color: color, ground: nil))
  }

  /// Draws an image into a rectangle.
  func image(_ image: PixelImage, _ rectangle: FigureRectangle) {
    guard Self.isFinite(rectangle), image.width > 0, image.height > 0 else { return }
    marks.append(.image(image, rectangle))
  }

  /// Draws an image into a square.
  func image(_ image: PixelImage, _ x: Double, _ y: Double, side: Double) {
    self.image(image, FigureRectangle(x: x, y: y, width: side, height: side))
  }

  /// Keeps what `body` draws within a rectangle; with `isRaster` it becomes pixels in vector files, its text does not.
  func clipped(_ rectangle: FigureRectangle, isRaster: Bool = false, _ body: () -> Void) {
    let before = marks
    marks = []
    body()
    let drawn = marks
    marks = before
    let isText = { (mark: FigureMark) in if case .text = mark { true } else { false } }
    marks.append(.group(rectangle, isRaster: isRaster, marks: drawn.filter { !isText($0) }))
    marks += drawn.filter(isText)
  }

  private func add(_ text: FigureText) {
    marks.append(.text(text))
    texts.append(text)
  }

  private static func isFinite(_ rectangle: FigureRectangle) -> Bool {
    (rectangle.x + rectangle.y + rectangle.width + rectangle.height).isFinite
  }

  private static func isFinite(_ points: [Point]) -> Bool { points.allSatisfy { ($0.x + $0.y).isFinite } }
}
