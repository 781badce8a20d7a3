public import Foundation

/// How alike every two layers are, as a matrix of colored cells with their numbers.
public struct AlignmentFigure: Sendable {
  /// What stands above.
  public var title: String
  /// The layers, in the order of rows and columns.
  public var layers: [String]
  /// One row a layer, 0…1; nil where there is no value.
  public var values: [[Double?]]
  /// Where the figure comes from, one line each.
  public var caption: [String]

  /// Makes a figure.
  public init(title: String, layers: [String], values: [[Double?]], caption: [String]) {
    (self.title, self.layers, self.values, self.caption) = (title, layers, values, caption)
  }

  /// The file's bytes. The same figure has the same bytes on one machine.
  /// - Throws: `FigureError` when the figure is too narrow for its layers, or too large.
  public func encoded(as format: FigureFormat, millimeters: Double, theme: FigureTheme) throws -> Data {
    guard values.count == layers.count, values.allSatisfy({ $0.count == layers.count }) else {
      throw FigureError(
        kind: .badInput,
        description: "The matrix does not have one row and one column for each of \(layers.count) layers.")
    }
    return try AlignmentDrawing(figure: self).encoded(as: format, millimeters: millimeters, theme: theme)
  }
}

/// Sizes are in points.
private struct AlignmentDrawing: FigureDrawing {
  private static let top = 24.0
  private static let nameWidth = 92.0
  private static let scaleHeight = 24.0
  private static let smallestCell = 5.0
  /// From this size of cells on, they hold their numbers.
  private static let numberCell = 12.0

  let figure: AlignmentFigure

  private func cell(_ width: Double) -> Double {
    min(36, (width - 2 * FigurePage.margin - Self.nameWidth) / Double(max(1, figure.layers.count)))
  }

  func height(ofWidth width: Double) throws -> Double {
    guard cell(width) >= Self.smallestCell else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%d layers leave %.1f mm for a cell, less than %.1f. Give a larger width.", figure.layers.count,
          max(0, cell(width)) * 25.4 / 72, Self.smallestCell * 25.4 / 72))
    }
    return 2 * FigurePage.margin + Self.top + Double(figure.layers.count) * cell(width) + Self.nameWidth
      + Self.scaleHeight
      + FigurePage.height(ofCaption: figure.caption)
  }

  func draw(on canvas: FigureCanvas, width: Double, height: Double, theme: FigureTheme) {
    canvas.fill(0, 0, width, height, theme.background)
    FigurePage.draw(title: figure.title, on: canvas, width: width, theme: theme)
    let (left, top, cell) = (FigurePage.margin + Self.nameWidth, FigurePage.margin + Self.top, cell(width))
    let bottom = top + cell * Double(figure.layers.count)
    for (index, name) in figure.layers.enumerated() {
      let middle = (Double(index) + 0.5) * cell
      canvas.text(
        name, left - 5, top + middle + 2.2, size: 6.5, theme.secondInk, anchor: .end, width: Self.nameWidth - 5)
      canvas.risingText(
        name, endingAt: left + middle + 2.2, bottom + 5, size: 6.5, theme.secondInk, length: Self.nameWidth - 8)
    }
    for (row, values) in figure.values.enumerated() {
      for (column, value) in values.enumerated() {
        draw(value, on: canvas, left + Double(column) * cell, top + Double(row) * cell, cell, theme)
      }
    }
    drawScale(on: canvas, left, bottom + Self.nameWidth + 4, theme)
    FigurePage.draw(caption: figure.caption, on: canvas, width: width, height: height, theme: theme)
  }

  private func draw(
    _ value: Double?, on canvas: FigureCanvas, _ x: Double, _ y: Double, _ cell: Double, _ theme: FigureTheme
  ) {
    guard let value else {
      canvas.text("–", x + cell / 2, y + cell / 2 + 2, size: 6, theme.thirdInk, anchor: .middle)
      return
    }
    let color = theme.sequential(value)
    // A hair wider than the cell, so that no ground shows between two.
    canvas.fill(x, y, cell + 0.2, cell + 0.2, color)
    guard cell >= Self.numberCell else { return }
    let ink: FigureColor = color.luminance > 0.18 ? 0x14181D : 0xFFFFFF
    canvas.text(
      value > 0.995 ? "1" : String(String(format: "%.2f", value).dropFirst()), x + cell / 2, y + cell / 2 + 2,
      size: min(7, cell * 0.42), ink, anchor: .middle)
  }

  private func drawScale(on canvas: FigureCanvas, _ x: Double, _ y: Double, _ theme: FigureTheme) {
    let (steps, length, thickness) = (50, 120.0, 6.0)
    for step in 0..<steps {
      canvas.fill(
        x + length * Double(step) / Double(steps), y, length / Double(steps) + 0.2, thickness,
        theme.sequential((Double(step) + 0.5) / Double(steps)))
    }
    canvas.text("0", x, y + thickness + 7.5, size: 6.5, theme.thirdInk)
    canvas.text("1", x + length, y + thickness + 7.5, size: 6.5, theme.thirdInk, anchor: .end)
  }
}
