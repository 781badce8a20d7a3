import Foundation
import GraphExecution
import ONNXModel
import TensorEngine
import Testing

/// The ONNX project's own node tests, as Tools/reference/onnx_node_fixtures.py wrote them.
enum NodeFixtures {
  struct Values: Decodable, Sendable {
    let name: String
    let shape: [Int]
    /// ONNX's name of the element type.
    let type: String
    /// Float32 or Int64, little-endian, as base64.
    private let values: Data

    var isReal: Bool { ["float", "double", "float16", "bfloat16"].contains(type) }
    var isBoolean: Bool { type == "bool" }

    /// Half precision rounds the expected values.
    var relativeTolerance: Double {
      switch type {
      case "bfloat16": 8e-3
      case "float16": 1e-3
      default: 1e-4
      }
    }

    var doubles: [Double] { isReal ? numbers(Float.self).map(Double.init) : integers.map(Double.init) }

    func tensor(in engine: TensorEngine) throws -> Tensor {
      isReal ? try engine.tensor(numbers(Float.self), shape: shape) : try engine.tensor(integers, shape: shape)
    }

    private var integers: [Int] { numbers(Int64.self).map(Int.init) }

    private func numbers<Number>(_ type: Number.Type) -> [Number] {
      let stride = MemoryLayout<Number>.stride
      return values.withUnsafeBytes { bytes in
        (0..<bytes.count / stride).map { bytes.loadUnaligned(fromByteOffset: $0 * stride, as: type) }
      }
    }
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    /// Nil where the graph reads nothing.
    let input: Values?
    let outputs: [Values]
    let operators: [String]
    private let model: Data
    var testDescription: String { name }

    func network() throws -> ONNXNetwork {
      try ONNXNetwork(data: model, url: URL(fileURLWithPath: "/\(name).onnx"))
    }
  }

  struct File: Decodable {
    let tool: String
    let cases: [Case]
    /// Cases that are not in the file by reason.
    let leftOut: [String: [String]]
  }

  static let file: File? = try? read()

  private static func read() throws -> File {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: folder.appendingPathComponent("nodes.json")))
  }
}
