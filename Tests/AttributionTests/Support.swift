import Attribution
import Foundation
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

/// The engine under test, where libtorch is there.
enum Engine {
  /// Why there is none, or nil.
  static let absence: String? = {
    do {
      _ = try TensorEngine.load()
      return nil
    } catch { return "\(error)" }
  }()
}

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch was not there when this was built, and says so.
  static var needsTorch: Self { .enabled(if: Engine.absence == nil, "\(Engine.absence ?? "")") }
}

/// All tests that compute: one after another, since the number of threads is the process's.
@Suite("Attribution", .serialized, .needsTorch)
enum AttributionSuite {}

extension ONNXNetwork {
  init(_ builder: ONNXBuilder) throws {
    try self.init(data: builder.serialized(), url: URL(fileURLWithPath: "/model.onnx"))
  }
}

/// Runs something that must fail and gives its error.
func failure(_ body: () throws -> Void) throws -> AttributionError {
  try #require(throws: AttributionError.self, performing: body)
}

/// The largest difference of two lists; infinite where they differ in length.
func difference(_ left: [Float], _ right: [Float]) -> Float {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

/// Draws of the normal distribution.
func normal(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in Float(generator.nextGaussianPair().0) }
}

/// logits = image · weights + bias: what every pixel contributes is known exactly. Ends in a softmax.
struct LinearNetwork {
  static let shape = [2, 4, 4]
  static let classes = 3
  let network: ONNXNetwork
  /// Weights of 32 pixels for 3 classes.
  let weights: [Float]
  let bias: [Float] = [0.5, -1, 2]

  init() throws {
    weights = normal(32 * 3, seed: 3).map { ($0 * 64).rounded() / 64 }
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 2, 4, 4])
    builder.addNode("Flatten", name: "flat", inputs: ["x"])
    builder.addInitializer("weights", shape: [32, 3], values: weights)
    builder.addInitializer("bias", shape: [3], values: bias)
    builder.addNode("Gemm", name: "logits", inputs: ["flat", "weights", "bias"])
    builder.addNode("Softmax", name: "prob", inputs: ["logits"])
    builder.addOutput("prob", shape: [nil, 3])
    network = try ONNXNetwork(builder)
  }

  func weights(ofClass index: Int) -> [Float] { (0..<32).map { weights[$0 * 3 + index] } }
}

/// Captum's network, images and attributions.
struct CaptumFixture {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Float]
  }

  private struct File: Decodable {
    let weights: [String: Values]
    let images: Values
    let classes: [Int]
    let baseline: [Float]
    let scores: Values
    let cases: [String: Values]
  }

  private let file: File
  let network: ONNXNetwork
  let images: AttributionImages
  var target: AttributionTarget { .classScores(file.classes) }
  var classes: [Int] { file.classes }
  var baseline: [Float] { file.baseline }
  /// [images, classes].
  var scores: [Float] { file.scores.values }

  init() throws {
    file = try JSONDecoder().decode(File.self, from: fixture("captum"))
    images = try AttributionImages(shape: Array(file.images.shape.dropFirst()), values: file.images.values)
    network = try Self.network(file.weights)
  }

  private static func network(_ weights: [String: Values]) throws -> ONNXNetwork {
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, 3, 8, 8])
    for (name, values) in weights.sorted(by: { $0.key < $1.key }) {
      builder.addInitializer(name, shape: values.shape, values: values.values)
    }
    builder.addNode(
      "Conv", name: "conv1", inputs: ["image", "conv1.weight", "conv1.bias"],
      attributes: ["pads": .integers([1, 1, 1, 1])])
    builder.addNode("Relu", name: "relu1", inputs: ["conv1"])
    builder.addNode(
      "MaxPool", name: "pool", inputs: ["relu1"],
      attributes: ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    builder.addNode(
      "Conv", name: "conv2", inputs: ["pool", "conv2.weight", "conv2.bias"],
      attributes: ["pads": .integers([1, 1, 1, 1])])
    builder.addNode("Relu", name: "relu2", inputs: ["conv2"])
    builder.addNode("Flatten", name: "flat", inputs: ["relu2"])
    builder.addNode(
      "Gemm", name: "logits", inputs: ["flat", "linear.weight", "linear.bias"], attributes: ["transB": .integer(1)])
    builder.addNode("Softmax", name: "prob", inputs: ["logits"])
    builder.addOutput("prob", shape: [nil, 5])
    return try ONNXNetwork(builder)
  }

  /// The largest difference from Captum's values, as a share of their largest magnitude.
  func difference(_ found: [Attribution], from name: String) throws -> Float {
    let expected = try #require(file.cases[name])
    let largest = expected.values.map(abs).max() ?? 0
    guard found.map(\.shape) == found.map({ _ in Array(expected.shape.dropFirst()) }), largest > 0 else {
      return .infinity
    }
    return AttributionTests.difference(found.flatMap(\.values), expected.values) / largest
  }
}

/// A file that Tools/reference/attribution_fixtures.py made.
func fixture(_ name: String) throws -> Data {
  let url = try #require(Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"))
  return try Data(contentsOf: url)
}
