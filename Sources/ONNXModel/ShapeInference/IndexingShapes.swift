extension ShapeInference {
  /// Operators that pick or write elements by index.
  static let indexingShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    rules["Gather"] = { context in context.result(gather(context), constant: gatheredConstant(context)) }
    rules["GatherElements"] = { context in context.result(context.shape(1)) }
    rules["GatherND"] = { context in context.result(gatherND(context)) }
    for name in ["Scatter", "ScatterElements", "ScatterND", "ReverseSequence", "TensorScatter"] {
      rules[name] = { context in context.result(context.shape(0)) }
    }
    rules["OneHot"] = { context in
      guard let shape = context.shape(0) else { return nil }
      let axis = context.integer("axis") ?? -1
      guard let place = context.axis(axis, rank: shape.count + 1) else { return nil }
      let depth = context.constant(1)?.dimensions?.first ?? context.fresh.make()
      return context.result(shape.prefix(place) + [depth] + shape.dropFirst(place), context.elementType(2))
    }
    rules["NonZero"] = { context in
      guard let rank = context.shape(0)?.count else { return nil }
      return context.result([Dimension(rank), context.fresh.make()], .int64)
    }
    rules["Compress"] = { context in
      guard let shape = context.shape(0), let axis = context.integer("axis") else {
        return context.result([context.fresh.make()])
      }
      guard let place = context.axis(axis, rank: shape.count) else { return nil }
      var result = shape
      result[place] = context.fresh.make()
      return context.result(result)
    }
    return rules
  }()

  private static func gather(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0), let indices = context.shape(1),
      let axis = context.axis(context.integer("axis") ?? 0, rank: shape.count)
    else { return nil }
    return shape.prefix(axis) + indices + shape.dropFirst(axis + 1)
  }

  private static func gatheredConstant(_ context: NodeContext) -> ConstantValue? {
    guard let value = context.constant(0), value.shape.count == 1, let indices = context.constant(1),
      let places = indices.integers
    else { return nil }
    let resolved = places.compactMap { context.axis($0, rank: value.elements.count) }
    guard resolved.count == places.count else { return nil }
    return ConstantValue(shape: indices.shape, elements: resolved.map { value.elements[$0] })
  }

  private static func gatherND(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0), let indices = context.shape(1), let last = indices.last?.value else {
      return nil
    }
    let batch = context.integer("batch_dims") ?? 0
    guard batch >= 0, last >= 0, last <= 64, batch <= 64, batch + last <= shape.count else { return nil }
    return indices.dropLast() + shape.dropFirst(batch + last)
  }
}
