/// The colors of heat maps: steps between which the lightness moves evenly, so that equal differences look equal.
enum HeatMapColors {
  /// `RdBu` of ColorBrewer (Harrower & Brewer 2003, doi:10.1179/000870403235002042), blue to red.
  static let redAndBlue: [FigureColor] = [
    0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F,
  ]

  /// `inferno` of matplotlib (Smith & van der Walt, CC0), dark to light.
  private static let inferno: [FigureColor] = [
    0x000004, 0x160B39, 0x420A68, 0x6A176E, 0x932667, 0xBC3754, 0xDD513A, 0xF37819, 0xFCA50A, 0xF6D746, 0xFCFFA4,
  ]

  /// From 0 to 1.
  static func unsigned(_ value: Double) -> FigureColor { FigureColor(value, along: inferno) }

  /// From −1 to 1.
  static func signed(_ value: Double) -> FigureColor { FigureColor((value + 1) / 2, along: redAndBlue) }
}
