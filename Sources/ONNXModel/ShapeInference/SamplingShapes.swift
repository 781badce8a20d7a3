extension ShapeInference {
  /// Operators that resample feature maps.
  static let samplingShapes: [String: Rule] = [
    "Resize": { context in context.result(resize(context)) },
    "Upsample": { context in
      context.result(scaled(context, by: context.reals("scales") ?? context.constant(1)?.numbers, axes: nil))
    },
    "GridSample": { context in
      guard let input = context.shape(0), let grid = context.shape(1), input.count >= 3, grid.count == input.count
      else {
        return nil
      }
      return context.result(input.prefix(2) + grid.dropFirst().dropLast())
    },
  ]

  private static func resize(_ context: NodeContext) -> [Dimension]? {
    guard let input = context.shape(0) else { return nil }
    // Before operator set 11, the scales were the second input and there were no sizes.
    guard context.opset >= 11 else { return scaled(context, by: context.constant(1)?.numbers, axes: nil) }
    let axes = context.integers("axes").flatMap { context.axes($0, rank: input.count) }
    if let sizes = context.constant(3)?.dimensions, !sizes.isEmpty {
      guard context.text("keep_aspect_ratio_policy") ?? "stretch" == "stretch" else {
        return context.fresh.make(rank: input.count)
      }
      let targets = axes ?? Array(input.indices)
      guard sizes.count == targets.count else { return nil }
      var result = input
      for (axis, size) in zip(targets, sizes) { result[axis] = size }
      return result
    }
    return scaled(context, by: context.constant(2)?.numbers, axes: axes)
  }

  private static func scaled(_ context: NodeContext, by scales: [Double]?, axes: [Int]?) -> [Dimension]? {
    guard let input = context.shape(0) else { return nil }
    let targets = axes ?? Array(input.indices)
    guard let scales, scales.count == targets.count else { return context.fresh.make(rank: input.count) }
    var result = input
    for (axis, scale) in zip(targets, scales) where scale != 1 {
      guard let size = input[axis].value else {
        result[axis] =
          scale.rounded() == scale && (1...1024).contains(scale)
          ? input[axis] * Dimension(Int(scale)) : context.fresh.make()
        continue
      }
      // The format states the scale in single precision, and rounds down.
      let product = (Double(size) * scale).rounded(.down)
      guard product >= 0, product < 1e15 else { return nil }
      result[axis] = Dimension(Int(product))
    }
    return result
  }
}
