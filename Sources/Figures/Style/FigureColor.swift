import Foundation

/// A color of 8 bits a channel: 0xRRGGBB.
struct FigureColor: ExpressibleByIntegerLiteral, Equatable {
  let red, green, blue: Double

  private init(red: Double, green: Double, blue: Double) { (self.red, self.green, self.blue) = (red, green, blue) }

  init(integerLiteral value: Int) {
    (red, green, blue) = (
      Double(value >> 16 & 255) / 255, Double(value >> 8 & 255) / 255, Double(value & 255) / 255
    )
  }

  /// A gray from 0, black, to 1, white.
  init(gray: Double) { (red, green, blue) = (gray, gray, gray) }

  /// The color at a place from 0 to 1 between colors at equal distances.
  init(_ value: Double, along steps: [FigureColor]) {
    let place = min(1, max(0, value.isFinite ? value : 0)) * Double(steps.count - 1)
    let index = min(steps.count - 2, Int(place))
    self = steps[index].mixed(with: steps[index + 1], share: place - Double(index))
  }

  /// Red, green and blue from 0 to 255.
  var bytes: [UInt8] { [red, green, blue].map { UInt8((min(1, max(0, $0)) * 255).rounded()) } }

  /// Six digits, as in `#1D5FD1`.
  var hexadecimal: String {
    let digits = Array("0123456789abcdef")
    return "#" + bytes.map { "\(digits[Int($0) / 16])\(digits[Int($0) % 16])" }.joined()
  }

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

  /// The ink that reads best on this color.
  var inkOnTop: FigureColor { luminance > 0.18 ? 0x14181D : 0xFFFFFF }
}
