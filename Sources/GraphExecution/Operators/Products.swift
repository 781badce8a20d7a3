import TensorEngine

extension OperatorTable {
  /// Products of matrices.
  static let products: [String: OperatorCompiler] = [
    "MatMul": binary { try $0.matrixProduct($1) },
    "Gemm": gemm,
    "Einsum": { reader in
      try reader.requireInputs(1...Int.max)
      guard let equation = reader.text("equation") else {
        throw reader.unsupported("no equation", supported: "an equation such as ij,jk->ik")
      }
      let compact = equation.filter { !$0.isWhitespace }
      return { operands in [try Tensor.einsteinSum(compact, operands.inputs.indices.map(operands.tensor))] }
    },
  ]

  private static let gemm: OperatorCompiler = { reader in
    try reader.requireInputs(2...3)
    let (alpha, beta) = (reader.real("alpha", default: 1), reader.real("beta", default: 1))
    let (transposesLeft, transposesRight) = (reader.flag("transA"), reader.flag("transB"))
    reader.ignore("broadcast")
    return { operands in
      let left = try transposesLeft ? operands.tensor(0).transposed() : operands.tensor(0)
      let weight = try transposesRight ? operands.tensor(1) : operands.tensor(1).transposed()
      let bias = operands.optional(2)
      let isPlain = alpha == 1 && beta == 1 && bias.map { $0.shape == Array(weight.shape.prefix(1)) } ?? true
      if isPlain { return [try left.linear(weight: weight, bias: bias)] }
      let product = try left.linear(weight: weight) * alpha
      return [try bias.map { try product + $0 * beta } ?? product]
    }
  }
}
