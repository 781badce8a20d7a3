import Figures
import Foundation
import ImageDatasets
import Testing

@Suite("Figure of neighbors")
struct NeighborFigureTests {
  private static func figure(layers: Int = 2, neighbors: Int = 3, isSameClass: Bool? = true) -> NeighborFigure {
    let image = PixelImage(width: 8, height: 8, channelCount: 3, repeating: 120)
    let tile = NeighborFigure.Tile(image: image, label: "tench", distance: "1.250", isSameClass: isSameClass)
    return NeighborFigure(
      heads: (0..<layers).map { .init(title: "layer \($0)", detail: "k-NN accuracy 50.0 %") },
      rows: (0..<2).map { _ in
        (
          query: .init(image: image, label: "tench"),
          groups: Array(repeating: Array(repeating: tile, count: neighbors), count: layers)
        )
      }, caption: ["where it comes from"])
  }

  private static func decoded(_ data: Data) throws -> PixelImage {
    try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "figure") }
  }

  @Test("each format begins as such files do, and the same figure has the same bytes", arguments: FigureFormat.allCases)
  func formats(format: FigureFormat) throws {
    let data = try Self.figure().encoded(as: format, millimeters: 120, theme: .light)
    let start: [UInt8] =
      switch format {
      case .png: [0x89, 0x50, 0x4E, 0x47]
      case .webp: Array("RIFF".utf8)
      case .svg: Array("<?xml".utf8)
      case .pdf: Array("%PDF".utf8)
      }
    #expect(data.starts(with: start))
    // Cairo numbers the images of SVG files through all that one process draws.
    if format != .svg { #expect(try Self.figure().encoded(as: format, millimeters: 120, theme: .light) == data) }
    #expect(try Self.figure().encoded(as: format, millimeters: 120, theme: .dark) != data)
  }

  @Test("a PNG has 300 dots to the inch, the theme's ground and the images where they belong")
  func pixels() throws {
    let image = try Self.decoded(Self.figure().encoded(as: .png, millimeters: 127, theme: .light))
    #expect(image.width == 1500)
    #expect(Array(image.pixels[0..<3]) == [0xFC, 0xFC, 0xFB])
    // The middle of the first query's tile.
    let place = ((12 + 26 + 15) * 300 / 72 * image.width + (12 + 15) * 300 / 72) * image.channelCount
    #expect(image.pixels[place..<place + 3].allSatisfy { abs(Int($0) - 120) <= 1 })
  }

  @Test("right and wrong classes differ by shape, not only by color")
  func marks() throws {
    func gray(_ isSameClass: Bool?) throws -> [UInt8] {
      let data = try Self.figure(isSameClass: isSameClass).encoded(as: .png, millimeters: 127, theme: .light)
      return try Self.decoded(data).grayscale().pixels.map { $0 > 200 ? 255 : 0 }
    }
    let (right, wrong, unknown) = (try gray(true), try gray(false), try gray(nil))
    #expect(zip(right, wrong).count { $0 != $1 } > 500)
    #expect(zip(right, unknown).count { $0 != $1 } > 500)
  }

  @Test("a WebP figure has the pixels of the PNG figure")
  func webP() throws {
    func pixels(_ format: FigureFormat) throws -> PixelImage {
      let data = try Self.figure().encoded(as: format, millimeters: 120, theme: .light)
      return try data.withUnsafeBytes { try ImageDecoder().decode($0, named: format.rawValue) }
    }
    let (png, webP) = (try pixels(.png), try pixels(.webp))
    #expect(png.width > 1400 && Set(png.pixels).count > 20)
    #expect(png == webP)
  }

  @Test("a figure with too little room says how much there is")
  func tooSmall() {
    let error = #expect(throws: FigureError.self) {
      try Self.figure(layers: 3, neighbors: 20).encoded(as: .png, millimeters: 100, theme: .light)
    }
    #expect(error?.description.contains("3 layers of 20 neighbors leave") == true)
    #expect(throws: FigureError.self) { try Self.figure().encoded(as: .png, millimeters: 5, theme: .light) }
    #expect(throws: FigureError.self) { try FigureFormat(of: URL(fileURLWithPath: "/tmp/figure.gif")) }
  }
}
