extension ShapeInference {
  /// Operators that give the same elements another shape or order, or repeat them.
  static let layoutShapes: [String: Rule] = [
    "Reshape": { context in context.result(reshape(context), constant: reshapedConstant(context)) },
    "Flatten": { context in context.result(flatten(context)) },
    "Transpose": { context in context.result(transpose(context)) },
    "Squeeze": { context in
      let shape = squeeze(context)
      return context.result(shape, constant: reshaped(context.constant(0), to: shape))
    },
    "Unsqueeze": { context in
      let shape = unsqueeze(context)
      return context.result(shape, constant: reshaped(context.constant(0), to: shape))
    },
    "Expand": { context in context.result(expand(context), constant: expandedConstant(context)) },
    "Tile": { context in context.result(tile(context)) },
    "DepthToSpace": { context in context.result(blocks(context, toSpace: true)) },
    "SpaceToDepth": { context in context.result(blocks(context, toSpace: false)) },
  ]

  static func reshaped(_ constant: ConstantValue?, to shape: [Dimension]?) -> ConstantValue? {
    guard let constant, let sizes = shape?.compactMap(\.value), sizes.count == shape?.count,
      sizes.allSatisfy({ (0...ConstantValue.largestCount).contains($0) }), sizes.count < 8,
      sizes.reduce(1, { $0 &* $1 }) == constant.elements.count
    else { return nil }
    return ConstantValue(shape: sizes, elements: constant.elements)
  }

  private static func reshapedConstant(_ context: NodeContext) -> ConstantValue? {
    context.constant(0) == nil ? nil : reshaped(context.constant(0), to: reshape(context))
  }

  private static func reshape(_ context: NodeContext) -> [Dimension]? {
    guard let target = context.constant(1)?.dimensions else {
      return context.shape(1).flatMap { $0.count == 1 ? $0[0].value : nil }.flatMap(context.fresh.make(rank:))
    }
    let input = context.shape(0)
    let keepsZero = context.integer("allowzero") == 1
    var shape: [Dimension] = []
    var open: Int?
    for (axis, size) in target.enumerated() {
      if size == -1 {
        open = axis
        shape.append(1)
      } else if size == 0 && !keepsZero {
        shape.append(input.flatMap { axis < $0.count ? $0[axis] : nil } ?? context.fresh.make())
      } else {
        shape.append(size)
      }
    }
    guard let open else { return shape }
    shape[open] = input.flatMap { $0.product.divided(by: shape.product) } ?? context.fresh.make()
    return shape
  }

  private static func flatten(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return context.fresh.make(rank: 2) }
    let axis = context.integer("axis") ?? 1
    let resolved = axis < 0 ? axis &+ shape.count : axis
    guard (0...shape.count).contains(resolved) else { return nil }
    return [Array(shape.prefix(resolved)).product, Array(shape.dropFirst(resolved)).product]
  }

  private static func transpose(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return nil }
    guard let order = context.integers("perm") else { return shape.reversed() }
    guard order.sorted() == Array(shape.indices) else { return nil }
    return order.map { shape[$0] }
  }

  private static func squeeze(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return nil }
    guard let axes = context.integers("axes", orInput: 1) else {
      let isKnown = !context.has(1) && shape.allSatisfy { $0.value != nil }
      return isKnown ? shape.filter { $0 != 1 } : nil
    }
    guard let resolved = context.axes(axes, rank: shape.count) else { return nil }
    return shape.enumerated().filter { !resolved.contains($0.offset) }.map(\.element)
  }

  private static func unsqueeze(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0), let axes = context.integers("axes", orInput: 1), axes.count < 16,
      let resolved = context.axes(axes, rank: shape.count + axes.count), Set(resolved).count == axes.count
    else { return nil }
    var rest = shape[...]
    return (0..<shape.count + axes.count).map { axis in
      resolved.contains(axis) ? 1 : rest.removeFirst()
    }
  }

  private static func expand(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0), let target = context.constant(1)?.dimensions else { return nil }
    return broadcast(shape, target, fresh: context.fresh)
  }

  private static func expandedConstant(_ context: NodeContext) -> ConstantValue? {
    guard let value = context.constant(0), value.elements.count == 1, let element = value.elements.first,
      let sizes = expand(context)?.compactMap(\.value), sizes.count == 1, (0...64).contains(sizes[0])
    else { return nil }
    return ConstantValue(shape: sizes, elements: Array(repeating: element, count: sizes[0]))
  }

  private static func tile(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return nil }
    guard let repeats = context.constant(1)?.dimensions, repeats.count == shape.count else {
      return context.fresh.make(rank: shape.count)
    }
    return zip(shape, repeats).map { $0 * $1 }
  }

  private static func blocks(_ context: NodeContext, toSpace: Bool) -> [Dimension]? {
    guard let shape = context.shape(0), shape.count == 4, let block = context.integer("blocksize"),
      (1...1 << 16).contains(block)
    else { return nil }
    let side = Dimension(block)
    let area = side * side
    let fresh = context.fresh
    if toSpace {
      return [shape[0], shape[1].divided(by: area) ?? fresh.make(), shape[2] * side, shape[3] * side]
    }
    let reduced = shape.dropFirst(2).map { $0.divided(by: side) ?? fresh.make() }
    return [shape[0], shape[1] * area] + reduced
  }
}
