extension ShapeInference {
  /// Matrix products.
  static let productShapes: [String: Rule] = [
    "Gemm": gemm,
    "MatMul": { context in context.result(matrixProduct(context, 0, 1)) },
    "MatMulInteger": { context in context.result(matrixProduct(context, 0, 1), .int32) },
    "QLinearMatMul": { context in context.result(matrixProduct(context, 0, 3), context.elementType(7)) },
    "Einsum": { context in context.result(einsum(context)) },
    "Det": { context in context.result(context.shape(0).map { Array($0.dropLast(2)) }) },
  ]

  private static let gemm: Rule = { context in
    guard let a = context.shape(0), let b = context.shape(1), a.count == 2, b.count == 2 else { return nil }
    let rows = context.integer("transA") == 1 ? a[1] : a[0]
    return context.result([rows, context.integer("transB") == 1 ? b[0] : b[1]])
  }

  private static func matrixProduct(_ context: NodeContext, _ first: Int, _ second: Int) -> [Dimension]? {
    guard let a = context.shape(first), let b = context.shape(second), !a.isEmpty, !b.isEmpty else { return nil }
    let left = a.count == 1 ? [1, a[0]] : a
    let right = b.count == 1 ? [b[0], 1] : b
    guard let stack = broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)), fresh: context.fresh) else {
      return nil
    }
    return stack + (a.count == 1 ? [] : [left[left.count - 2]]) + (b.count == 1 ? [] : [right[right.count - 1]])
  }

  private static func einsum(_ context: NodeContext) -> [Dimension]? {
    guard let equation = context.text("equation")?.filter({ $0 != " " }), !equation.contains(".") else { return nil }
    let sides = equation.split(separator: ">", omittingEmptySubsequences: false)
    let terms = sides[0].filter { $0 != "-" }.split(separator: ",", omittingEmptySubsequences: false)
    guard terms.count == context.inputs.count, sides.count <= 2 else { return nil }
    var sizes: [Character: Dimension] = [:]
    var counts: [Character: Int] = [:]
    for (index, term) in terms.enumerated() {
      guard let shape = context.shape(index), shape.count == term.count else { return nil }
      for (letter, size) in zip(term, shape) {
        counts[letter, default: 0] += 1
        if sizes[letter] == nil || sizes[letter] == 1 { sizes[letter] = size }
      }
    }
    let output = sides.count == 2 ? Array(sides[1]) : counts.filter { $0.value == 1 }.keys.sorted()
    let shape = output.compactMap { sizes[$0] }
    return shape.count == output.count ? shape : nil
  }
}
