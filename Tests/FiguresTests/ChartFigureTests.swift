import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figures of layers")
struct ChartFigureTests {
  private static func lines(_ values: [[Double?]], layers: Int = 5) -> LayersFigure {
    LayersFigure(
      title: "digits, demo", layers: (0..<layers).map { "layer \($0)" },
      series: values.enumerated().map { .init(name: "measure \($0)", values: $1) }, caption: ["where it comes from"])
  }

  private static func decoded(_ data: Data) throws -> PixelImage {
    try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
  }

  /// The rows of a picture in which a color occurs, in points from above.
  private static func rows(_ image: PixelImage, _ color: [UInt8]) -> [Double] {
    (0..<image.height).filter { y in
      (0..<image.width).contains { x in
        let place = (y * image.width + x) * image.channelCount
        return Array(image.pixels[place..<place + 3]) == color
      }
    }.map { Double($0) * 72 / 300 }
  }

  // Cairo numbers what SVG files define through all that one process draws.
  @Test("every format and both themes are drawn, the same figure with the same bytes", arguments: FigureFormat.allCases)
  func formats(format: FigureFormat) throws {
    let charts = Self.lines([[0, 0.2, 0.5, nil, 1], [1, 1, 1, 1, 1]])
    let matrix = AlignmentFigure(title: "t", layers: ["a", "b"], values: [[1, 0.4], [0.4, nil]], caption: ["c"])
    for theme in FigureTheme.allCases {
      let first = try charts.encoded(as: format, millimeters: 160, theme: theme)
      let second = try matrix.encoded(as: format, millimeters: 80, theme: theme)
      #expect(first.count > 1000 && second.count > 1000)
      guard format != .svg else { continue }
      #expect(try charts.encoded(as: format, millimeters: 160, theme: theme) == first)
      #expect(try matrix.encoded(as: format, millimeters: 80, theme: theme) == second)
    }
  }

  @Test("a line lies as high as its values say, and is broken where there are none")
  func levels() throws {
    func span(_ values: [Double?]) throws -> [Double] {
      Self.rows(
        try Self.decoded(Self.lines([values]).encoded(as: .png, millimeters: 160, theme: .light)), [0x29, 0x60, 0xAA])
    }
    let whole = try span([0, 0.25, 0.5, 0.75, 1])
    let (top, bottom) = (try #require(whole.min()), try #require(whole.max()))
    let middle = try span([0.5, 0.5, 0.5, 0.5, 0.5])
    #expect(abs(try #require(middle.min()) - (top + bottom) / 2) < 6)
    // With a gap there is nothing of the line between the values around it.
    let broken = try span([0, 0, nil, 1, 1])
    let between = broken.filter { $0 > top + 20 && $0 < bottom - 20 }
    #expect(between.isEmpty)
    #expect(!whole.filter { $0 > top + 20 && $0 < bottom - 20 }.isEmpty)
  }

  @Test("cells have the colors of their values")
  func cells() throws {
    let figure = AlignmentFigure(
      title: "t", layers: ["a", "b"], values: [[1, 0], [0, 1]], caption: [])
    let image = try Self.decoded(figure.encoded(as: .png, millimeters: 80, theme: .light))
    func color(_ x: Double, _ y: Double) -> [UInt8] {
      let place = (Int(y * 300 / 72) * image.width + Int(x * 300 / 72)) * image.channelCount
      return Array(image.pixels[place..<place + 3])
    }
    // Corners of the cells, clear of the numbers: names take 92 points, the title 24, margins 12, cells 36.
    #expect(color(12 + 92 + 3, 12 + 24 + 3) == [0x19, 0x29, 0x67])
    #expect(color(12 + 92 + 36 + 3, 12 + 24 + 3) == [0xF1, 0xEC, 0xC9])
  }

  @Test("too many layers for the width, and matrices that are not square, are refused")
  func refusals() {
    let narrow = #expect(throws: FigureError.self) {
      try Self.lines([Array(repeating: 0.5, count: 90)], layers: 90).encoded(as: .png, millimeters: 120, theme: .light)
    }
    #expect(narrow?.description.contains("90 layers") == true)
    #expect(throws: FigureError.self) {
      try AlignmentFigure(title: "t", layers: ["a", "b"], values: [[1, 0]], caption: [])
        .encoded(as: .png, millimeters: 80, theme: .light)
    }
    #expect(throws: FigureError.self) {
      try Self.lines([[0.5]], layers: 2).encoded(as: .png, millimeters: 80, theme: .light)
    }
  }
}
