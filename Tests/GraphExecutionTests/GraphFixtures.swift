import Foundation
import ONNXModel
import TensorEngine
import Testing

/// What Tools/reference/graph_fixtures.py made with ONNX Runtime.
enum GraphFixtures {
  struct Values: Decodable, Sendable {
    let shape: [Int]
    let reals: [Double]?
    let integers: [Int]?
    /// Of whole numbers: int8, uint8, or int64 where it is left out.
    let type: String?

    /// The values as the network's Float32 numbers, or whole ones.
    func tensor(_ type: ElementType, in engine: TensorEngine) throws -> Tensor {
      if let integers { return try engine.tensor(integers, shape: shape) }
      return try engine.tensor((reals ?? []).map { Double(Float($0)) }, shape: shape).converted(to: type)
    }

    var doubles: [Double] { reals ?? (integers ?? []).map(Double.init) }
  }

  struct Attribute: Decodable, Sendable {
    let real: Float?
    let integer: Int?
    let text: String?
    let reals: [Float]?
    let integers: [Int]?

    var value: ONNXAttribute? {
      real.map(ONNXAttribute.real) ?? integer.map(ONNXAttribute.integer) ?? text.map(ONNXAttribute.text)
        ?? reals.map(ONNXAttribute.reals) ?? integers.map(ONNXAttribute.integers)
    }
  }

  struct Node: Decodable, Sendable {
    let `operator`: String
    let inputs: [String]
    let outputs: [String]
    let attributes: [String: Attribute]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let opset: Int
    let differentiable: Bool
    let nodes: [Node]
    let constants: [String: Values]
    let input: Values
    let outputs: [String: Values]
    var testDescription: String { name }

    func network() throws -> ONNXNetwork {
      var builder = ONNXBuilder(opset: opset)
      builder.addInput("x", shape: input.shape, elementType: input.integers == nil ? .float32 : .int64)
      for (name, values) in constants.sorted(by: { $0.key < $1.key }) {
        if let integers = values.integers {
          builder.addInitializer(
            name, shape: values.shape, integers: integers.map(Int64.init),
            elementType: values.type.flatMap(TensorElementType.init(rawValue:)) ?? .int64)
        } else {
          builder.addInitializer(name, shape: values.shape, values: (values.reals ?? []).map(Float.init))
        }
      }
      for node in nodes {
        builder.addNode(
          node.operator, name: node.outputs[0], inputs: node.inputs, outputs: node.outputs,
          attributes: node.attributes.compactMapValues(\.value))
      }
      for name in outputs.keys.sorted() { builder.addOutput(name, shape: outputs[name]?.shape ?? []) }
      return try ONNXNetwork(builder)
    }
  }

  struct File: Decodable {
    let tool: String
    let cases: [Case]
  }

  static let file: File? = try? read()

  private static func read() throws -> File {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: folder.appendingPathComponent("graphs.json")))
  }
}
