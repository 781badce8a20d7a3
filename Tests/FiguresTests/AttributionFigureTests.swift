import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figure of attributions")
struct AttributionFigureTests {
  private static func map(_ values: [Float], isSigned: Bool) throws -> HeatMapImage {
    try HeatMapImage(height: 10, width: values.count / 10, values: values, isSigned: isSigned)
  }

  private static func figure(isSigned: Bool = false, rows: Int = 1) throws -> AttributionFigure {
    let values = (0..<200).map { Float($0) - (isSigned ? 100 : 0) }
    let row = AttributionFigure.Row(title: "saliency", detail: "d", map: try map(values, isSigned: isSigned))
    return AttributionFigure(
      title: "tench", image: PixelImage(width: 20, height: 10, channelCount: 3, repeating: 90),
      rows: Array(repeating: row, count: rows), caption: ["where it comes from"])
  }

  /// Relative luminance as in WCAG 2.
  private static func luminance(_ pixel: ArraySlice<UInt8>) -> Double {
    zip(pixel, [0.2126, 0.7152, 0.0722]).reduce(0) { sum, pair in
      let value = Double(pair.0) / 255
      return sum + pair.1 * (value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }
  }

  @Test("colors of magnitudes grow lighter with them, evenly")
  func unsigned() throws {
    let pixels = try Self.map((0..<100).map { Float($0) / 98 }, isSigned: false).colors.pixels
    // Lightness as in CIE L*.
    let lightness = (0..<99).map { 116 * pow(max(0.008856, Self.luminance(pixels[3 * $0..<3 * $0 + 3])), 1 / 3) - 16 }
    #expect(lightness == lightness.sorted())
    let steps = stride(from: 9, to: 98, by: 10).map { lightness[$0 + 1 > 98 ? 98 : $0] }
    let differences = zip(steps.dropFirst(), steps).map(-)
    #expect(differences.allSatisfy { (5...15).contains($0) }, "\(differences)")
  }

  @Test("colors of both signs are equally light at equal distances, white at zero, red above and blue below")
  func signed() throws {
    let pixels = try Self.map((0..<110).map { Float($0) - 54.5 }, isSigned: true).colors.pixels
    for place in 0..<55 {
      let (low, high) = (pixels[3 * place..<3 * place + 3], pixels[3 * (109 - place)..<3 * (109 - place) + 3])
      #expect(abs(Self.luminance(low) - Self.luminance(high)) < 0.12)
      #expect(
        low[low.startIndex] <= low[low.startIndex + 2] + 1 && high[high.startIndex] + 1 >= high[high.startIndex + 2])
    }
    #expect(Self.luminance(pixels[3 * 54..<3 * 55]) > 0.9)
  }

  @Test("colors end at the 99th percentile; a map of zeros is drawn")
  func limits() throws {
    var values = (1...200).map { Float($0) }
    values[0] = 1e6
    let map = try Self.map(values, isSigned: false)
    #expect(map.limit == 199 && map.largest == 1e6)
    let rare = try Self.map([5] + Array(repeating: 0, count: 199), isSigned: true)
    #expect(rare.limit == 5)
    let zero = try Self.map(Array(repeating: 0, count: 200), isSigned: false)
    #expect(zero.limit == 0 && Array(zero.colors.pixels[0..<3]) == [0, 0, 4])
  }

  @Test("over an image, zero leaves the image in gray, and the strongest values nearly hide it")
  func overlay() throws {
    let values = (0..<200).map { $0 < 100 ? Float(0) : 1 }
    let image = PixelImage(width: 20, height: 10, channelCount: 3, repeating: 90)
    let pixels = try Self.map(values, isSigned: false).over(image).pixels
    #expect(Array(pixels[0..<3]) == [90, 90, 90])
    let light = Array(pixels[597..<600])
    #expect(light[0] > 200 && light[2] < 180)
    #expect(throws: FigureError.self) {
      try Self.map(values, isSigned: false).over(PixelImage(width: 10, height: 20, channelCount: 1))
    }
  }

  @Test("rows make it higher, and values beyond the colors are said so")
  func rows() throws {
    let (one, three) = (
      try Self.figure().page(FigureStyle(width: 120)), try Self.figure(rows: 3).page(FigureStyle(width: 120))
    )
    #expect(three.height > 2 * one.height)
    #expect(one.texts.contains { $0.content.hasPrefix("≥ ") } && one.texts.contains { $0.content == "0" })
  }

  @Test("maps that do not fit, none at all, and narrow figures are errors")
  func errors() throws {
    for values in [[Float](), [1, .nan, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2]] {
      #expect(throws: FigureError.self) {
        try HeatMapImage(height: 10, width: 1, values: values, isSigned: false)
      }
    }
    #expect(throws: FigureError.self) { try Self.figure(rows: 0).page(FigureStyle(width: 120)) }
    #expect(throws: FigureError.self) { try Self.figure().page(FigureStyle(width: 40)) }
  }
}
