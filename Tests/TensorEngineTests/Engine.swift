import Foundation
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

  static let isPresent = absence == nil

  static func load() throws -> TensorEngine { try TensorEngine.load() }
}

extension Trait where Self == ConditionTrait {
  /// Skips where libtorch was not there when this was built, and says so.
  static var needsTorch: Self { .enabled(if: Engine.isPresent, "\(Engine.absence ?? "")") }
}

/// All tests that compute: one after another, since the number of threads and of live tensors is the process's.
@Suite("TensorEngine", .serialized, .needsTorch)
enum TensorEngineSuite {}

/// The largest |x − y| / (absolute + relative · |y|); at most 1 means equal within the tolerances.
func deviation(_ found: [Double], _ expected: [Double], absolute: Double, relative: Double) -> Double {
  guard found.count == expected.count else { return .infinity }
  return zip(found, expected).reduce(0) { largest, pair in
    let ratio = abs(pair.0 - pair.1) / (absolute + relative * abs(pair.1))
    return ratio.isNaN ? .infinity : max(largest, ratio)
  }
}
