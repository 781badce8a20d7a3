/// The colors of a figure.
public enum FigureTheme: String, Sendable, CaseIterable {
  /// For print and slides on white.
  case light
  /// For slides on black.
  case dark

  var background: FigureColor { self == .light ? 0xFCFCFB : 0x0E1217 }
  var line: FigureColor { self == .light ? 0xDCE0E5 : 0x28313D }
  var ink: FigureColor { self == .light ? 0x14181D : 0xE8ECF2 }
  var secondInk: FigureColor { self == .light ? 0x434C58 : 0xB4BECB }
  var thirdInk: FigureColor { self == .light ? 0x5F6874 : 0x8C98A8 }
  var good: FigureColor { self == .light ? 0x17734A : 0x63C890 }
  var bad: FigureColor { self == .light ? 0xBF2A2A : 0xFF8078 }
}

/// A color of 8 bits a channel: 0xRRGGBB.
struct FigureColor: ExpressibleByIntegerLiteral {
  let red, green, blue: Double

  init(integerLiteral value: Int) {
    (red, green, blue) = (
      Double(value >> 16 & 255) / 255, Double(value >> 8 & 255) / 255, Double(value & 255) / 255
    )
  }
}
