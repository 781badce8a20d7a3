extension ShapeInference {
  /// Operators that make constants, and those that ask a tensor for its shape.
  static let generatorShapes: [String: Rule] = {
    var rules: [String: Rule] = ["Constant": constant, "Shape": shapeOf, "Range": range]
    rules["Size"] = { context in
      context.result([], .int64, constant: context.shape(0).map { ConstantValue(scalar: $0.product) })
    }
    rules["ConstantOfShape"] = constantOfShape
    rules["EyeLike"] = { context in
      context.result(
        context.shape(0), context.integer("dtype").map { TensorElementType(code: $0) } ?? context.elementType(0))
    }
    for name in ["RandomNormalLike", "RandomUniformLike"] {
      rules[name] = { context in context.result(context.shape(0)) }
    }
    for name in ["RandomNormal", "RandomUniform"] {
      rules[name] = { context in
        context.result(
          context.integers("shape").map { $0.map { Dimension($0) } },
          TensorElementType(code: context.integer("dtype") ?? 1))
      }
    }
    return rules
  }()

  private static let constant: Rule = { context in
    if let attribute = context.attribute("value"), attribute.hasT { return [facts(of: attribute.t)] }
    if let value = context.attribute("value_float") {
      return context.result([], .float32, constant: ConstantValue(shape: [], elements: [.real(Double(value.f))]))
    }
    if let value = context.integer("value_int") {
      return context.result([], .int64, constant: ConstantValue(scalar: Dimension(value)))
    }
    if let values = context.integers("value_ints") {
      let small = values.count <= ConstantValue.largestCount
      let constant = small ? ConstantValue(vector: values.map { Dimension($0) }) : nil
      return context.result([Dimension(values.count)], .int64, constant: constant)
    }
    if let values = context.reals("value_floats") {
      let small = values.count <= ConstantValue.largestCount
      let constant = small ? ConstantValue(shape: [values.count], elements: values.map { .real($0) }) : nil
      return context.result([Dimension(values.count)], .float32, constant: constant)
    }
    return nil
  }

  private static let shapeOf: Rule = { context in
    guard let shape = context.shape(0) else { return context.result([context.fresh.make()], .int64) }
    let clamped = { (value: Int) in min(max(value < 0 ? value &+ shape.count : value, 0), shape.count) }
    let start = clamped(context.integer("start") ?? 0)
    let part = Array(shape[start..<max(start, clamped(context.integer("end") ?? shape.count))])
    return context.result([Dimension(part.count)], .int64, constant: ConstantValue(vector: part))
  }

  private static let constantOfShape: Rule = { context in
    let value = context.attribute("value")?.t
    let type = value.map(\.elementType) ?? .float32
    let shape = context.constant(0)?.dimensions
    var constant: ConstantValue?
    if let sizes = shape?.compactMap(\.value), sizes.count == shape?.count, sizes.count <= 1,
      (0...64).contains(sizes.first ?? 1)
    {
      let count = sizes.first ?? 1
      let element = value?.smallConstant?.elements.first ?? .real(0)
      constant = ConstantValue(shape: sizes, elements: Array(repeating: element, count: count))
    }
    let rank = context.shape(0).flatMap { $0.count == 1 ? $0[0].value : nil }
    return context.result(shape ?? rank.flatMap(context.fresh.make(rank:)), type, constant: constant)
  }

  private static let range: Rule = { context in
    guard let start = context.constant(0)?.elements.first?.dimension,
      let limit = context.constant(1)?.elements.first?.dimension, context.constant(2)?.elements.first?.dimension == 1
    else { return context.result([context.fresh.make()]) }
    let count = limit.adding(start.negated) ?? context.fresh.make()
    guard let first = start.value, let size = count.value, (0...ConstantValue.largestCount).contains(size) else {
      return context.result([count])
    }
    return context.result(
      [count], constant: ConstantValue(vector: (0..<size).map { Dimension(first &+ $0) }))
  }
}
