public import Foundation

/// Something that can be drawn on a page.
public protocol Figure: Sendable {
  /// What stands above.
  var title: String { get set }
  /// What is to be known of it and where it comes from: sentences that follow one another below.
  var caption: [String] { get set }

  /// Lays the figure out. The same figure and style give the same page.
  /// - Throws: `FigureError` when there is too little room, or when the figure's arrays do not fit together.
  func page(_ style: FigureStyle) throws -> FigurePage
}

extension Figure {
  /// The file's bytes. The same figure and style have the same bytes on one machine.
  /// - Throws: `FigureError` as ``page(_:)``, or when the figure is too large for pixels.
  public func encoded(as format: FigureFormat, style: FigureStyle = FigureStyle()) throws -> Data {
    try page(style).encoded(as: format)
  }
}

/// What a figure shows between its title and its caption.
protocol FigureContent {
  /// Whether it can be drawn with any height; if not, its height follows from its width.
  var isStretchable: Bool { get }
  /// What colors and signs mean; nil where nothing has to be said.
  func legend(_ look: FigureLook) -> FigureLegend?
  /// The height in points that a width in points asks for. Throws `FigureError` when the width is too small.
  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double
  /// Draws inside `frame`.
  func draw(on canvas: FigureCanvas, in frame: FigureRectangle)
}

extension FigureContent {
  var isStretchable: Bool { false }
  func legend(_ look: FigureLook) -> FigureLegend? { nil }

  /// An error that says how much room a part has and how much it needs, both in points.
  func tooSmall(_ what: String, _ room: Double, least: Double, remedy: String = "Give a larger width") -> FigureError {
    FigureError(
      kind: .badInput,
      description: String(
        format: "%@ leave %.1f mm for each, less than %.1f. %@.", what, max(0, room) * 25.4 / 72, least * 25.4 / 72,
        remedy))
  }
}
