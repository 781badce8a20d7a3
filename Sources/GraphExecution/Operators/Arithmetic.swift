import ONNXModel
import TensorEngine

extension OperatorTable {
  /// Arithmetic on two or more tensors whose shapes broadcast.
  static let arithmetic: [String: OperatorCompiler] = [
    "Add": binary { try $0 + $1 },
    "Sub": binary { try $0 - $1 },
    "Mul": binary { try $0 * $1 },
    "Div": binary(quotient),
    "Pow": power,
    "Mod": modulo,
    "Sum": variadic { try $0 + $1 },
    "Max": variadic { try $0.larger($1) },
    "Min": variadic { try $0.smaller($1) },
    "Mean": mean,
  ]

  private static func variadic(_ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...Int.max)
      return { operands in
        try [operands.inputs.indices.dropFirst().reduce(operands.tensor(0)) { try body($0, operands.tensor($1)) }]
      }
    }
  }

  private static let mean: OperatorCompiler = { reader in
    let sum = try variadic { try $0 + $1 }(reader)
    let count = Double(reader.node.input.count)
    return { operands in try sum(operands).map { try $0 / count } }
  }

  /// Whole numbers are divided towards zero.
  @Sendable private static func quotient(_ left: Tensor, _ right: Tensor) throws -> Tensor {
    guard left.isInteger, right.isInteger else { return try left / right }
    guard try !right.integers().contains(0) else {
      throw GraphExecutionError(kind: .computation, description: "a whole number is divided by zero")
    }
    return try (left.converted(to: .float64) / right.converted(to: .float64)).converted(to: .int64)
  }

  /// A number as the exponent takes a shorter way than a tensor.
  private static let power: OperatorCompiler = { reader in
    try reader.requireInputs(2...2)
    let exponent = reader.constant(1).flatMap { $0.elementCount == 1 && $0.shape.count <= 1 ? $0 : nil }
    let number = try exponent?.scalar()
    return { operands in
      let base = try operands.tensor(0)
      if let number, !base.isInteger, base.shape.count >= (exponent?.shape.count ?? 0) {
        return [try base.power(number)]
      }
      return [try base.power(operands.tensor(1).converted(to: base.elementType))]
    }
  }

  /// The remainder with the sign of the divisor, or with `fmod` that of the dividend.
  private static let modulo: OperatorCompiler = { reader in
    try reader.requireInputs(2...2)
    let truncates = reader.flag("fmod")
    return { operands in
      let (left, right) = (try operands.tensor(0), try operands.tensor(1))
      let type: ElementType = left.isInteger ? .float64 : left.elementType
      let (dividend, divisor) = (try left.converted(to: type), try right.converted(to: type))
      let quotient = try dividend / divisor
      let whole = try truncates ? quotient.magnitude().roundedDown() * quotient.sign() : quotient.roundedDown()
      return [try (dividend - whole * divisor).converted(to: left.elementType)]
    }
  }
}
