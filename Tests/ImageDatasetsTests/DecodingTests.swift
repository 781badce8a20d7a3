import Foundation
import ImageDatasets
import Testing

@Suite("Decoding images")
struct DecodingTests {
  @Test(
    "JPEG and WebP give the pixels that Pillow gives",
    arguments: ["color-420.jpg", "color-444.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "lossy.webp"])
  func decodesLikePillow(name: String) throws {
    let image = try Fixture.image(name)
    let expected = try Fixture.image(name + ".expected.png")
    #expect(image.channelCount == (name == "gray.jpg" ? 1 : 3))
    #expect(try largestDifference(image, expected) <= 2)
  }

  @Test("lossless WebP and PNG give the same pixels")
  func decodesLosslessly() throws {
    #expect(try Fixture.image("lossless.webp") == Fixture.image("color.png"))
  }

  @Test("a palette becomes RGB, one bit becomes grey")
  func expandsFewBits() throws {
    #expect(try Fixture.image("palette.png") == Fixture.image("palette.expected.png"))
    #expect(try Fixture.image("one-bit.png") == Fixture.image("one-bit.expected.png"))
  }

  @Test("16 bits are rounded to 8")
  func roundsSixteenBits() throws {
    let image = try Fixture.image("gray-16bit.png")
    let expected = (0..<256).map { UInt8((Double(min(65535, $0 * 257 + 100)) / 257).rounded()) }
    #expect(image.channelCount == 1)
    #expect(image.pixels == expected)
  }

  @Test("transparency is laid over white, or over the background asked for", arguments: ["alpha.png", "alpha.webp"])
  func compositesAlpha(name: String) throws {
    #expect(try largestDifference(Fixture.image(name), Fixture.image("alpha.expected.png")) <= 1)
    let onRed = try ImageDecoder(background: (255, 0, 0)).decode(contentsOf: Fixture.url(name))
    #expect(Array(onRed.pixels[0..<3]) == [255, 0, 0])
  }

  @Test("every EXIF orientation comes out upright", arguments: 1...8)
  func appliesOrientation(tag: Int) throws {
    let upright = try Fixture.image("upright.png")
    #expect(try Fixture.image("orientation-\(tag).png") == upright)
    #expect(try Fixture.image("orientation-\(tag).webp") == upright)
    #expect(try largestDifference(Fixture.image("orientation-\(tag).jpg"), upright) <= 2)
  }

  @Test("luma is Pillow's")
  func lumaIsPillows() throws {
    #expect(try Fixture.image("color.png").grayscale() == Fixture.image("luma.expected.png"))
  }

  @Test("one decoder reads images of all kinds and sizes in turn, also after errors")
  func decoderIsReusable() throws {
    let decoder = ImageDecoder()
    let names = ["color-420.jpg", "alpha.png", "orientation-6.jpg", "lossy.webp", "gray.jpg"]
    let alone = try names.map { try Fixture.image($0) }
    let damaged = try Fixture.data("progressive.jpg").prefix(400)
    for _ in 0..<3 {
      for (name, expected) in zip(names, alone) {
        #expect(throws: ImageDatasetsError.self) {
          try damaged.withUnsafeBytes { try decoder.decode($0, named: "damaged") }
        }
        #expect(try decoder.decode(contentsOf: Fixture.url(name)) == expected)
      }
    }
  }

  @Test("a reduced decoding keeps the shorter side above the one asked for")
  func reducedDecoding() throws {
    let large = ImageResampler().resized(try Fixture.image("color.png"), width: 640, height: 480)
    let data = try large.jpegData(quality: 95)
    for (side, expected) in [(60, 60), (61, 120), (121, 240), (300, 480)] {
      let image = try data.withUnsafeBytes { try ImageDecoder().decode($0, named: "large", minimumShorterSide: side) }
      #expect(image.height == expected)
      let decoder = ImageDecoder()
      decoder.minimumShorterSide = side
      #expect(try data.withUnsafeBytes { try decoder.decode($0, named: "large") } == image)
    }
  }

  @Test("PNG is written without loss, JPEG nearly", arguments: ["color.png", "gray.png"])
  func encodes(name: String) throws {
    let image = try Fixture.image(name)
    let png = try image.pngData().withUnsafeBytes { try ImageDecoder().decode($0, named: "png") }
    #expect(png == image)
    let jpeg = try image.jpegData(quality: 95).withUnsafeBytes { try ImageDecoder().decode($0, named: "jpeg") }
    #expect(jpeg.channelCount == image.channelCount)
    let pairs = zip(jpeg.grayscale().pixels, image.grayscale().pixels)
    #expect(pairs.map { abs(Int($0) - Int($1)) }.reduce(0, +) < 3 * image.width * image.height)
    #expect(try image.jpegData(quality: 30).count < image.jpegData(quality: 95).count)
  }

  @Test("WebP is written without loss, or smaller", arguments: ["color.png", "gray.png"])
  func encodesWebP(name: String) throws {
    let image = try Fixture.image(name)
    let file = try image.webPData()
    #expect(file.starts(with: Array("RIFF".utf8)))
    let read = try file.withUnsafeBytes { try ImageDecoder().decode($0, named: "webp") }
    #expect(read == image.rgb())
    let lossy = try image.webPData(quality: 90)
    let near = try lossy.withUnsafeBytes { try ImageDecoder().decode($0, named: "webp") }
    let pairs = zip(near.grayscale().pixels, image.grayscale().pixels)
    #expect(near != read && pairs.map { abs(Int($0) - Int($1)) }.reduce(0, +) < 4 * image.width * image.height)
    #expect(try image.webPData(quality: 20).count < lossy.count)
    let wide = PixelImage(width: 16_384, height: 1, channelCount: 1)
    let error = try #require(throws: ImageDatasetsError.self) { try wide.webPData() }
    #expect(error.description.contains("16384 x 1 pixels cannot be written as WebP"))
  }

  @Test("a thumbnail is the middle square, a sheet puts it where its slot is")
  func thumbnailsAndSheets() throws {
    var image = PixelImage(width: 30, height: 10, channelCount: 1)
    for row in 0..<10 { for column in 10..<20 { image.pixels[row * 30 + column] = 200 } }
    let thumbnail = Thumbnail.make(of: image, side: 5, using: ImageResampler())
    #expect(thumbnail == PixelImage(width: 5, height: 5, channelCount: 3, repeating: 200))
    var sheet = SpriteSheet(side: 5, columns: 3, rows: 2)
    sheet.place(thumbnail, at: 4)
    #expect(sheet.image.cropped(x: 5, y: 5, width: 5, height: 5) == thumbnail)
    #expect(sheet.image.pixels.reduce(0) { $0 + Int($1) } == 200 * 75)
  }
}
