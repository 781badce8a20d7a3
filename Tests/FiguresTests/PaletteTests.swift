import Figures
import Foundation
import Testing

@Suite("Figures: palettes")
struct PaletteTests {
  /// Machado, Oliveira & Fernandes 2009 (doi:10.1109/TVCG.2009.113), full severity, on linear RGB.
  private static let blindness: [(name: String, matrix: [Double])] = [
    ("protanopia", [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998]),
    ("deuteranopia", [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881]),
    ("tritanopia", [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039]),
  ]

  private static func linear(_ hexadecimal: String) -> [Double] {
    let number = Int(hexadecimal.dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { (shift: Int) -> Double in
      let value = Double(number >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
  }

  private static func product(_ weights: ArraySlice<Double>, _ values: [Double]) -> Double {
    zip(weights, values).reduce(0.0) { $0 + $1.0 * $1.1 }
  }

  private static func seen(_ color: [Double], _ matrix: [Double]) -> [Double] {
    [0, 3, 6].map { min(1, max(0, product(matrix[$0..<$0 + 3], color))) }
  }

  private static func oklab(_ color: [Double]) -> [Double] {
    let cones = [
      [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ].map { cbrt(product($0[...], color)) }
    return [
      [0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ].map { product($0[...], cones) }
  }

  private static func distance(_ first: [Double], _ second: [Double]) -> Double {
    zip(oklab(first), oklab(second)).map { pow($0 - $1, 2) }.reduce(0, +).squareRoot()
  }

  private static func leastDistance(_ colors: [String]) -> Double {
    blindness.flatMap { _, matrix in
      colors.indices.flatMap { first in
        colors[(first + 1)...].map { distance(seen(linear(colors[first]), matrix), seen(linear($0), matrix)) }
      }
    }.min() ?? 0
  }

  @Test(
    "palettes that claim to be for all eyes keep classes apart without one kind of cone",
    arguments: [
      (ClassPalette.explorer, FigureTheme.light, 0.071), (.explorer, .dark, 0.084), (.okabeIto, .light, 0.07),
      (.okabeIto, .dark, 0.07),
    ])
  func classes(palette: ClassPalette, theme: FigureTheme, least: Double) {
    let found = Self.leastDistance(palette.hexadecimalColors(theme))
    #expect(found >= least, "\(found)")
  }

  @Test("the measure finds palettes that do not")
  func control() {
    #expect(Self.leastDistance(ClassPalette.tableau.hexadecimalColors(.light)) < 0.05)
  }

  @Test("palettes are those of their sources")
  func sources() {
    #expect(ClassPalette.okabeIto.hexadecimalColors(.light).prefix(3) == ["#e69f00", "#56b4e9", "#009e73"])
    #expect(ClassPalette.tableau.hexadecimalColors(.light).first == "#4e79a7")
    // matplotlib 3.10: viridis(0), viridis(0.5), viridis(1), and the same of cividis.
    #expect(
      [0, 0.5, 1].map { NumberPalette.viridis.hexadecimalColor($0, .light) } == ["#440154", "#21918c", "#fde725"])
    #expect(
      [0, 0.5, 1].map { NumberPalette.cividis.hexadecimalColor($0, .dark) } == ["#00224e", "#7d7c78", "#fee838"])
  }

  @Test("colors of numbers grow lighter or darker all the way, to every eye", arguments: NumberPalette.allCases)
  func numbers(palette: NumberPalette) {
    for theme in FigureTheme.allCases {
      let colors = stride(from: 0.0, through: 1, by: 0.05).map { Self.linear(palette.hexadecimalColor($0, theme)) }
      for matrix in Self.blindness.map(\.matrix) + [[1, 0, 0, 0, 1, 0, 0, 0, 1]] {
        let lightness = colors.map { Self.oklab(Self.seen($0, matrix))[0] }
        let steps = zip(lightness.dropFirst(), lightness).map { $0 - $1 }
        let rising = steps.count { $0 > -0.004 }
        let falling = steps.count { $0 < 0.004 }
        #expect(max(rising, falling) == steps.count, "\(palette) \(theme)")
      }
    }
  }

  @Test("gray figures have no color, and tell ten classes by shape as well")
  func gray() throws {
    var style = FigureStyle()
    (style.classPalette, style.numberPalette) = (.gray, .gray)
    let classes = (0..<10).map { "class \($0)" }
    let figure = MapFigure(
      title: "t", classes: classes,
      panels: [
        .init(
          title: "", detail: "", positions: SampleFigures.positions(60), colors: .classes((0..<60).map { $0 % 10 }))
      ], caption: [])
    let file = String(decoding: try figure.encoded(as: .svg, style: style), as: UTF8.self)
    let fills = Set(
      file.matches(of: /<(circle|rect)[^>]*fill="#([0-9a-f]{6})" fill-opacity/).map { "\($0.output.1) \($0.output.2)" })
    #expect(fills.count == 10, "\(fills)")
    for fill in fills {
      let digits = fill.suffix(6)
      #expect(digits.prefix(2) == digits.dropFirst(2).prefix(2) && digits.prefix(2) == digits.suffix(2))
    }
  }
}
