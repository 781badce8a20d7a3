import TensorEngine

/// Every operator that can be computed, by its name in the standard domain of ONNX; each family has a file of its own.
enum OperatorTable {
  static let all: [String: OperatorCompiler] = {
    let families = [
      activations, arithmetic, comparisons, convolutions, pooling, normalizations, products, reductions, rearranging,
      joining, indexing, padding, resizing, quantization, generators, conversions,
    ]
    return families.reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
  }()

  /// Operators with more than one output; of all others only the first can be used.
  static let withSeveralOutputs: Set<String> = ["Split"]

  /// The compiler of an operator of one input and no attributes.
  static func unary(_ body: @escaping @Sendable (Tensor) throws -> Tensor) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(1...1)
      reader.ignore("consumed_inputs")
      return { [try body($0.tensor(0))] }
    }
  }

  /// The compiler of an operator of two inputs and no attributes.
  static func binary(_ body: @escaping @Sendable (Tensor, Tensor) throws -> Tensor) -> OperatorCompiler {
    { reader in
      try reader.requireInputs(2...2)
      return { [try body($0.tensor(0), $0.tensor(1))] }
    }
  }
}
