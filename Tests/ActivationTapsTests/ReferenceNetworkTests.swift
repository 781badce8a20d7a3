import ActivationTaps
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import Testing

/// Six real networks against ONNX Runtime (CPU, graph optimizations off; the folder's README says how it was made).
@Suite("Real networks agree with the reference", .enabled(if: SharedData.folder != nil, SharedData.isMissing))
struct ReferenceNetworkTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let preprocessing: Preprocessing
    /// The largest difference allowed, in units of the reference's range.
    var tolerance: Float = 1e-4

    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "googlenet", preprocessing: .caffe),
    Case(name: "squeezenet1.1", preprocessing: .imagenet),
    Case(name: "mobilenet_v2_int8w", preprocessing: .symmetric, tolerance: 2e-3),
    Case(name: "resnet20-cifar10", preprocessing: .imagenet),
    Case(name: "mnist-cntk", preprocessing: .raw),
    Case(name: "vit-mnist", preprocessing: .symmetric),
  ]

  @Test("outputs are within the tolerance of the reference's range", arguments: cases)
  func outputs(_ testCase: Case) throws {
    let network = try ONNXNetwork(contentsOf: SharedData.url("models/\(testCase.name).onnx"))
    let reference = try NPYFile(contentsOf: SharedData.url("reference/\(testCase.name)-output.npy")).matrix()
    let images = try Self.images(testCase)
    let adapted = try testCase.preprocessing.adapted(toInput: Self.planes(network))
    let head = try #require(network.classifierHead)
    let name = try #require([head.probabilities, head.logits].compactMap(\.self).first)
    let output = try #require(network.outputs.first)
    #expect(output.name == name)
    let session = try Self.session(network, tapping: [network.tapPoint(ofTensor: output.name)])
    let range = try #require(reference.elements.max()) - #require(reference.elements.min())
    var greatest: Float = 0
    for (row, image) in images.enumerated() {
      let values = try Self.run(session, image, preprocessing: adapted)[0]
      #expect(values.count == reference.columnCount)
      for (column, value) in values.enumerated() {
        greatest = max(greatest, abs(value - reference[row, column]))
      }
    }
    #expect(images.count == reference.rowCount)
    #expect(greatest <= testCase.tolerance * range)
    print("\(testCase.name): largest difference \(greatest / range) of the range")
  }

  private struct NodeFile: Decodable {
    struct Output: Decodable {
      let output: String
      let shape: [Int]
      let min: Float
      let max: Float
      let first8: [Float]
    }
    let outputs: [Output]
  }

  @Test("every node has the reference's shape and first eight values", arguments: cases)
  func nodes(_ testCase: Case) throws {
    let network = try ONNXNetwork(contentsOf: SharedData.url("models/\(testCase.name).onnx"))
    let file = try JSONDecoder().decode(
      NodeFile.self, from: Data(contentsOf: SharedData.url("reference/\(testCase.name)-nodes.json")))
    let adapted = try testCase.preprocessing.adapted(toInput: Self.planes(network))
    let taps = try file.outputs.map { try network.tapPoint(ofTensor: $0.output) }
    let session = try Self.session(network, tapping: taps)
    let image = try #require(try Self.images(testCase).first)
    let values = try Self.run(session, image, preprocessing: adapted)
    #expect(values.count == file.outputs.count)
    for (index, node) in file.outputs.enumerated() {
      #expect(session.outputShapes[index] == node.shape, "\(node.output)")
      let inferred = try #require(network.shape(ofTensor: node.output))
      #expect(zip(inferred, node.shape).allSatisfy { $0 == nil || $0 == $1 }, "inferred shape of \(node.output)")
      let allowed = testCase.tolerance * Swift.max(node.max - node.min, .leastNormalMagnitude)
      for (value, expected) in zip(values[index], node.first8) {
        // The file holds seven digits.
        #expect(abs(value - expected) <= allowed + 1e-6 * abs(expected), "\(node.output)")
      }
    }
  }

  private static func planes(_ network: ONNXNetwork) throws -> (channels: Int, height: Int, width: Int) {
    let shape = network.inputs[0].shape
    return (try #require(shape[1]), try #require(shape[2]), try #require(shape[3]))
  }

  private static func session(_ network: ONNXNetwork, tapping taps: [TapPoint]) throws -> InferenceSession {
    let bytes = try network.serialized(tapping: taps.map { TapOutput(tapPoint: $0, reduction: .whole) })
    let planes = try planes(network)
    return try InferenceSession(
      bytes: bytes, name: network.url.lastPathComponent, inputShape: [1, planes.channels, planes.height, planes.width],
      threadCount: 2)
  }

  private static func run(
    _ session: InferenceSession, _ image: PixelImage, preprocessing: Preprocessing
  ) throws -> [[Float]] {
    let request = try session.makeRequest()
    Preprocessor(preprocessing).write(image, into: request.input)
    try request.start()
    try request.wait()
    return try session.outputShapes.indices.map { try request.withOutput($0) { Array($0) } }
  }

  private static func images(_ testCase: Case) throws -> [PixelImage] {
    switch testCase.name {
    case "resnet20-cifar10":
      let dataset = try CIFARDataset(folder: SharedData.url("cifar10"), split: "test")
      return try (0..<16).map { try dataset.image(at: $0) }
    case "mnist-cntk", "vit-mnist":
      let dataset = try IDXDataset(folder: SharedData.url("mnist"), split: "test")
      return try (0..<16).map { try dataset.image(at: $0) }
    default:
      let file = try NPYFile(contentsOf: SharedData.url("reference/photos4_rgb_u8.npy"))
      let size = 224 * 224 * 3
      return file.withUnsafeBytes { bytes in
        (0..<4).map { index in
          PixelImage(
            width: 224, height: 224, channelCount: 3, pixels: Array(bytes[(index * size)..<((index + 1) * size)]))
        }
      }
    }
  }
}
