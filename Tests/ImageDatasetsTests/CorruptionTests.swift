import Foundation
import ImageDatasets
import Testing

@Suite("Corruptions of images")
struct CorruptionTests {
  private struct Reference: Decodable {
    struct Case: Decodable {
      let image, expected: String
      let kind: Corruption.Kind
      let severity: Int
    }

    let seed: UInt64
    let name: String
    let cases: [Case]
  }

  private static func difference(_ one: PixelImage, _ other: PixelImage) -> (largest: Int, count: Int) {
    let differences = zip(one.pixels, other.pixels).map { abs(Int($0) - Int($1)) }
    return (differences.max() ?? 0, differences.count { $0 > 0 })
  }

  @Test("noise, blur and contrast of every severity are those of numpy and scipy, of colour and of grey images")
  func reference() throws {
    let reference = try JSONDecoder().decode(
      Reference.self, from: Data(contentsOf: Fixture.url("corruptions.json")))
    #expect(reference.cases.count == 21)
    for one in reference.cases {
      let (image, expected) = (try Fixture.image(one.image), try Fixture.image(one.expected))
      let found = try Corruption(one.kind, severity: one.severity)
        .applied(to: image, named: reference.name, seed: reference.seed)
      #expect(found.width == expected.width && found.height == expected.height)
      #expect(found.channelCount == expected.channelCount, "\(one.expected)")
      // Numbers halfway between two levels may fall to either.
      let difference = Self.difference(found, expected)
      #expect(difference.largest <= 1 && difference.count < found.pixels.count / 500, "\(one.expected) \(difference)")
    }
  }

  @Test("noise has the strength of the benchmark, follows from the image's name and the seed, and grows in place")
  func noise() throws {
    let gray = PixelImage(width: 200, height: 200, channelCount: 1, repeating: 128)
    let noise = try Corruption(.noise, severity: 1)
    let found = noise.applied(to: gray, named: "a", seed: 1)
    let values = found.pixels.map { (Double($0) - 128) / 255 }
    let mean = values.reduce(0, +) / 40_000
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000).squareRoot()
    #expect(abs(mean) < 0.002 && abs(deviation - 0.08) < 0.002)
    #expect(noise.applied(to: gray, named: "a", seed: 1) == found)
    #expect(noise.applied(to: gray, named: "b", seed: 1) != found)
    #expect(noise.applied(to: gray, named: "a", seed: 2) != found)
    let stronger = try Corruption(.noise, severity: 2).applied(to: gray, named: "a", seed: 1)
    for (weak, strong) in zip(found.pixels, stronger.pixels) {
      #expect(abs(Int(strong) - 128) >= abs(Int(weak) - 128), "the same noise, stronger")
    }
  }

  @Test("an even image is left by blur and contrast, and the blur of small images is as much narrower")
  func sizes() throws {
    let even = PixelImage(width: 30, height: 20, channelCount: 3, repeating: 90)
    for kind in [Corruption.Kind.blur, .contrast] {
      for severity in Corruption.severities {
        #expect(try Corruption(kind, severity: severity).applied(to: even) == even)
      }
    }
    func width(_ side: Int) throws -> Int {
      var point = PixelImage(width: side, height: side, channelCount: 1)
      for y in 0..<side { point.pixels[y * side + side / 2] = 255 }
      let line = try Corruption(.blur, severity: 5).applied(to: point).pixels[side * side / 2..<side * side / 2 + side]
      return line.count { $0 > 0 }
    }
    #expect(try width(28) < 10 && width(112) > 15 && width(224) > 30)
  }

  @Test("what a network takes is the corrupted crop, normalized; without corruption it would be the crop itself")
  func preprocessing() throws {
    let image = try Fixture.image("corruption-color.png")
    for preset in [Preprocessing.imagenet, .caffe, .symmetric] {
      let adapted = try preset.adapted(toInput: (3, 24, 24))
      let corruption = try Corruption(.noise, severity: 2)
      let worker = CorruptedPreprocessor(adapted, corruption: corruption, seed: 4)
      let seen = worker.visiblePart(of: image, named: "x")
      let crop = Preprocessor(adapted).visiblePart(of: image)
      #expect(seen == corruption.applied(to: crop, named: "x", seed: 4))
      var (found, expected) = ([Float](repeating: 0, count: 3 * 576), [Float](repeating: 0, count: 3 * 576))
      found.withUnsafeMutableBufferPointer { worker.write(image, named: "x", into: $0) }
      // An image of the input's size is left by resizing and cropping.
      expected.withUnsafeMutableBufferPointer { Preprocessor(adapted).write(seen, into: $0) }
      #expect(found == expected)
    }
  }

  @Test("a filter comes before the corruption, and only once; one channel stays one")
  func filtered() throws {
    var preprocessing = try Preprocessing.unit.adapted(toInput: (1, 20, 20))
    preprocessing.filter = GradientMagnitude()
    let image = try Fixture.image("corruption-color.png")
    let corruption = try Corruption(.contrast, severity: 3)
    let edges = Preprocessor(preprocessing).visiblePart(of: image)
    var found = [Float](repeating: 0, count: 400)
    found.withUnsafeMutableBufferPointer {
      CorruptedPreprocessor(preprocessing, corruption: corruption, seed: 0).write(image, named: "", into: $0)
    }
    let expected = corruption.applied(to: edges).pixels.map { Float(Double($0) / 255) }
    for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-6) }
  }

  @Test("corruptions are read with one severity, several, or the usual one")
  func reading() throws {
    #expect(try Corruption.reading("blur") == [Corruption(.blur, severity: 3)])
    #expect(try Corruption.reading("noise:5") == [Corruption(.noise, severity: 5)])
    #expect(try Corruption.reading("contrast:2-4").map(\.severity) == [2, 3, 4])
    #expect(try Corruption(.noise, severity: 2).description == "noise 2")
    for text in [
      "fog", "noise:0", "noise:6", "noise:3-2", "noise:1-2-3", "noise:", "", "noise:a", "blur:1-", "blur:2:3",
    ] {
      let error = #expect(throws: ImageDatasetsError.self) { try Corruption.reading(text) }
      #expect(error?.description.contains("blur:1-5") == true, "\(text)")
    }
    #expect(throws: ImageDatasetsError.self) { try Corruption(.noise, severity: 6) }
  }
}
