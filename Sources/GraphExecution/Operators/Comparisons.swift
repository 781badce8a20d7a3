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
    "Xor": binary { try $0 + $1 - $0 * $1 * 2 },
    "Not": unary { try $0 * -1 + 1 },
    "Where": choice,
  ]

  private static let choice: OperatorCompiler = { reader in
    try reader.requireInputs(3...3)
    return { operands in
      let (yes, no) = (try operands.tensor(1), try operands.tensor(2))
      return [try operands.tensor(0).moved(to: yes.device).choosing(yes, otherwise: no)]
    }
  }
}
