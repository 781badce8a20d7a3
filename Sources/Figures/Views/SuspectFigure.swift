public import ImageDatasets

/// Images that deserve a look, each with its reasons and the images that show it, on cards in columns.
public struct SuspectFigure: Figure {
  /// A card.
  public struct Card: Sendable {
    /// The image.
    public var image: PixelImage
    /// What stands above, such as the number of the image and its label.
    public var name: String
    /// The label it should rather have; empty for none.
    public var suggestion: String
    /// Why it is here, one sentence each.
    public var reasons: [String]
    /// Images that show it, the nearest first.
    public var evidence: [PixelImage]

    /// Makes a card.
    public init(image: PixelImage, name: String, suggestion: String, reasons: [String], evidence: [PixelImage]) {
      (self.image, self.name, self.suggestion) = (image, name, suggestion)
      (self.reasons, self.evidence) = (reasons, evidence)
    }
  }

  /// What stands above.
  public var title: String
  /// From left to right, row by row; at least one.
  public var cards: [Card]
  /// What is to be known of it and where it comes from.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, cards: [Card], caption: [String]) {
    (self.title, self.cards, self.caption) = (title, cards, caption)
  }

  /// - Throws: `FigureError` when there is nothing to draw or too little room.
  public func page(_ style: FigureStyle) throws -> FigurePage {
    guard !cards.isEmpty else {
      throw FigureError(kind: .badInput, description: "There are no images to draw. Choose another kind of suspects.")
    }
    return try FigurePage(title: title, caption: caption, content: SuspectContent(figure: self), style: style)
  }
}

/// Sizes are in points at letters of 7 points.
private struct SuspectContent: FigureContent {
  private static let image = 46.0
  private static let evidence = 19.0
  private static let evidenceLimit = 5
  private static let leastCard = 130.0
  private static let gap = 14.0
  private static let reasonLines = 5

  let figure: SuspectFigure

  private func columnCount(_ width: Double, _ look: FigureLook) -> Int {
    let gap = look.scaled(Self.gap)
    return max(1, min(figure.cards.count, Int((width + gap) / (look.scaled(150) + gap))))
  }

  private func cardWidth(_ width: Double, _ look: FigureLook) -> Double {
    let columns = Double(columnCount(width, look))
    return (width - (columns - 1) * look.scaled(Self.gap)) / columns
  }

  private func lines(_ card: SuspectFigure.Card, _ width: Double, _ look: FigureLook) -> [String] {
    let room = width - look.scaled(Self.image + 6)
    let lines = look.lines(of: card.reasons.joined(separator: "; "), width: room, size: look.small)
    guard lines.count > Self.reasonLines else { return lines }
    return lines.prefix(Self.reasonLines - 1) + [
      look.shortened(lines[(Self.reasonLines - 1)...].joined(separator: " "), to: room, size: look.small)
    ]
  }

  /// As high as the card with most lines.
  private func cardHeight(_ width: Double, _ look: FigureLook) -> Double {
    let most = figure.cards.map { lines($0, width, look).count }.max() ?? 0
    let text = look.line(look.body) + Double(most) * look.line(look.small)
    return max(look.scaled(Self.image), text + look.scaled(2 + Self.evidence))
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard cardWidth(width, look) >= look.scaled(Self.leastCard) else {
      throw tooSmall("Images with their reasons", cardWidth(width, look), least: look.scaled(Self.leastCard))
    }
    let columns = columnCount(width, look)
    let rows = Double((figure.cards.count + columns - 1) / columns)
    return rows * (cardHeight(cardWidth(width, look), look) + look.scaled(10)) - look.scaled(10)
  }

  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) {
    let (look, columns) = (canvas.look, columnCount(frame.width, canvas.look))
    let width = cardWidth(frame.width, look)
    let height = cardHeight(width, look)
    for (place, card) in figure.cards.enumerated() {
      draw(
        card, on: canvas, frame.x + Double(place % columns) * (width + look.scaled(Self.gap)),
        frame.y + Double(place / columns) * (height + look.scaled(10)), width)
    }
  }

  private func draw(_ card: SuspectFigure.Card, on canvas: FigureCanvas, _ x: Double, _ y: Double, _ width: Double) {
    let look = canvas.look
    let side = look.scaled(Self.image)
    canvas.image(card.image, x, y, side: side)
    let (left, room) = (x + side + look.scaled(6), width - side - look.scaled(6))
    let arrow = card.suggestion.isEmpty ? "" : " → \(card.suggestion)"
    let arrowWidth = min(room * 0.6, look.width(of: arrow, size: look.body, isBold: true))
    let name = look.shortened(card.name, to: room - arrowWidth, size: look.body, isBold: true)
    canvas.text(name, left, y + look.body * 0.8, size: look.body, look.theme.ink, isBold: true)
    canvas.text(
      arrow, left + look.width(of: name, size: look.body, isBold: true), y + look.body * 0.8, size: look.body,
      look.theme.bad, isBold: true, width: arrowWidth)
    let lines = lines(card, width, look)
    for (index, line) in lines.enumerated() {
      canvas.text(
        line, left, y + look.line(look.body) + Double(index) * look.line(look.small) + look.small * 0.8,
        size: look.small, look.theme.secondInk)
    }
    let top = y + look.line(look.body) + Double(lines.count) * look.line(look.small) + look.scaled(2)
    let small = look.scaled(Self.evidence)
    let count = min(Self.evidenceLimit, Int((room + 2) / (small + 2)))
    for (place, image) in card.evidence.prefix(count).enumerated() {
      canvas.image(image, left + Double(place) * (small + 2), top, side: small)
    }
  }
}
