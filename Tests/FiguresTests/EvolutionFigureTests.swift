import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Evolution: figures")
struct EvolutionFigureTests {
  /// Two classes that start together and part to the left and to the right.
  static func figure(classes: Int = 2, items: Int = 40) -> EvolutionFigure {
    let labels = (0..<items).map { Optional($0 % classes) }
    func map(_ share: Float) -> [Float] {
      (0..<items).flatMap { item -> [Float] in
        let side = Float(item % classes * 20 - 10 * (classes - 1))
        return [share * side, Float(item / classes) * 0.5]
      }
    }
    let frames = [Float(0), 0.5, 1].map { share in
      EvolutionFigure.Frame(name: "layer \(share)", hit: share == 0 ? nil : 0.75, positions: map(share))
    }
    let trails: [Float] = (0..<items).flatMap { item in
      frames.flatMap { Array($0.positions[2 * item...2 * item + 1]) }
    }
    return EvolutionFigure(
      title: "digits, layer after layer", labels: labels, classes: (0..<classes).map { "class \($0)" }, frames: frames,
      trails: trails, vertexCount: 3, caption: ["dynamic-tsne", "where it comes from"])
  }

  private static func decoded(_ data: Data) throws -> PixelImage {
    try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
  }

  /// Where a color occurs, as shares of the width.
  private static func columns(_ image: PixelImage, _ color: [UInt8], rows: ClosedRange<Double>) -> [Double] {
    (0..<image.width).filter { x in
      (Int(rows.lowerBound * Double(image.height))..<Int(rows.upperBound * Double(image.height))).contains { y in
        let place = (y * image.width + x) * image.channelCount
        return Array(image.pixels[place..<place + 3]) == color
      }
    }.map { Double($0) / Double(image.width) }
  }

  @Test("trails end in the colors of their classes, each on its side, and begin near the background")
  func colors() throws {
    let image = try Self.decoded(Self.figure().encoded(as: .png, style: FigureStyle(width: 150, theme: .dark)))
    let stage = 0.25...0.85
    let first = Self.columns(image, [0x5E, 0xA3, 0xE4], rows: stage).filter { $0 < 0.79 }
    let second = Self.columns(image, [0xEF, 0x96, 0x1D], rows: stage).filter { $0 < 0.79 }
    #expect(!first.isEmpty && !second.isEmpty)
    #expect((first.max() ?? 1) < (second.min() ?? 0))
  }

  @Test("more than ten classes leave the others gray, and none shares a color")
  func manyClasses() throws {
    let image = try Self.decoded(
      Self.figure(classes: 12, items: 120).encoded(as: .png, style: FigureStyle(width: 150)))
    let colors: [[UInt8]] = [
      [0x29, 0x60, 0xAA], [0xC6, 0x7C, 0x00], [0x28, 0x8B, 0x66], [0xEB, 0x3F, 0x6E], [0x89, 0x54, 0xED],
      [0x01, 0x97, 0xB7], [0x9A, 0x1C, 0x7B], [0x8A, 0x6A, 0x00], [0x2F, 0x58, 0x0B], [0x27, 0x18, 0xAE],
      [0xB9, 0xC0, 0xC9],
    ]
    for color in colors { #expect(!Self.columns(image, color, rows: 0.25...0.9).isEmpty, "\(color)") }
  }

  @Test("arrays of another size, figures without frames and too little room are refused")
  func refusals() {
    var short = Self.figure()
    short.trails.removeLast()
    #expect(throws: FigureError.self) { try short.page(FigureStyle(width: 120)) }
    var single = Self.figure()
    single.frames = [single.frames[0]]
    #expect(throws: FigureError.self) { try single.page(FigureStyle(width: 120)) }
    #expect(throws: FigureError.self) { try Self.figure().page(FigureStyle(width: 40)) }
  }

  @Test("many trails are pixels in vector files, which the caption says; text stays text")
  func raster() throws {
    let (few, many) = (Self.figure(items: 400), Self.figure(items: 800))
    func svg(_ figure: EvolutionFigure) throws -> String {
      var style = FigureStyle()
      style.resolution = 72
      return String(decoding: try figure.encoded(as: .svg, style: style), as: UTF8.self)
    }
    let (drawn, pixels) = (try svg(few), try svg(many))
    #expect(!drawn.contains("<image") && pixels.matches(of: /<image/).count == 4)
    #expect(pixels.contains("drawn as pixels, 72 to the inch") && pixels.contains(">class 1</text>"))
  }
}
