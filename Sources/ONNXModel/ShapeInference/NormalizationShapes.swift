extension ShapeInference {
  /// Normalization layers: the first output has the shape of the input.
  static let normalizationShapes: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for name in [
      "InstanceNormalization", "GroupNormalization", "LRN", "MeanVarianceNormalization", "RMSNormalization",
    ] {
      rules[name] = { context in context.result(context.shape(0)) }
    }
    rules["BatchNormalization"] = { context in
      let statistics = context.result(context.shape(3))
      return context.result(context.shape(0)) + statistics + statistics
    }
    rules["LayerNormalization"] = layerNormalization
    return rules
  }()

  private static let layerNormalization: Rule = { context in
    guard let shape = context.shape(0), let axis = context.axis(context.integer("axis") ?? -1, rank: shape.count) else {
      return context.result(context.shape(0))
    }
    let statistics = TensorFacts(
      shape: shape.enumerated().map { $0.offset < axis ? $0.element : 1 }, elementType: .float32)
    return context.result(shape) + [statistics, statistics]
  }
}
