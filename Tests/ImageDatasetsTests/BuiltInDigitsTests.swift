import ImageDatasets
import Testing

@Suite("Built-in digits")
struct BuiltInDigitsTests {
  /// FNV-1a, 64 bits.
  private func fingerprint(_ pixels: [UInt8]) -> UInt64 {
    pixels.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  @Test("an image depends on seed and number alone")
  func repeatable() throws {
    let few = try BuiltInDigits(count: 20, seed: 5)
    let many = try BuiltInDigits(count: 100, seed: 5)
    for index in 0..<20 {
      #expect(few.items[index] == many.items[index])
      #expect(try few.image(at: index) == many.image(at: index))
    }
    let other = try BuiltInDigits(count: 20, seed: 6)
    #expect(try few.image(at: 3) != other.image(at: 3))
  }

  @Test("the same bits come out on every machine")
  func sameEverywhere() throws {
    let dataset = try BuiltInDigits(count: 40, seed: 42)
    let pixels = try (0..<40).flatMap { try dataset.image(at: $0).pixels }
    #expect(fingerprint(pixels) == 6_411_236_844_214_469_422)
  }

  @Test("every block of ten holds every digit, in all typefaces and both polarities")
  func balanced() throws {
    let dataset = try BuiltInDigits(count: 1000)
    for block in 0..<100 {
      #expect(Set(dataset.items[(block * 10)..<(block * 10 + 10)].map(\.label)) == Set(0..<10))
    }
    #expect(Set(dataset.items.map { $0.attributes["typeface"] }).count == 6)
    let light = dataset.items.count { $0.attributes["polarity"] == "light on dark" }
    #expect((350...650).contains(light))
    #expect(DatasetInspection(dataset).attributeNames == ["neighbors", "polarity", "split", "typeface"])
  }

  @Test("the middle differs from the border: something is written")
  func hasContrast() throws {
    let dataset = try BuiltInDigits(count: 200)
    for index in 0..<200 {
      let image = try dataset.image(at: index).grayscale()
      let middle = image.cropped(x: 6, y: 6, width: 20, height: 20).pixels.map { Double($0) }
      let mean = middle.reduce(0, +) / 400
      let deviation = (middle.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 400).squareRoot()
      #expect(deviation > 12, "image \(index)")
    }
  }

  @Test("wrong counts and names are refused")
  func refuses() throws {
    for specification in ["builtin:letters", "builtin:digits:0", "builtin:digits:x", "builtin:digits:1:2:3"] {
      #expect(throws: ImageDatasetsError.self) { try BuiltInDigits(specification: specification) }
    }
  }
}
