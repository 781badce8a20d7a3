import CTorchInterface

/// What the elements of a tensor are.
public enum ElementType: Int32, Sendable {
  /// 32-bit floating point: what networks are computed in.
  case float32 = 0
  /// 64-bit floating point, for checks.
  case float64 = 1
  /// 64-bit integers: classes and indices.
  case int64 = 2
  /// 16-bit floating point with 8 bits of mantissa: only what `withReducedPrecision` makes.
  case bfloat16 = 3
}

/// Numbers in a rectangular arrangement of any number of dimensions, with gradients.
///
/// A tensor refers to its values; several may share them (`reshaped`, `permuted`, `narrowed`). What it holds is released
/// with its last reference. Operators that record gradients keep their operands until the result is gone. Images are
/// [count, channels, height, width]. A tensor belongs to one thread at a time. Errors of all operators: `badInput` when
/// shapes, types or devices do not fit, `outOfMemory`, `engine`.
public final class Tensor {
  /// The engine that computes it.
  public let engine: TensorEngine
  let handle: OpaquePointer

  /// Owns a handle that the library returned.
  init(_ handle: OpaquePointer, engine: TensorEngine) {
    self.handle = handle
    self.engine = engine
  }

  deinit { _ = engine.functions.pointee.release(handle) }

  /// The sizes, outermost first. A scalar has none.
  public var shape: [Int] {
    let description = described
    return withUnsafeBytes(of: description.shape) { bytes in
      bytes.bindMemory(to: Int64.self).prefix(Int(description.rank)).map(Int.init)
    }
  }

  /// The number of elements.
  public var elementCount: Int { shape.reduce(1, *) }

  /// What the elements are.
  public var elementType: ElementType { ElementType(rawValue: described.type) ?? .float32 }

  /// Where the values lie.
  public var device: Device { Device(native: described.device) }

  /// Whether an image batch lies with its channels innermost.
  public var isChannelsLast: Bool { described.channels_last }

  var described: strata_torch_description {
    var description = strata_torch_description()
    // Fails only for more than eight dimensions or element types that no operator here makes.
    let status = engine.functions.pointee.describe(handle, &description)
    precondition(status == 0, "a tensor has at most 8 dimensions of Float32, Float64 or Int64")
    return description
  }

  /// The result of a call that makes a tensor from operands.
  static func make(
    _ operation: StaticString, _ operands: [Tensor], expected: String? = nil,
    _ body: (strata_torch_interface, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws -> Tensor {
    guard let engine = operands.first?.engine else {
      throw TensorEngineError(
        kind: .badInput, description: "\(operation): there are no tensors. Expected at least one.")
    }
    return try engine.make(operation, operands, expected: expected, body)
  }
}

extension TensorEngine {
  func make(
    _ operation: StaticString, _ operands: [Tensor] = [], expected: String? = nil,
    _ body: (strata_torch_interface, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws -> Tensor {
    var handle: OpaquePointer?
    let status = body(functions.pointee, &handle)
    try call(operation, operands, expected: expected, status)
    // The operands must outlive the call: their handles were taken out of them.
    return withExtendedLifetime(operands) {
      guard let handle else { preconditionFailure("a call that succeeds returns a tensor") }
      return Tensor(handle, engine: self)
    }
  }
}
