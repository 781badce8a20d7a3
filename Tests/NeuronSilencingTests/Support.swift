import Foundation
import NeuronSilencing
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
@Suite("NeuronSilencing", .serialized, .needsTorch)
enum NeuronSilencingSuite {}

extension ONNXNetwork {
  init(_ builder: ONNXBuilder) throws {
    try self.init(data: builder.serialized(), url: URL(fileURLWithPath: "/model.onnx"))
  }
}

extension SilencingData {
  /// Images that are in memory.
  init(
    _ images: [[Float]], shape: [Int], labels: [Int?], labelCount: Int? = nil, labelOfOutput: [Int?]
  ) {
    self.init(
      imageShape: shape, labels: labels, labelCount: labelCount ?? labelOfOutput.count, labelOfOutput: labelOfOutput
    ) { items, values in
      for (place, item) in items.enumerated() {
        for (offset, value) in images[item].enumerated() { values[place * images[item].count + offset] = value }
      }
    }
  }
}

/// Runs something that must fail and gives its error.
func failure(_ body: () throws -> Void) throws -> NeuronSilencingError {
  try #require(throws: NeuronSilencingError.self, performing: body)
}

/// The largest difference of two scores' logarithms of probabilities; infinite where anything else differs.
func difference(_ left: SilencingScores, _ right: SilencingScores) -> Double {
  guard left.accuracy == right.accuracy, left.classes.count == right.classes.count else { return .infinity }
  return zip(left.classes, right.classes).reduce(abs(left.logProbability - right.logProbability)) { largest, pair in
    let isSame = (pair.0.label, pair.0.itemCount) == (pair.1.label, pair.1.itemCount)
    guard isSame, pair.0.accuracy == pair.1.accuracy else { return .infinity }
    return max(largest, abs(pair.0.logProbability - pair.1.logProbability))
  }
}

/// `hidden` = relu(x · scale + shift), then logits = hidden · votes (+ bias): each part known exactly.
func voters(_ votes: [[Float]], bias: [Float]? = nil, constant: [Int: Float] = [:]) throws -> ONNXNetwork {
  let (neurons, classes) = (votes.count, votes[0].count)
  var builder = ONNXBuilder()
  builder.addInput("x", shape: [nil, neurons])
  builder.addInitializer("scale", shape: [neurons], values: (0..<neurons).map { constant[$0] == nil ? 1 : 0 })
  builder.addInitializer("shift", shape: [neurons], values: (0..<neurons).map { constant[$0] ?? 0 })
  builder.addNode("Mul", name: "scaled", inputs: ["x", "scale"])
  builder.addNode("Add", name: "shifted", inputs: ["scaled", "shift"])
  builder.addNode("Relu", name: "hidden", inputs: ["shifted"])
  builder.addInitializer("votes", shape: [neurons, classes], values: votes.flatMap { $0 })
  builder.addInitializer("bias", shape: [classes], values: bias ?? Array(repeating: 0, count: classes))
  builder.addNode("Gemm", name: "logits", inputs: ["hidden", "votes", "bias"])
  builder.addNode("Softmax", name: "prob", inputs: ["logits"])
  builder.addOutput("prob", shape: [nil, classes])
  return try ONNXNetwork(builder)
}

/// The trained-size network of the demonstration with images and labels to it.
struct Demo {
  let network: ONNXNetwork
  let images: [[Float]]
  let data: SilencingData

  init(count: Int = 12) throws {
    network = try ONNXNetwork(data: DemoNetwork.make(inputShape: [3, 8, 8]), url: URL(fileURLWithPath: "/demo.onnx"))
    var generator = SeededGenerator(seed: 5)
    images = (0..<count).map { _ in (0..<192).map { _ in Float(generator.nextGaussianPair().0) } }
    let classes = try #require(network.classifierHead).classCount
    data = SilencingData(
      images, shape: [3, 8, 8], labels: (0..<count).map { $0 % 5 == 4 ? nil : $0 % 3 }, labelCount: classes,
      labelOfOutput: Array(0..<classes))
  }
}
