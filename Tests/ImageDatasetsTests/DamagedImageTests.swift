import Foundation
import ImageDatasets
import NumericKernels
import Testing

@Suite("Damaged images")
struct DamagedImageTests {
  private func error(decoding data: Data, decoder: ImageDecoder = ImageDecoder()) throws -> ImageDatasetsError {
    try datasetsError { _ = try data.withUnsafeBytes { try decoder.decode($0, named: "photos/a.jpg") } }
  }

  @Test("an empty file, a missing file, a folder and a foreign format are named as such")
  func refusesOthers() throws {
    let folder = try TestFolder()
    let empty = try folder.write("empty.jpg", Data())
    let cases = [
      (empty, "is empty"), (folder.path("none.jpg"), "does not exist"), (folder.url, "is not a regular file"),
      (try folder.write("a.jpg", text: "GIF89a......."), "is a GIF file"),
      (try folder.write("b.png", text: "hello world, not an image"), "is not a JPEG, PNG or WebP file"),
    ]
    for (url, reason) in cases {
      let error = try datasetsError { _ = try ImageDecoder().decode(contentsOf: url) }
      #expect(error.kind == .unreadableImage)
      #expect(error.description.hasPrefix(url.path) && error.description.contains(reason))
    }
  }

  @Test(
    "an image cut off anywhere is refused as truncated, naming the file",
    arguments: ["color-420.jpg", "progressive.jpg", "gray.jpg", "cmyk.jpg", "color.png", "lossy.webp", "lossless.webp"])
  func refusesTruncated(name: String) throws {
    let data = try Fixture.data(name)
    for percent in [30, 50, 75, 90, 99] {
      let error = try error(decoding: data.prefix(data.count * percent / 100))
      #expect(error.kind == .unreadableImage)
      #expect(error.description.hasPrefix("photos/a.jpg is truncated") || error.description.contains("is damaged"))
      #expect(error.description.hasSuffix("Export it again or remove it."))
    }
  }

  @Test("a JPEG without its last bytes says that its data end too early")
  func namesTruncation() throws {
    let data = try Fixture.data("color-420.jpg")
    #expect(try error(decoding: data.prefix(data.count / 2)).description.contains("end too early"))
  }

  @Test("a PNG whose checksum is wrong is refused")
  func refusesWrongChecksum() throws {
    var data = try Fixture.data("color.png")
    data[data.count / 2] ^= 0x10
    #expect(try error(decoding: data).description.contains("is damaged"))
  }

  @Test("a header that announces a gigantic image is refused before anything is allocated")
  func refusesBombs() throws {
    var jpeg = try Fixture.data("color-444.jpg")
    let frame = try #require(jpeg.firstRange(of: Data([0xFF, 0xC0]))).lowerBound
    jpeg.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0x00, 0xFF, 0x00])
    #expect(try error(decoding: jpeg).description.contains("claims 65280 x 65280 pixels"))
    // A PNG of 60,000 x 60,000: its header needs a valid checksum.
    let header: [UInt8] = [0x49, 0x48, 0x44, 0x52, 0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 8, 2, 0, 0, 0]
    let png = Data(
      [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13] + header + Self.checksum(header) + [0, 0, 1, 0]
        + Array("IDAT".utf8))
    #expect(
      try error(decoding: png + Data(repeating: 0, count: 64)).description.contains("claims 60000 x 60000 pixels"))
    // The limit is the caller's.
    let small = ImageDecoder(maximumPixelCount: 1000)
    for name in ["color-444.jpg", "color.png", "lossy.webp"] {
      #expect(try error(decoding: Fixture.data(name), decoder: small).description.contains("limit of 1000 pixels"))
    }
  }

  private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    value = ~value
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  @Test(
    "2,000 files with flipped and missing bytes each give an image or an error, never a crash",
    arguments: [
      "color-420.jpg", "progressive.jpg", "cmyk.jpg", "orientation-6.jpg", "orientation-6.webp", "orientation-6.png",
      "palette.png", "alpha.png", "gray-16bit.png", "lossy.webp", "alpha.webp", "one-bit.png",
    ])
  func survivesRandomDamage(name: String) throws {
    let original = try Fixture.data(name)
    let decoder = ImageDecoder(maximumPixelCount: 4_000_000)
    var refused = 0
    for round in 0..<2000 {
      var generator = SeededGenerator(seed: 7, stream: UInt64(round))
      var data = original
      for _ in 0..<(1 + generator.next() % 4) {
        data[Int(generator.next() % UInt64(data.count))] = UInt8(truncatingIfNeeded: generator.next())
      }
      if round % 3 == 0 { data = data.prefix(Int(generator.next() % UInt64(data.count)) + 1) }
      // A copy of exactly this size, so that reading beyond it is seen by a memory checker.
      let bytes = [UInt8](data)
      do {
        let image = try bytes.withUnsafeBytes { try decoder.decode($0, named: name) }
        #expect(image.pixels.count == image.width * image.height * image.channelCount)
      } catch let error as ImageDatasetsError {
        #expect(error.kind == .unreadableImage)
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}
