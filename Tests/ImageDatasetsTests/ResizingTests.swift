import Foundation
import ImageDatasets
import Testing

@Suite("Resizing like Pillow")
struct ResizingTests {
  private struct Cases: Decodable {
    struct Resize: Decodable {
      var source: String
      var width: Int
      var height: Int
      var interpolation: Interpolation
      var expected: String
    }

    struct Crop: Decodable {
      var source: String
      var resize: Int
      var crop: Int
      var interpolation: Interpolation
      var expected: String
    }

    var resize: [Resize]
    var crop: [Crop]
  }

  private func cases() throws -> Cases {
    try JSONDecoder().decode(Cases.self, from: Fixture.data("resize.json"))
  }

  @Test("all filters, up and down, give Pillow's pixels exactly")
  func equalsPillow() throws {
    let resampler = ImageResampler()
    let cases = try cases().resize
    #expect(cases.count > 40)
    for item in cases {
      let resized = try resampler.resized(
        Fixture.image(item.source), width: item.width, height: item.height, interpolation: item.interpolation)
      #expect(try resized == Fixture.image(item.expected), "\(item.expected)")
    }
  }

  @Test("shorter side and center crop give torchvision's pixels exactly, also where the crop is larger")
  func equalsTorchvision() throws {
    for item in try cases().crop {
      let crop = Preprocessing.CropSize(height: item.crop, width: item.crop)
      let order: Preprocessing.ChannelOrder = item.source == "gray.png" ? .gray : .rgb
      let preprocessing = try Preprocessing(
        resizing: .shorterSide(item.resize), crop: crop, channelOrder: order, scale: 1,
        interpolation: item.interpolation)
      let expected = try Fixture.image(item.expected)
      let preprocessor = Preprocessor(preprocessing)
      let image = try Fixture.image(item.source)
      #expect(preprocessor.visiblePart(of: image) == expected, "\(item.expected)")
      let isEqual = values(image, preprocessor) == planes(of: expected)
      #expect(isEqual, "\(item.expected)")
    }
  }

  private func values(_ image: PixelImage, _ preprocessor: Preprocessor) -> [Float] {
    let shape = preprocessor.outputShape(of: image)
    var output = [Float](repeating: -1, count: shape.channels * shape.height * shape.width)
    output.withUnsafeMutableBufferPointer { preprocessor.write(image, into: $0) }
    return output
  }

  private func planes(of image: PixelImage) -> [Float] {
    (0..<image.channelCount).flatMap { channel in
      stride(from: channel, to: image.pixels.count, by: image.channelCount).map { Float(image.pixels[$0]) }
    }
  }
}
