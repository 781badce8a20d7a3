import Foundation
import TensorEngine
import Testing

/// What Tools/reference/tensor_fixtures.py made with PyTorch.
enum Fixtures {
  struct Values: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]

    /// As Float32, which the inputs are, or as the Float64 of the same numbers.
    func tensor(_ type: ElementType, in engine: TensorEngine) throws -> Tensor {
      let floats = values.map(Float.init)
      return type == .float32
        ? try engine.tensor(floats, shape: shape) : try engine.tensor(floats.map(Double.init), shape: shape)
    }
  }

  struct Indices: Decodable, Sendable {
    let shape: [Int]
    let values: [Int]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let inputs: [Values]
    let indices: [Indices]
    let result: Values
    let upstream: Values
    let gradients: [Values]
    var testDescription: String { name }
  }

  struct Operators: Decodable {
    let tool: String
    let cases: [Case]
  }

  struct Running: Decodable { let inputs, mean, variance: Values }

  struct Training: Decodable {
    let running: Running
    let corners: Values
    let answers: [Int]
    let start: [Values]
    let losses: [String: [Double]]
    let images: Values
    let kinds: [Int]
    let network: [Values]
    let convolutionLosses: [Double]
  }

  static func operators() throws -> Operators { try read("operators") }
  static func training() throws -> Training { try read("training") }

  private static func read<Content: Decodable>(_ name: String) throws -> Content {
    let folder = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONDecoder().decode(Content.self, from: data)
  }
}
