public import Foundation

/// A figure laid out: the same for every file format.
public struct FigurePage {
  /// In points (1/72 inch).
  public let width: Double
  /// In points.
  public let height: Double
  /// What stands above; also where it is not drawn.
  public let title: String
  /// What stands below; also where it is not drawn.
  public let caption: String
  /// All text, in the order in which it is drawn.
  public let texts: [FigureText]

  let style: FigureStyle
  let marks: [FigureMark]

  /// The file's bytes.
  /// - Throws: `FigureError` when a figure of pixels is too large.
  public func encoded(as format: FigureFormat) throws -> Data {
    format == .svg ? try SVGFile.data(self) : try CairoFile.data(self, as: format)
  }
}

extension FigurePage {
  /// Puts a title above `content`, a legend beside or below it, and a caption below all.
  init(title: String, caption: [String], content: any FigureContent, style: FigureStyle) throws {
    try style.validate()
    let look = FigureLook(style)
    let plan = try PagePlan(title: title, caption: caption, content: content, look: look)
    let canvas = FigureCanvas(look)
    canvas.fill(0, 0, plan.width, plan.height, look.theme.background)
    plan.drawTitle(on: canvas)
    content.draw(on: canvas, in: plan.content)
    plan.drawLegend(on: canvas)
    plan.drawCaption(on: canvas)
    self.init(
      width: plan.width, height: plan.height, title: plan.title, caption: caption.joined(separator: " "),
      texts: canvas.texts, style: style, marks: canvas.marks)
  }
}

/// Where the parts of a page are.
private struct PagePlan {
  let width, height: Double
  let title: String
  let content: FigureRectangle

  private let look: FigureLook
  private let titleLines: [String]
  private let captionLines: [String]
  private let legend: FigureLegend?
  private let isLegendRight: Bool
  private let legendWidth: Double
  private let margin: Double

  init(title: String, caption: [String], content: any FigureContent, look: FigureLook) throws {
    let style = look.style
    (self.look, margin) = (look, look.scaled(8))
    width = style.width * 72 / 25.4
    let inside = width - 2 * margin
    if case .text(let text) = style.title { self.title = text } else { self.title = title }
    titleLines =
      style.title == .none ? [] : look.lines(of: self.title, width: inside, size: look.title, isBold: true)
    captionLines =
      style.showsCaption ? look.lines(of: caption.joined(separator: " "), width: inside, size: look.small) : []
    var legend = style.legend == .none ? nil : content.legend(look)
    let isLong = legend.map { $0.entries.count > 3 } ?? false
    let isBeside = style.legend == .right || (style.legend == .automatic && style.width >= 120 && isLong)
    legend?.isColumn = isBeside
    self.legend = legend
    let legendSpan = legend.map { min($0.width(look), 0.3 * inside) } ?? 0
    (isLegendRight, legendWidth) = (isBeside, legendSpan)
    let gap = look.scaled(10)
    let top = margin + (titleLines.isEmpty ? 0 : Double(titleLines.count) * look.line(look.title) + look.scaled(4))
    let beside = legend != nil && isBeside ? legendSpan + gap : 0
    let legendBelow = legend.map { isBeside ? 0 : $0.height(ofWidth: inside, look) + gap } ?? 0
    let captionHeight =
      captionLines.isEmpty ? 0 : Double(captionLines.count) * look.line(look.small) + look.scaled(7)
    let below = legendBelow + captionHeight + margin
    let across = inside - beside
    let least = legend.map { isBeside ? $0.height(ofWidth: legendSpan, look) : 0 } ?? 0
    if let asked = style.height.map({ $0 * 72 / 25.4 }) {
      height = asked
      self.content = try Self.fitted(
        content, into: FigureRectangle(x: margin, y: top, width: across, height: asked - top - below), look)
    } else {
      let own = try content.height(ofWidth: across, look)
      height = top + max(own, least) + below
      self.content = FigureRectangle(x: margin, y: top, width: across, height: own)
    }
  }

  /// A place inside `room`: as wide as the height allows, in the middle.
  private static func fitted(
    _ content: any FigureContent, into room: FigureRectangle, _ look: FigureLook
  ) throws -> FigureRectangle {
    let wide = try content.height(ofWidth: room.width, look)
    let least = content.isStretchable ? look.scaled(70) : 0
    guard room.height > least else { throw tooLow(room) }
    if content.isStretchable { return room }
    if wide <= room.height { return FigureRectangle(x: room.x, y: room.y, width: room.width, height: wide) }
    // The widest that is low enough, to a twentieth of a point.
    var (fits, tooWide) = (0.0, room.width)
    while tooWide - fits > 0.05 {
      let middle = (fits + tooWide) / 2
      if let height = try? content.height(ofWidth: middle, look), height > room.height {
        tooWide = middle
      } else {
        fits = middle
      }
    }
    guard let height = try? content.height(ofWidth: fits, look), height <= room.height else { throw tooLow(room) }
    return FigureRectangle(x: room.x + (room.width - fits) / 2, y: room.y, width: fits, height: height)
  }

  private static func tooLow(_ room: FigureRectangle) -> FigureError {
    FigureError(
      kind: .badInput,
      description: String(
        format:
          "The height leaves %.0f mm between title and caption, too little for this figure. Give a larger height, "
          + "or leave it out.", max(0, room.height) * 25.4 / 72))
  }

  func drawTitle(on canvas: FigureCanvas) {
    for (index, line) in titleLines.enumerated() {
      canvas.text(
        line, margin, margin + look.title * 0.8 + Double(index) * look.line(look.title), size: look.title,
        look.theme.ink, isBold: true)
    }
  }

  func drawLegend(on canvas: FigureCanvas) {
    guard let legend else { return }
    let gap = look.scaled(10)
    if isLegendRight {
      legend.draw(on: canvas, width - margin - legendWidth, content.y, width: legendWidth)
    } else {
      legend.draw(on: canvas, margin, content.bottom + gap, width: width - 2 * margin)
    }
  }

  func drawCaption(on canvas: FigureCanvas) {
    for (index, line) in captionLines.enumerated() {
      let y = height - margin - Double(captionLines.count - 1 - index) * look.line(look.small) - look.small * 0.2
      canvas.text(line, margin, y, size: look.small, look.theme.thirdInk)
    }
  }
}
