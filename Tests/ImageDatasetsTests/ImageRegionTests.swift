import ImageDatasets
import NumericKernels
import Testing

@Suite("Regions of images behind a network's input")
struct ImageRegionTests {
  private func region(
    _ resizing: Preprocessing.Resizing, crop: Int?, rows: Range<Int>, columns: Range<Int>, of size: (Int, Int)
  ) throws -> ImageRegion? {
    try Preprocessing(resizing: resizing, crop: crop.map { .init(height: $0, width: $0) })
      .region(ofRows: rows, columns: columns, imageWidth: size.0, imageHeight: size.1)
  }

  @Test("without resizing a region moves by where the crop begins")
  func crop() throws {
    let all = try region(.none, crop: 4, rows: 0..<4, columns: 0..<4, of: (10, 8))
    #expect(all == ImageRegion(x: 3, y: 2, width: 4, height: 4))
    let corner = try region(.none, crop: 4, rows: 3..<4, columns: 0..<1, of: (10, 8))
    #expect(corner == ImageRegion(x: 3, y: 5, width: 1, height: 1))
  }

  @Test("a pixel of a smaller copy is made of several, one of a larger copy of a part of one")
  func resizing() throws {
    let half = try region(.exact(height: 24, width: 32), crop: nil, rows: 0..<1, columns: 31..<32, of: (64, 48))
    #expect(half == ImageRegion(x: 62, y: 0, width: 2, height: 2))
    let double = try region(.exact(height: 16, width: 16), crop: nil, rows: 5..<6, columns: 4..<8, of: (8, 8))
    #expect(double == ImageRegion(x: 2, y: 2, width: 2, height: 1))
  }

  @Test("what the crop has beyond the image is no part of it")
  func padding() throws {
    let outside = try region(.none, crop: 12, rows: 0..<2, columns: 0..<12, of: (8, 8))
    #expect(outside == nil)
    let edge = try region(.none, crop: 12, rows: 0..<3, columns: 0..<12, of: (8, 8))
    #expect(edge == ImageRegion(x: 0, y: 0, width: 8, height: 1))
    #expect(try region(.none, crop: 4, rows: 0..<4, columns: 0..<4, of: (0, 5)) == nil)
  }

  @Test("changing what lies outside the region changes no pixel of the input there")
  func influence() throws {
    let preprocessing = try Preprocessing(
      resizing: .exact(height: 16, width: 24), crop: .init(height: 12, width: 12), interpolation: .box)
    var generator = SeededGenerator(seed: 5)
    let pixels = (0..<(48 * 32)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let image = PixelImage(width: 48, height: 32, channelCount: 1, pixels: pixels)
    let (rows, columns) = (3..<7, 2..<9)
    let region = try #require(
      preprocessing.region(ofRows: rows, columns: columns, imageWidth: 48, imageHeight: 32))
    var changed = image
    for y in 0..<32 {
      for x in 0..<48
      where !(region.x..<region.x + region.width).contains(x) || !(region.y..<region.y + region.height).contains(y) {
        changed.pixels[y * 48 + x] ^= 0xFF
      }
    }
    let (before, after) = (
      Preprocessor(preprocessing).visiblePart(of: image), Preprocessor(preprocessing).visiblePart(of: changed)
    )
    var differing = 0
    for y in 0..<12 {
      for x in 0..<12 {
        let isSame = before.pixels[y * 12 + x] == after.pixels[y * 12 + x]
        if rows.contains(y) && columns.contains(x) {
          #expect(isSame, "(\(x), \(y))")
        } else if !isSame {
          differing += 1
        }
      }
    }
    #expect(differing > 0)
  }
}
