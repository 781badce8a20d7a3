import Foundation

/// The colors of heat maps: steps between which the lightness moves evenly, so that equal differences look equal.
enum HeatMapColors {
  /// From 0 to 1, dark to light: `inferno` of matplotlib (Smith & van der Walt, CC0).
  static func unsigned(_ value: Double) -> FigureColor {
    color(
      [
        0x000004, 0x160B39, 0x420A68, 0x6A176E, 0x932667, 0xBC3754, 0xDD513A, 0xF37819, 0xFCA50A, 0xF6D746, 0xFCFFA4,
      ], at: value)
  }

  /// From −1 to 1, blue over white to red: `RdBu` of ColorBrewer (Harrower & Brewer 2003, doi:10.1179/000870403235002042).
  static func signed(_ value: Double) -> FigureColor {
    color(
      [
        0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F,
      ], at: (value + 1) / 2)
  }

  private static func color(_ steps: [FigureColor], at value: Double) -> FigureColor {
    let place = min(1, max(0, value)) * Double(steps.count - 1)
    let index = min(steps.count - 2, Int(place))
    return steps[index].mixed(with: steps[index + 1], share: place - Double(index))
  }
}
