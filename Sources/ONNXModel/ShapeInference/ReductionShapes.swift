extension ShapeInference {
  /// Operators that condense axes.
  static let reductionShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for name in [
      "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
      "ReduceSum", "ReduceSumSquare",
    ] {
      rules[name] = { context in context.result(reduced(context), constant: reducedConstant(name, context)) }
    }
    for name in ["ArgMax", "ArgMin"] {
      rules[name] = { context in
        context.result(reduced(context, axes: [context.integer("axis") ?? 0]), .int64)
      }
    }
    rules["TopK"] = { context in
      guard let shape = context.shape(0), let axis = context.axis(context.integer("axis") ?? -1, rank: shape.count)
      else { return nil }
      var result = shape
      result[axis] =
        context.integer("k").map { Dimension($0) } ?? context.constant(1)?.dimensions?.first
        ?? context.fresh.make()
      return context.result(result) + context.result(result, .int64)
    }
    return rules
  }()

  private static func reduced(_ context: NodeContext) -> [Dimension]? {
    if let axes = context.integers("axes", orInput: 1), !axes.isEmpty { return reduced(context, axes: axes) }
    guard let shape = context.shape(0) else { return nil }
    let keepsAxes = context.integer("keepdims") != 0
    if context.has(1) && context.constant(1) == nil { return keepsAxes ? context.fresh.make(rank: shape.count) : nil }
    if context.integer("noop_with_empty_axes") == 1 { return shape }
    return keepsAxes ? Array(repeating: 1, count: shape.count) : []
  }

  private static func reduced(_ context: NodeContext, axes: [Int]) -> [Dimension]? {
    guard let shape = context.shape(0), let resolved = context.axes(axes, rank: shape.count) else { return nil }
    let keepsAxes = context.integer("keepdims") != 0
    return shape.enumerated().compactMap { axis, size in
      resolved.contains(axis) ? (keepsAxes ? 1 : nil) : size
    }
  }

  /// The product of the elements of a shape, as size computations use it.
  private static func reducedConstant(_ operatorName: String, _ context: NodeContext) -> ConstantValue? {
    guard operatorName == "ReduceProd", let value = context.constant(0), value.shape.count == 1,
      let product = value.dimensions?.product
    else { return nil }
    let keepsAxes = context.integer("keepdims") != 0
    return keepsAxes ? ConstantValue(vector: [product]) : ConstantValue(scalar: product)
  }
}
