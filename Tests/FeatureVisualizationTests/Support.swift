import FeatureVisualization
import Foundation
import GraphExecution
import ImageDatasets
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
@Suite("FeatureVisualization", .serialized, .needsTorch)
enum FeatureVisualizationSuite {}

/// Runs something that must fail and gives its error.
func failure(_ body: () throws -> Void) throws -> FeatureVisualizationError {
  try #require(throws: FeatureVisualizationError.self, performing: body)
}

extension ONNXBuilder {
  /// Weights drawn from a normal distribution, scaled by what goes in.
  mutating func addWeights(_ name: String, shape: [Int], stream: UInt64, bias: Float? = nil) {
    var generator = SeededGenerator(seed: 7, stream: stream)
    let scale = (2 / Double(max(1, shape.dropFirst().reduce(1, *)))).squareRoot()
    let values = (0..<shape.reduce(1, *)).map { _ in Float(generator.nextGaussianPair().0 * scale) }
    addInitializer(name, shape: shape, values: bias.map { [Float](repeating: $0, count: values.count) } ?? values)
  }
}

extension VisualizedNetwork {
  /// conv1 (8 channels, 24 x 24), pool, conv2 (6 channels, 12 x 12), joined (both after a pooling, 14 channels), classes.
  static func small(bias: Float = 0) throws -> VisualizedNetwork {
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, 3, 24, 24])
    builder.addWeights("w1", shape: [8, 3, 3, 3], stream: 1)
    builder.addWeights("w2", shape: [6, 8, 3, 3], stream: 2)
    builder.addWeights("b2", shape: [6], stream: 3, bias: bias)
    builder.addWeights("w3", shape: [5, 6], stream: 4)
    let pads = ONNXAttribute.integers([1, 1, 1, 1])
    builder.addNode("Conv", name: "c1", inputs: ["image", "w1"], outputs: ["pre1"], attributes: ["pads": pads])
    builder.addNode("Relu", name: "r1", inputs: ["pre1"], outputs: ["conv1"])
    builder.addNode(
      "MaxPool", name: "p1", inputs: ["conv1"], outputs: ["pool1"],
      attributes: ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    builder.addNode("Conv", name: "c2", inputs: ["pool1", "w2", "b2"], outputs: ["pre2"], attributes: ["pads": pads])
    builder.addNode("Relu", name: "r2", inputs: ["pre2"], outputs: ["conv2"])
    builder.addNode(
      "Concat", name: "join", inputs: ["pool1", "conv2"], outputs: ["joined"], attributes: ["axis": .integer(1)])
    builder.addNode("GlobalAveragePool", name: "gap", inputs: ["conv2"], outputs: ["mean"])
    builder.addNode("Flatten", name: "flat", inputs: ["mean"], outputs: ["features"])
    builder.addNode(
      "Gemm", name: "fc", inputs: ["features", "w3"], outputs: ["logits"], attributes: ["transB": .integer(1)])
    builder.addNode("Softmax", name: "soft", inputs: ["logits"], outputs: ["prob"], attributes: ["axis": .integer(1)])
    builder.addOutput("prob", shape: [nil, 5])
    builder.addOutput("joined", shape: [nil, 14, 12, 12])
    return try VisualizedNetwork(builder)
  }

  /// A network whose only unit, `match:0`, is minus the mean squared distance to an image.
  static func matching(_ image: PixelImage) throws -> VisualizedNetwork {
    let (channels, count) = (image.channelCount, image.width * image.height)
    let wanted = (0..<channels * count).map { Float(image.pixels[$0 % count * channels + $0 / count]) / 255 }
    return try unary(channels: channels, height: image.height, width: image.width) { builder in
      builder.addInitializer("wanted", shape: [1, channels, image.height, image.width], values: wanted)
      builder.addNode("Sub", name: "difference", inputs: ["image", "wanted"], outputs: ["d"])
      builder.addNode("Mul", name: "square", inputs: ["d", "d"], outputs: ["s"])
      builder.addNode("Neg", name: "minus", inputs: ["s"], outputs: ["n"])
    }
  }

  /// `match` is the mean over all values of the tensor `n` that the body makes from `image`, [N, 1].
  static func unary(
    channels: Int = 3, height: Int = 16, width: Int = 16, _ body: (inout ONNXBuilder) -> Void
  ) throws -> VisualizedNetwork {
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, channels, height, width])
    body(&builder)
    builder.addNode("Flatten", name: "rows", inputs: ["n"], outputs: ["f"])
    builder.addNode(
      "ReduceMean", name: "mean", inputs: ["f"], outputs: ["match"],
      attributes: ["axes": .integers([1]), "keepdims": .integer(1)])
    builder.addOutput("match", shape: [nil, 1])
    return try VisualizedNetwork(builder)
  }

  convenience init(_ builder: ONNXBuilder, preprocessing: Preprocessing = .unit) throws {
    try self.init(
      network: ONNXNetwork(data: builder.serialized(), url: URL(fileURLWithPath: "/small.onnx")),
      preprocessing: preprocessing)
  }
}

extension PixelImage {
  /// A picture with areas, edges and colours.
  static func picture(width: Int, height: Int, channelCount: Int = 3) -> PixelImage {
    var pixels: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let isDisk = (row - height / 2) * (row - height / 2) + (column - width / 3) * (column - width / 3) < 30
        let color = [60 + 120 * column / width, isDisk ? 190 : 70 + 60 * row / height, isDisk ? 80 : 150]
        pixels += color.prefix(channelCount).map { UInt8($0) }
      }
    }
    return PixelImage(width: width, height: height, channelCount: channelCount, pixels: pixels)
  }

  /// The mean difference of values, of 255.
  func difference(_ other: PixelImage) -> Double {
    let sum = zip(pixels, other.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(max(1, pixels.count))
  }
}
