import Foundation
import GraphExecution
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

/// All tests that compute: one after another, since the number of live tensors is the process's.
@Suite("GraphExecution", .serialized, .needsTorch)
enum GraphExecutionSuite {}

/// The largest |x − y| / (absolute + relative · |y|); at most 1 means equal within the tolerances.
func deviation(_ found: [Double], _ expected: [Double], absolute: Double, relative: Double) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { largest, pair in
    let ratio = abs(pair.0 - pair.1) / (absolute + relative * abs(pair.1))
    return ratio.isNaN ? .infinity : max(largest, ratio)
  }
}

extension ONNXNetwork {
  init(_ builder: ONNXBuilder) throws {
    try self.init(data: builder.serialized(), url: URL(fileURLWithPath: "/model.onnx"))
  }
}

/// Runs something that must fail and gives its error.
func failure(_ body: () throws -> Void) throws -> GraphExecutionError {
  try #require(throws: GraphExecutionError.self, performing: body)
}
