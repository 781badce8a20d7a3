extension ShapeInference {
  /// Pools over windows, over everything and over regions.
  static let poolingShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    rules["AveragePool"] = { context in context.result(pool(context)) }
    rules["LpPool"] = { context in context.result(pool(context)) }
    rules["MaxPool"] = { context in
      let shape = pool(context)
      return context.result(shape) + context.result(shape, .int64)
    }
    for name in ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"] {
      rules[name] = { context in
        context.result(
          context.shape(0).flatMap { shape in
            shape.count >= 2 ? Array(shape.prefix(2)) + Array(repeating: 1, count: shape.count - 2) : nil
          })
      }
    }
    rules["MaxRoiPool"] = { context in
      guard let input = context.shape(0), let regions = context.shape(1), input.count == 4, regions.count == 2,
        let size = context.integers("pooled_shape"), size.count == 2
      else { return nil }
      return context.result([regions[0], input[1], Dimension(size[0]), Dimension(size[1])])
    }
    rules["RoiAlign"] = { context in
      guard let input = context.shape(0), let regions = context.shape(1), input.count == 4, regions.count == 2 else {
        return nil
      }
      let height = Dimension(context.integer("output_height") ?? 1)
      return context.result([regions[0], input[1], height, Dimension(context.integer("output_width") ?? 1)])
    }
    return rules
  }()

  private static func pool(_ context: NodeContext) -> [Dimension]? {
    guard let input = context.shape(0), let kernel = context.integers("kernel_shape"), input.count == kernel.count + 2,
      let window = SlidingWindow(context, kernel: kernel)
    else { return nil }
    return input.prefix(2) + kernel.indices.map { window.outputSize(input[$0 + 2], axis: $0, fresh: context.fresh) }
  }
}
