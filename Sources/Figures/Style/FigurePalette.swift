/// The colors by which classes and lines are told apart.
public enum ClassPalette: String, Sendable, CaseIterable {
  /// The explorer's ten. They stay at least 0.07 apart (OKLab) to eyes without one kind of cone.
  case explorer
  /// The eight of Okabe & Ito (2008), chosen for all color vision; the last is black, or white on dark.
  case okabeIto = "okabe-ito"
  /// Tableau's ten of 2016. Some of them are alike to eyes without one kind of cone.
  case tableau
  /// Five grays; the next five classes have squares instead of disks, and lines have dashes.
  case gray = "grey"

  func colors(_ theme: FigureTheme) -> [FigureColor] {
    switch (self, theme) {
    case (.explorer, .light):
      [0x2960AA, 0xC67C00, 0x288B66, 0xEB3F6E, 0x8954ED, 0x0197B7, 0x9A1C7B, 0x8A6A00, 0x2F580B, 0x2718AE]
    case (.explorer, .dark):
      [0x5EA3E4, 0xEF961D, 0x6AD892, 0xEC5B5F, 0x906AE6, 0x8AEDF9, 0xB477A2, 0xECCC00, 0x4F8F06, 0xB3BCFC]
    case (.okabeIto, _):
      [
        0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7, theme == .light ? 0x000000 : 0xFFFFFF,
      ]
    case (.tableau, _):
      [0x4E79A7, 0xF28E2B, 0xE15759, 0x76B7B2, 0x59A14F, 0xEDC948, 0xB07AA1, 0xFF9DA7, 0x9C755F, 0xBAB0AC]
    case (.gray, .light): Self.twice([0x000000, 0x8C8C8C, 0x4A4A4A, 0xBDBDBD, 0x6B6B6B])
    case (.gray, .dark): Self.twice([0xFFFFFF, 0x7C7C7C, 0xC4C4C4, 0x555555, 0x9E9E9E])
    }
  }

  private static func twice(_ colors: [FigureColor]) -> [FigureColor] { colors + colors }

  /// Whether a class is drawn with squares.
  func isSquare(_ place: Int) -> Bool { self == .gray && place >= 5 }

  /// The dashes of a line, in points; none for a whole line.
  func dashes(_ place: Int) -> [Double] {
    guard self == .gray else { return [] }
    return [[], [4, 2], [1.2, 1.8], [6, 2, 1.2, 2], [2.5, 1.5]][place % 5]
  }
}

/// The colors of numbers.
public enum NumberPalette: String, Sendable, CaseIterable {
  /// The explorer's: from near the ground to far from it; blue over the ground to orange where zero is in the middle.
  case explorer
  /// Of matplotlib (Smith & van der Walt, CC0); blue to red (ColorBrewer's RdBu) where zero is in the middle.
  case viridis
  /// Of Nuñez, Anderton & Renslow (2018, doi:10.1371/journal.pone.0199239), alike to all color vision; RdBu as above.
  case cividis
  /// Light to dark, or dark to light on dark.
  case gray = "grey"

  /// From low to high.
  func sequential(_ theme: FigureTheme) -> [FigureColor] {
    switch (self, theme) {
    case (.explorer, .light): [0xF1ECC9, 0xC7DF9E, 0x78C89E, 0x31A5A5, 0x007A9F, 0x094E8C, 0x192967]
    case (.explorer, .dark): [0x212C4C, 0x234877, 0x0F6F95, 0x1C989E, 0x51BF95, 0xB7D978, 0xFEED8C]
    case (.viridis, _):
      [
        0x440154, 0x482475, 0x414487, 0x355F8D, 0x2A788E, 0x21918C, 0x22A884, 0x44BF70, 0x7AD151, 0xBDDF26, 0xFDE725,
      ]
    case (.cividis, _):
      [
        0x00224E, 0x083370, 0x35456C, 0x4F576C, 0x666970, 0x7D7C78, 0x948E77, 0xAEA371, 0xC8B866, 0xE5CF52, 0xFEE838,
      ]
    case (.gray, .light): [0xF2F2F2, 0x1A1A1A]
    case (.gray, .dark): [0x26292E, 0xF2F2F2]
    }
  }

  /// From below zero to above it; the middle is near the ground.
  func diverging(_ theme: FigureTheme) -> [FigureColor] {
    switch (self, theme) {
    case (.explorer, .light): [0x024981, 0x1F74BF, 0x83B4DE, 0xE9EBEE, 0xDFAC79, 0xCA6E03, 0x934302]
    case (.explorer, .dark): [0x73BFFE, 0x4998DD, 0x386189, 0x2F3339, 0x7E522C, 0xCF7B26, 0xFEA845]
    case (.gray, .light): [0x1A1A1A, 0xF2F2F2, 0x8C8C8C]
    case (.gray, .dark): [0xF2F2F2, 0x26292E, 0x7C7C7C]
    case (.viridis, _), (.cividis, _): HeatMapColors.redAndBlue
    }
  }
}

extension ClassPalette {
  /// How many classes or lines have a color of their own.
  public var colorCount: Int { colors(.light).count }

  /// The colors in their order, as `#rrggbb`.
  public func hexadecimalColors(_ theme: FigureTheme) -> [String] { colors(theme).map(\.hexadecimal) }
}

extension NumberPalette {
  /// The color of a number from 0 to 1, as `#rrggbb`.
  public func hexadecimalColor(_ value: Double, _ theme: FigureTheme) -> String {
    FigureColor(value, along: sequential(theme)).hexadecimal
  }
}
