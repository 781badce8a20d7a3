import Foundation
import ImageDatasets
import Testing

@Suite("Preprocessing")
struct PreprocessingTests {
  private func values(_ preprocessing: Preprocessing, _ image: PixelImage) -> [Float] {
    let preprocessor = Preprocessor(preprocessing)
    let shape = preprocessor.outputShape(of: image)
    var output = [Float](repeating: .nan, count: shape.channels * shape.height * shape.width)
    output.withUnsafeMutableBufferPointer { preprocessor.write(image, into: $0) }
    return output
  }

  private let pixel = PixelImage(width: 1, height: 1, channelCount: 3, pixels: [10, 100, 250])

  @Test("presets give the values that their networks were trained with")
  func presets() throws {
    let red = 10.0
    let green = 100.0
    let blue = 250.0
    check(values(.raw, pixel), [red, green, blue])
    check(values(.caffe, pixel), [blue - 104, green - 117, red - 123])
    check(values(.unit, pixel), [red / 255, green / 255, blue / 255])
    check(values(.symmetric, pixel), [red / 127.5 - 1, green / 127.5 - 1, blue / 127.5 - 1])
    let expectedRed = (red / 255 - 0.485) / 0.229
    let expectedGreen = (green / 255 - 0.456) / 0.224
    let expectedBlue = (blue / 255 - 0.406) / 0.225
    check(values(.imagenet, pixel), [expectedRed, expectedGreen, expectedBlue])
  }

  private func check(_ actual: [Float], _ expected: [Double]) {
    #expect(actual.count == expected.count)
    for (a, b) in zip(actual, expected) { #expect(abs(Double(a) - b) <= 1e-6 * max(1, abs(b))) }
  }

  @Test("a network with one channel gets luma; a grey image is repeated over three")
  func channels() throws {
    let gray = try Preprocessing.raw.adapted(toInput: (1, 1, 1))
    let luma: Int = (10 * 19595 + 100 * 38470 + 250 * 7471 + 0x8000) >> 16
    #expect(values(gray, pixel) == [Float(luma)])
    let one = PixelImage(width: 1, height: 1, channelCount: 1, pixels: [77])
    #expect(values(.raw, one) == [77, 77, 77])
    #expect(values(gray, one) == [77])
    let imagenet = try Preprocessing.imagenet.adapted(toInput: (1, 28, 28))
    #expect(imagenet.mean.count == 1 && abs(imagenet.mean[0] - 0.449) < 1e-9)
  }

  @Test("the crop becomes the network's input; another crop of one's own is refused")
  func adaptsToInput() throws {
    let adapted = try Preprocessing.imagenet.adapted(toInput: (3, 299, 224))
    #expect(adapted.crop == .init(height: 299, width: 224))
    #expect(adapted.elementCount == 3 * 299 * 224)
    let own = try Preprocessing(specification: "imagenet:crop=200")
    let error = try datasetsError { _ = try own.adapted(toInput: (3, 224, 224)) }
    #expect(error.description.contains("crops 200 x 200") && error.description.contains("224 x 224"))
    #expect(throws: ImageDatasetsError.self) { try Preprocessing.raw.adapted(toInput: (4, 8, 8)) }
    let gray = try Preprocessing(specification: "raw:order=gray")
    #expect(throws: ImageDatasetsError.self) { try gray.adapted(toInput: (3, 8, 8)) }
  }

  @Test(
    "automatic resizing makes 256 of 224, but leaves an image alone that already fits",
    arguments: [(300, 400, false), (224, 300, true), (400, 224, true), (224, 224, true), (100, 120, false)])
  func automaticResizing(width: Int, height: Int, staysAsItIs: Bool) throws {
    var image = PixelImage(width: width, height: height, channelCount: 1)
    for i in image.pixels.indices { image.pixels[i] = UInt8(truncatingIfNeeded: i &* 31 ^ i >> 7) }
    let automatic = try Preprocessing.raw.adapted(toInput: (1, 224, 224))
    var explicit = automatic
    explicit.resizing = staysAsItIs ? .none : .shorterSide(256)
    // Compared outside the macro, which would otherwise spend minutes on a difference of two long arrays.
    let isEqual = values(automatic, image) == values(explicit, image)
    #expect(isEqual)
  }

  @Test("an image one pixel high and very long needs little memory")
  func extremeProportions() throws {
    var image = PixelImage(width: 5_000_000, height: 1, channelCount: 1, repeating: 50)
    image.pixels[2_500_000] = 250
    let preprocessing = try Preprocessing.raw.adapted(toInput: (1, 224, 224))
    let result = values(preprocessing, image)
    #expect(result.count == 224 * 224)
    #expect((result.max() ?? 0) > 100 && (result.min() ?? 0) >= 50)
  }

  @Test("a command line names a preset, its changes or a file")
  func specifications() throws {
    #expect(try Preprocessing(specification: "caffe") == .caffe)
    let changed = try Preprocessing(
      specification: "imagenet:resize=224,crop=192x224,order=bgr,scale=2,mean=1/2/3,std=4,interpolation=bicubic")
    #expect(changed.resizing == .shorterSide(224) && changed.crop == .init(height: 192, width: 224))
    #expect(changed.channelOrder == .bgr && changed.scale == 2 && changed.mean == [1, 2, 3])
    #expect(changed.standardDeviation == [4] && changed.interpolation == .bicubic)
    for wrong in [
      "tensorflow", "imagenet:224", "imagenet:size=3", "imagenet:resize=0", "imagenet:resize=1x2x3", "raw:std=0",
      "raw:scale=0", "raw:mean=1/2", "raw:mean=a", "raw:order=cmyk", "none.json",
    ] {
      let error = try datasetsError { _ = try Preprocessing(specification: wrong) }
      #expect(!error.description.isEmpty, "\(wrong)")
    }
  }

  @Test("JSON comes back as it went, and starts from a base")
  func json() throws {
    for preset in Preprocessing.presets {
      var changed = try preset.adapted(toInput: (3, 200, 100))
      changed.resizing = .exact(height: 7, width: 8)
      let copy = try JSONDecoder().decode(Preprocessing.self, from: JSONEncoder().encode(changed))
      #expect(copy == changed)
    }
    let folder = try TestFolder()
    let file = try folder.write("food.json", text: #"{"base": "imagenet", "resize": 224, "crop": [224, 224]}"#)
    let read = try Preprocessing(specification: file.path)
    #expect(read.mean == Preprocessing.imagenet.mean && read.resizing == .shorterSide(224))
    #expect(read.crop == .init(height: 224, width: 224))
  }

  @Test(
    "wrong JSON names the file and what is wrong",
    arguments: [
      (#"{"resiz": 3}"#, "resiz"), (#"{"resize": {"a": 1}}"#, "resize"), (#"{"mean": "x"}"#, "mean"),
      (#"{"base": "x"}"#, "There is no preprocessing"), (#"{"standardDeviation": [1, 0, 1]}"#, "not positive"),
      ("[1", "not a preprocessing in JSON"), (#"{"crop": -4}"#, "size outside"),
    ])
  func wrongJSON(text: String, reason: String) throws {
    let folder = try TestFolder()
    let file = try folder.write("p.json", text: text)
    let error = try datasetsError { _ = try Preprocessing(contentsOf: file) }
    #expect(error.description.hasPrefix(file.path) && error.description.contains(reason), "\(error)")
  }
}
