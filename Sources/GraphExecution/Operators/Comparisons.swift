import TensorEngine

extension OperatorTable {
  /// Comparisons give 1 and 0 as whole numbers, which stand for true and false.
  static let comparisons: [String: OperatorCompiler] = [
    "Equal": binary { try $0.isEqual(to: $1) },
    "Greater": binary { try $0.isGreater(than: $1) },
    "Less": binary { try $0.isLess(than: $1) },
    "GreaterOrEqual": binary { try $0.isGreater(than: $1).larger($0.isEqual(to: $1)) },
    "LessOrEqual": binary { try $0.isLess(than: $1).larger($0.isEqual(to: $1)) },
    "And": binary { try $0 * $1 },
    "Or": binary { try $0.larger($1) },
    "Xor": binary { try ($0 - $1) * ($0 - $1) },
    "Not": unary(isZero),
    "Where": choice,
  ]

  /// 1 where a value is 0, else 0, as whole numbers.
  @Sendable static func isZero(_ input: Tensor) throws -> Tensor {
    try input.isEqual(to: input.engine.filled(0, shape: [], type: input.elementType, device: input.device))
  }

  private static let choice: OperatorCompiler = { reader in
    try reader.requireInputs(3...3)
    return { operands in
      let (yes, no) = (try operands.tensor(1), try operands.tensor(2))
      return [try operands.tensor(0).moved(to: yes.device).choosing(yes, otherwise: no)]
    }
  }
}
