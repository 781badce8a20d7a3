/// What colors and signs mean, in rows or, where it is wide, in columns.
struct FigureLegend {
  /// A sign.
  enum Sign {
    case disk, square, triangle, ring
    case line(dashes: [Double])
  }

  /// A line of the legend.
  enum Entry {
    case heading(String)
    case sign(Sign, FigureColor, String)
    /// Colors from low to high with what stands at the ends.
    case scale(low: String, high: String, color: (Double) -> FigureColor)
  }

  var entries: [Entry]
  /// Whether every entry has a row of its own, as beside a figure.
  var isColumn = false

  private static let signWidth = 9.0
  private static let scaleWidth = 84.0

  /// What the widest entry takes.
  func width(_ look: FigureLook) -> Double { entries.map { width(of: $0, look) }.max() ?? 0 }

  private func width(of entry: Entry, _ look: FigureLook) -> Double {
    switch entry {
    case .heading(let text): look.width(of: text, size: look.small)
    case .sign(_, _, let text): look.scaled(Self.signWidth) + look.width(of: text, size: look.small)
    case .scale(let low, let high, _):
      max(
        look.scaled(Self.scaleWidth),
        look.width(of: low, size: look.small) + look.width(of: high, size: look.small) + look.scaled(6))
    }
  }

  private func height(of entry: Entry, _ look: FigureLook) -> Double {
    if case .scale = entry { look.scaled(6) + look.line(look.small) } else { look.line(look.small) + look.scaled(1) }
  }

  /// Signs in columns of equal width, read from left to right; everything else in a row of its own.
  private func placed(_ width: Double, _ look: FigureLook) -> [(entry: Entry, x: Double, y: Double, width: Double)] {
    let signs = entries.filter { if case .sign = $0 { true } else { false } }
    let gap = look.scaled(10)
    let widest = (signs.map { self.width(of: $0, look) }.max() ?? 0) + gap
    let columnCount = isColumn ? 1 : max(1, min(signs.count, Int((width + gap) / widest)))
    var result: [(entry: Entry, x: Double, y: Double, width: Double)] = []
    var (column, y) = (0, 0.0)
    for (index, entry) in entries.enumerated() {
      guard case .sign = entry else {
        if column > 0 { y += height(of: entries[index - 1], look) }
        column = 0
        result.append((entry, 0, y, width))
        y += height(of: entry, look)
        continue
      }
      if column == columnCount {
        column = 0
        y += height(of: entry, look)
      }
      result.append((entry, Double(column) * widest, y, columnCount == 1 ? width : widest - gap))
      column += 1
    }
    return result
  }

  func height(ofWidth width: Double, _ look: FigureLook) -> Double {
    placed(width, look).map { $0.y + height(of: $0.entry, look) }.max() ?? 0
  }

  func draw(on canvas: FigureCanvas, _ x: Double, _ y: Double, width: Double) {
    let look = canvas.look
    for place in placed(width, look) {
      draw(place.entry, on: canvas, x + place.x, y + place.y, width: place.width)
    }
  }

  private func draw(_ entry: Entry, on canvas: FigureCanvas, _ x: Double, _ y: Double, width: Double) {
    let look = canvas.look
    let base = y + look.small * 0.95
    switch entry {
    case .heading(let text): canvas.text(text, x, base, size: look.small, look.theme.thirdInk, width: width)
    case .sign(let sign, let color, let text):
      let (middleX, middleY) = (x + look.scaled(3), base - look.small * 0.36)
      switch sign {
      case .disk: canvas.disk(middleX, middleY, radius: look.scaled(2.3), color)
      case .ring: canvas.ring(middleX, middleY, radius: look.scaled(2), color, thickness: look.scaled(0.8))
      case .square:
        canvas.fill(
          middleX - look.scaled(2.1), middleY - look.scaled(2.1), look.scaled(4.2), look.scaled(4.2), color)
      case .triangle: canvas.triangle(middleX, middleY, radius: look.scaled(2.6), color)
      case .line(let dashes):
        canvas.path(
          [(x, middleY), (x + look.scaled(7), middleY)], color, thickness: look.scaled(1.2), dashes: dashes)
      }
      let indent = look.scaled(Self.signWidth)
      canvas.text(text, x + indent, base, size: look.small, look.theme.secondInk, width: width - indent)
    case .scale(let low, let high, let color):
      let length = min(width, look.scaled(Self.scaleWidth))
      canvas.scale(FigureRectangle(x: x, y: y, width: length, height: look.scaled(4.5)), color)
      let below = y + look.scaled(6) + look.small * 0.95
      canvas.text(low, x, below, size: look.small, look.theme.thirdInk)
      canvas.text(high, x + length, below, size: look.small, look.theme.thirdInk, anchor: .end)
    }
  }
}

extension FigureCanvas {
  /// A triangle with a point above.
  func triangle(_ x: Double, _ y: Double, radius: Double, _ color: FigureColor, edge: FigureStroke? = nil) {
    shape(
      [(x, y - radius), (x + 0.87 * radius, y + 0.5 * radius), (x - 0.87 * radius, y + 0.5 * radius)], color,
      edge: edge)
  }

  /// The colors of numbers from 0 to 1, from left to right.
  func scale(_ box: FigureRectangle, _ color: (Double) -> FigureColor) {
    let steps = 48
    for step in 0..<steps {
      // Each reaches below the next, so that no ground shows between two.
      let start = Double(step) / Double(steps)
      fill(
        box.x + start * box.width, box.y, (1 - start) * box.width, box.height,
        color((Double(step) + 0.5) / Double(steps)))
    }
  }
}
