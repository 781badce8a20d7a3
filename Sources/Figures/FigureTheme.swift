import Foundation

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
  /// Colors of lines and classes that are told apart: the explorer's ten.
  var categories: [FigureColor] {
    self == .light
      ? [
        0x2960AA, 0xC67C00, 0x288B66, 0xEB3F6E, 0x8954ED, 0x0197B7, 0x9A1C7B, 0x8A6A00, 0x2F580B, 0x2718AE,
      ]
      : [
        0x5EA3E4, 0xEF961D, 0x6AD892, 0xEC5B5F, 0x906AE6, 0x8AEDF9, 0xB477A2, 0xECCC00, 0x4F8F06, 0xB3BCFC,
      ]
  }

  /// The color of a value from 0 to 1, low to high.
  func sequential(_ value: Double) -> FigureColor {
    let steps: [FigureColor] =
      self == .light
      ? [0xF1ECC9, 0xC7DF9E, 0x78C89E, 0x31A5A5, 0x007A9F, 0x094E8C, 0x192967]
      : [0x212C4C, 0x234877, 0x0F6F95, 0x1C989E, 0x51BF95, 0xB7D978, 0xFEED8C]
    let place = min(1, max(0, value)) * Double(steps.count - 1)
    let index = min(steps.count - 2, Int(place))
    return steps[index].mixed(with: steps[index + 1], share: place - Double(index))
  }
}

/// A color of 8 bits a channel: 0xRRGGBB.
struct FigureColor: ExpressibleByIntegerLiteral {
  let red, green, blue: Double

  private init(red: Double, green: Double, blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// A gray from 0, black, to 1, white.
  init(gray: Double) { (red, green, blue) = (gray, gray, gray) }

  /// Red, green and blue from 0 to 255.
  var bytes: [UInt8] { [red, green, blue].map { UInt8((min(1, max(0, $0)) * 255).rounded()) } }

  func mixed(with other: FigureColor, share: Double) -> FigureColor {
    FigureColor(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share)
  }

  /// Relative luminance as in WCAG 2, from 0 to 1.
  var luminance: Double {
    func linear(_ value: Double) -> Double { value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  init(integerLiteral value: Int) {
    (red, green, blue) = (
      Double(value >> 16 & 255) / 255, Double(value >> 8 & 255) / 255, Double(value & 255) / 255
    )
  }
}
