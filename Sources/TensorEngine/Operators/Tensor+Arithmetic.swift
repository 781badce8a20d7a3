import CTorchInterface

private let broadcast = "shapes that broadcast: aligned at the last dimension, sizes are equal or 1"

extension Tensor {
  /// The elementwise sum; shapes broadcast.
  public static func + (left: Tensor, right: Tensor) throws -> Tensor {
    try binary("add", STRATA_TORCH_ADD, left, right)
  }

  /// The elementwise difference; shapes broadcast.
  public static func - (left: Tensor, right: Tensor) throws -> Tensor {
    try binary("subtract", STRATA_TORCH_SUBTRACT, left, right)
  }

  /// The elementwise product; shapes broadcast.
  public static func * (left: Tensor, right: Tensor) throws -> Tensor {
    try binary("multiply", STRATA_TORCH_MULTIPLY, left, right)
  }

  /// The elementwise quotient; shapes broadcast. Division by zero gives infinity or NaN.
  public static func / (left: Tensor, right: Tensor) throws -> Tensor {
    try binary("divide", STRATA_TORCH_DIVIDE, left, right)
  }

  /// Each value raised to the power of the other's; shapes broadcast.
  public func power(_ exponent: Tensor) throws -> Tensor {
    try Self.binary("power", STRATA_TORCH_POWER, self, exponent)
  }

  /// Each value plus a number.
  public static func + (left: Tensor, right: Double) throws -> Tensor {
    try left.scalar("add", STRATA_TORCH_ADD, right)
  }

  /// Each value minus a number.
  public static func - (left: Tensor, right: Double) throws -> Tensor {
    try left.scalar("subtract", STRATA_TORCH_SUBTRACT, right)
  }

  /// Each value times a number.
  public static func * (left: Tensor, right: Double) throws -> Tensor {
    try left.scalar("multiply", STRATA_TORCH_MULTIPLY, right)
  }

  /// Each value divided by a number.
  public static func / (left: Tensor, right: Double) throws -> Tensor {
    try left.scalar("divide", STRATA_TORCH_DIVIDE, right)
  }

  /// Each value raised to a power.
  public func power(_ exponent: Double) throws -> Tensor { try scalar("power", STRATA_TORCH_POWER, exponent) }

  /// Each value with its sign changed.
  public static prefix func - (operand: Tensor) throws -> Tensor {
    try operand.unary("negative", STRATA_TORCH_NEGATIVE)
  }

  /// The larger of each value and zero.
  public func relu() throws -> Tensor { try unary("relu", STRATA_TORCH_RELU) }

  /// Each value, those below zero times `slope`.
  public func leakyReLU(slope: Double = 0.01) throws -> Tensor {
    try Tensor.make("leaky relu", [self]) { $0.leaky_relu(handle, slope, $1) }
  }

  /// 1 / (1 + e⁻ˣ) of each value.
  public func sigmoid() throws -> Tensor { try unary("sigmoid", STRATA_TORCH_SIGMOID) }

  /// The hyperbolic tangent of each value.
  public func tanh() throws -> Tensor { try unary("tanh", STRATA_TORCH_TANH) }

  /// The exponential of each value.
  public func exponential() throws -> Tensor { try unary("exponential", STRATA_TORCH_EXPONENTIAL) }

  /// The natural logarithm of each value; NaN below zero.
  public func logarithm() throws -> Tensor { try unary("logarithm", STRATA_TORCH_LOGARITHM) }

  /// The square root of each value; NaN below zero.
  public func squareRoot() throws -> Tensor { try unary("square root", STRATA_TORCH_SQUARE_ROOT) }

  /// The magnitude of each value.
  public func magnitude() throws -> Tensor { try unary("magnitude", STRATA_TORCH_ABSOLUTE) }

  /// Each value, at least the lower and at most the upper bound. No gradient flows where a bound took effect.
  public func clamped(to range: ClosedRange<Double>) throws -> Tensor {
    try Tensor.make("clamp", [self]) { $0.clamp(handle, range.lowerBound, range.upperBound, $1) }
  }

  static func binary(
    _ name: StaticString, _ operation: strata_torch_binary, _ left: Tensor, _ right: Tensor
  ) throws -> Tensor {
    try make(name, [left, right], expected: broadcast) {
      $0.binary(Int32(operation.rawValue), left.handle, right.handle, $1)
    }
  }

  private func scalar(_ name: StaticString, _ operation: strata_torch_binary, _ right: Double) throws -> Tensor {
    try Tensor.make(name, [self]) { $0.binary_scalar(Int32(operation.rawValue), handle, right, $1) }
  }

  func unary(_ name: StaticString, _ operation: strata_torch_unary) throws -> Tensor {
    try Tensor.make(name, [self]) { $0.unary(Int32(operation.rawValue), handle, $1) }
  }
}
