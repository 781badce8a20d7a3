import Foundation

/// Panels in rows, each with a letter and a name above and a line below. Sizes are in points.
struct PanelGrid {
  private static let leastSide = 57.0
  private static let usualSide = 92.0
  private static let gap = 9.0

  /// What stands above each panel: what it shows, and its numbers below it.
  let heads: [(title: String, detail: String)]
  /// Room between each map and the line below it, in points at letters of 7 points.
  var extra = 0.0

  /// The height of a single panel for a width of 1; several are squares.
  var aspect = 1.0

  /// Whether panels have letters: where there are several.
  var hasLetters: Bool { heads.count > 1 }

  /// As many in a row as there is usual room for, rows evenly filled.
  func columnCount(ofWidth width: Double) -> Int {
    let gap = Self.gap
    let most = max(1, Int((width + gap) / (Self.usualSide + gap)))
    let rows = (heads.count + most - 1) / most
    return max(1, (heads.count + rows - 1) / max(1, rows))
  }

  private func side(ofWidth width: Double) -> Double {
    let columns = Double(columnCount(ofWidth: width))
    return (width - (columns - 1) * Self.gap) / columns
  }

  private func panelHeight(ofWidth width: Double) -> Double {
    side(ofWidth: width) * (heads.count == 1 ? aspect : 1)
  }

  private func headHeight(_ look: FigureLook) -> Double {
    heads.contains { !$0.title.isEmpty } ? look.line(look.body) + look.scaled(2) : 0
  }

  private func footLines(ofWidth width: Double, _ look: FigureLook) -> Int {
    let side = side(ofWidth: width)
    return heads.map { look.lines(of: $0.detail, width: side, size: look.small).count }.max() ?? 0
  }

  private func rowHeight(ofWidth width: Double, _ look: FigureLook) -> Double {
    let lines = footLines(ofWidth: width, look)
    let foot = lines == 0 ? 0 : Double(lines) * look.line(look.small) + look.scaled(2)
    return headHeight(look) + panelHeight(ofWidth: width) + look.scaled(extra) + foot
  }

  func height(ofWidth width: Double, _ look: FigureLook) throws -> Double {
    guard side(ofWidth: width) >= Self.leastSide else {
      throw FigureError(
        kind: .badInput,
        description: String(
          format: "%.0f mm are left for a map, less than %.0f. Give a larger width, or another place for the legend.",
          max(0, side(ofWidth: width)) * 25.4 / 72, Self.leastSide * 25.4 / 72))
    }
    let columns = columnCount(ofWidth: width)
    let rows = Double((heads.count + columns - 1) / columns)
    return rows * rowHeight(ofWidth: width, look) + (rows - 1) * look.scaled(8)
  }

  /// Draws heads and details, and returns where the maps are.
  func draw(on canvas: FigureCanvas, in frame: FigureRectangle) -> [FigureRectangle] {
    let (look, columns) = (canvas.look, columnCount(ofWidth: frame.width))
    let (side, rowHeight) = (side(ofWidth: frame.width), rowHeight(ofWidth: frame.width, look))
    return heads.enumerated().map { place, head in
      let x = frame.x + Double(place % columns) * (side + Self.gap)
      let y = frame.y + Double(place / columns) * (rowHeight + look.scaled(8))
      let base = y + look.body * 0.85
      var indent = 0.0
      if hasLetters {
        let letter = Self.letter(place)
        canvas.text(letter, x, base, size: look.letter, look.theme.ink, isBold: true)
        indent = look.width(of: letter, size: look.letter, isBold: true) + look.scaled(4)
      }
      canvas.text(
        head.title, x + indent, base, size: look.body, look.theme.ink, width: side - indent, isName: true)
      let square = FigureRectangle(
        x: x, y: y + headHeight(look), width: side, height: panelHeight(ofWidth: frame.width))
      for (index, line) in look.lines(of: head.detail, width: side, size: look.small).enumerated() {
        canvas.text(
          line, x, square.bottom + look.scaled(extra + 2) + look.small * 0.9 + Double(index) * look.line(look.small),
          size: look.small, look.theme.secondInk)
      }
      return square
    }
  }

  /// a, b, …, z, aa, ab, …
  static func letter(_ place: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return (place >= 26 ? String(letters[(place / 26 - 1) % 26]) : "") + String(letters[place % 26])
  }
}
