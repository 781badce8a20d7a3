extension ReceptiveFieldAnalysis {
  /// Operators in which a value depends on those at its own position.
  static let pointwiseFields: [String: Rule] = {
    var rules: [String: Rule] = [:]
    let names = """
      Abs Acos Acosh Add And Asin Asinh Atan Atanh BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Cast CastLike
      Ceil Celu Clip Cos Cosh Div Dropout Elu Equal Erf Exp Floor Gelu Greater GreaterOrEqual HardSigmoid HardSwish
      Identity IsInf IsNaN LeakyRelu Less LessOrEqual Log Max Mean Min Mish Mod Mul Neg Not Or PRelu Pow Reciprocal Relu
      Round Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Swish Tan Tanh ThresholdedRelu Where Xor
      """
    for name in names.split(whereSeparator: \.isWhitespace) { rules[String(name)] = elementwise }
    // Statistics, scales and zero points come from constants; channels are mixed, positions are not.
    for name in ["BatchNormalization", "LRN", "QuantizeLinear", "DequantizeLinear"] {
      rules[name] = { node in node.isUnary ? node.first.mixing { name == "LRN" && $0 == 1 } : node.everywhere }
    }
    return rules
  }()

  /// Shapes are aligned at the last axis; sizes of 1 are repeated.
  static func elementwise(_ node: Node) -> AxisFields {
    guard let rank = node.output?.count else { return node.everywhere }
    let moved = node.fields.indices.compactMap { index -> AxisFields? in
      guard let fields = node.fields[index] else { return nil }
      guard let shape = node.context.shape(index), shape.count <= rank else { return node.everywhere }
      return fields.moved { axis in
        guard axis < shape.count else { return nil }
        let place = axis + rank - shape.count
        return shape[axis] == 1 && node.output?[place] != 1 ? nil : place
      }
    }
    return AxisFields.union(moved) ?? node.everywhere
  }

  /// Operators that mix whole axes and leave the others.
  static let mixingFields: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for name in ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "InstanceNormalization", "GroupNormalization"] {
      rules[name] = { node in node.isUnary ? node.first.mixing { $0 >= 1 } : node.everywhere }
    }
    for name in ["LayerNormalization", "RMSNormalization"] {
      rules[name] = { node in
        guard node.isUnary, let axis = axis(node, default: -1) else { return node.everywhere }
        return node.first.mixing { $0 >= axis }
      }
    }
    for name in ["Softmax", "LogSoftmax", "Hardmax"] {
      rules[name] = { node in
        let isOld = node.context.opset < 13
        guard let axis = axis(node, default: isOld ? 1 : -1) else { return node.everywhere }
        return node.first.mixing { isOld ? $0 >= axis : $0 == axis }
      }
    }
    rules["LpNormalization"] = { node in
      guard let axis = axis(node, default: -1) else { return node.everywhere }
      return node.first.mixing { $0 == axis }
    }
    rules["MeanVarianceNormalization"] = { node in
      let axes = node.context.integers("axes") ?? [0, 2, 3]
      guard let rank = node.context.shape(0)?.count, let mixed = node.context.axes(axes, rank: rank) else {
        return node.everywhere
      }
      return node.first.mixing { mixed.contains($0) }
    }
    for name in ["MatMul", "QLinearMatMul", "MatMulInteger"] {
      rules[name] = { product($0, right: name == "QLinearMatMul" ? 3 : 1) }
    }
    return rules
  }()

  static func axis(_ node: Node, default value: Int) -> Int? {
    node.context.shape(0).flatMap { node.context.axis(node.context.integer("axis") ?? value, rank: $0.count) }
  }

  /// A product mixes the last axis of the left and the last but one of the right.
  private static func product(_ node: Node, right: Int) -> AxisFields {
    guard let rank = node.output?.count, let leftRank = node.context.shape(0)?.count,
      let rightRank = node.context.shape(right)?.count, leftRank >= 2, rightRank >= 2
    else { return node.everywhere }
    let left = node.fields[0]?.moved { $0 == leftRank - 1 ? nil : $0 + rank - leftRank }
    let other = node.fields[right]?.moved { $0 == rightRank - 2 ? nil : $0 + rank - rightRank }
    return AxisFields.union([left, other].compactMap { $0 }) ?? node.everywhere
  }
}
