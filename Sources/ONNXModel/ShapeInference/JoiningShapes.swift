extension ShapeInference {
  /// Operators that join, divide, cut and pad tensors.
  static let joiningShapes: [String: Rule] = [
    "Concat": { context in context.result(concatenation(context), constant: concatenatedConstant(context)) },
    "Split": split,
    "Slice": { context in context.result(slice(context), constant: slicedConstant(context)) },
    "Pad": { context in context.result(pad(context)) },
    "CenterCropPad": { context in
      guard let shape = context.shape(0), let target = context.constant(1)?.dimensions,
        let axes = context.axes(context.integers("axes") ?? Array(shape.indices), rank: shape.count),
        axes.count == target.count
      else { return nil }
      var result = shape
      for (axis, size) in zip(axes, target) { result[axis] = size }
      return context.result(result)
    },
  ]

  private static func concatenation(_ context: NodeContext) -> [Dimension]? {
    let shapes = context.inputs.indices.map { context.shape($0) }
    guard let known = shapes.compactMap({ $0 }).first,
      let axis = context.axis(context.integer("axis") ?? 1, rank: known.count)
    else { return nil }
    var result = known
    for index in known.indices where known[index].value == nil {
      // Another input may know the size that the first leaves open.
      result[index] =
        shapes.compactMap { $0.flatMap { $0.count == known.count ? $0[index] : nil } }
        .first { $0.value != nil } ?? known[index]
    }
    var sum: Dimension? = 0
    for shape in shapes {
      guard let shape, shape.count == known.count else { sum = nil; break }
      sum = sum?.adding(shape[axis])
    }
    result[axis] = sum ?? context.fresh.make()
    return result
  }

  private static func concatenatedConstant(_ context: NodeContext) -> ConstantValue? {
    var elements: [ConstantValue.Element] = []
    for input in context.inputs {
      guard let value = input?.constant, value.shape.count == 1 else {
        guard let input, let shape = input.shape, shape.count == 1, let count = shape[0].value, (0...16).contains(count)
        else { return nil }
        // Sizes that are not known still have a place in the vector.
        elements += (0..<count).map { _ in .integer(context.fresh.make()) }
        continue
      }
      elements += value.elements
    }
    guard elements.count <= ConstantValue.largestCount else { return nil }
    return ConstantValue(shape: [elements.count], elements: elements)
  }

  private static let split: Rule = { context in
    guard let shape = context.shape(0), let axis = context.axis(context.integer("axis") ?? 0, rank: shape.count) else {
      return nil
    }
    let count = context.node.output.count
    let sizes: [Dimension]
    if let stated = context.integers("split", orInput: 1), stated.count == count {
      sizes = stated.map { Dimension($0) }
    } else if let whole = shape[axis].value, whole >= 0, count > 0 {
      let part = (whole + count - 1) / count
      sizes = (0..<count).map { Dimension(max(0, min(part, whole - $0 * part))) }
    } else {
      sizes = (0..<count).map { _ in context.fresh.make() }
    }
    return sizes.map { size in
      var part = shape
      part[axis] = size
      return TensorFacts(shape: part, elementType: context.elementType(0))
    }
  }

  private static func pad(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return nil }
    let axes = context.constant(3)?.integers ?? Array(shape.indices)
    guard let pads = context.integers("pads", orInput: 1), let resolved = context.axes(axes, rank: shape.count),
      pads.count == 2 * resolved.count, !context.has(3) || context.constant(3) != nil
    else { return context.fresh.make(rank: shape.count) }
    var result = shape
    for (index, axis) in resolved.enumerated() {
      let added = pads[index] &+ pads[index + resolved.count]
      result[axis] = shape[axis].adding(Dimension(added)) ?? context.fresh.make()
    }
    return result
  }
}
