import TensorEngine

extension OperatorTable {
  /// Normalizations over batches, channels, groups and features.
  static let normalizations: [String: OperatorCompiler] = [
    "BatchNormalization": batchNormalization,
    "InstanceNormalization": { reader in
      try reader.requireInputs(3...3)
      let epsilon = reader.real("epsilon", default: 1e-5)
      return { operands in
        let input = try operands.tensor(0)
        return [
          try input.groupNormalized(
            groups: input.shape.count > 1 ? input.shape[1] : 1, weight: operands.tensor(1), bias: operands.tensor(2),
            epsilon: epsilon)
        ]
      }
    },
    "GroupNormalization": groupNormalization,
    "LayerNormalization": layerNormalization,
    "RMSNormalization": rootMeanSquareNormalization,
    "LRN": responseNormalization,
    "LpNormalization": { reader in
      try reader.requireInputs(1...1)
      let (axis, norm) = (reader.integer("axis") ?? -1, reader.integer("p") ?? 2)
      guard norm == 1 || norm == 2 else { throw reader.unsupported("p = \(norm)", supported: "1, 2") }
      return { operands in
        let input = try operands.tensor(0)
        let sums = try (norm == 1 ? input.magnitude() : input * input).sum(over: [axis], keepingDimensions: true)
        // Where all are 0, they stay so.
        let positive = try sums + isZero(sums).moved(to: input.device).converted(to: input.elementType)
        return [try input / (norm == 1 ? positive : positive.squareRoot())]
      }
    },
    "MeanVarianceNormalization": { reader in
      try reader.requireInputs(1...1)
      let axes = reader.integers("axes") ?? [0, 2, 3]
      return { operands in
        let input = try operands.tensor(0)
        let centered = try input - input.mean(over: axes, keepingDimensions: true)
        let variance = try (centered * centered).mean(over: axes, keepingDimensions: true)
        return [try centered / (variance.squareRoot() + 1e-9)]
      }
    },
  ]

  private static let batchNormalization: OperatorCompiler = { reader in
    try reader.requireInputs(5...5)
    reader.ignore("is_test", "consumed_inputs")
    let epsilon = reader.real("epsilon", default: 1e-5)
    let momentum = reader.real("momentum", default: 0.9)
    guard reader.integer("spatial") ?? 1 == 1 else {
      throw reader.unsupported("spatial = 0", supported: "one mean and variance a channel (spatial = 1)")
    }
    guard reader.integer("training_mode") ?? 0 == 0 else {
      throw reader.unsupported("training_mode = 1", supported: "a network exported for inference (training_mode = 0)")
    }
    return { operands in
      [
        try operands.tensor(0).batchNormalized(
          weight: operands.tensor(1), bias: operands.tensor(2), runningMean: operands.tensor(3),
          runningVariance: operands.tensor(4), training: operands.mode.usesBatchStatistics, momentum: 1 - momentum,
          epsilon: epsilon)
      ]
    }
  }

  /// Up to operator set 20, scale and bias have one value a group; since then, one a channel.
  private static let groupNormalization: OperatorCompiler = { reader in
    try reader.requireInputs(3...3)
    reader.ignore("stash_type")
    let epsilon = reader.real("epsilon", default: 1e-5)
    guard let groups = reader.integer("num_groups"), groups > 0 else {
      throw reader.unsupported("no num_groups", supported: "num_groups of at least 1")
    }
    let isPerGroup = reader.opset < 21
    return { operands in
      let input = try operands.tensor(0)
      let channels = input.shape.count > 1 ? input.shape[1] : 1
      let spread = { (values: Tensor) throws -> Tensor in
        guard isPerGroup else { return values }
        return try values.reshaped(to: [groups, 1]).expanded(to: [groups, channels / groups]).reshaped(to: [channels])
      }
      return [
        try input.groupNormalized(
          groups: groups, weight: spread(operands.tensor(1)), bias: spread(operands.tensor(2)), epsilon: epsilon)
      ]
    }
  }

  private static let layerNormalization: OperatorCompiler = { reader in
    try reader.requireInputs(2...3)
    reader.ignore("stash_type")
    let epsilon = reader.real("epsilon", default: 1e-5)
    let axis = reader.integer("axis") ?? -1
    return { operands in
      let input = try operands.tensor(0)
      let shape = input.shape
      let first = try input.axis(axis)
      let (weight, bias) = (try operands.tensor(1), operands.optional(2))
      let normalized = Array(shape[first...])
      if weight.shape == normalized, bias.map({ $0.shape == normalized }) ?? true {
        return [try input.layerNormalized(overLast: normalized.count, weight: weight, bias: bias, epsilon: epsilon)]
      }
      let scaled = try input.layerNormalized(overLast: normalized.count, epsilon: epsilon) * weight
      return [try bias.map { try scaled + $0 } ?? scaled]
    }
  }

  private static let rootMeanSquareNormalization: OperatorCompiler = { reader in
    try reader.requireInputs(2...2)
    reader.ignore("stash_type")
    let epsilon = reader.real("epsilon", default: 1e-5)
    let axis = reader.integer("axis") ?? -1
    return { operands in
      let input = try operands.tensor(0)
      let axes = Array(try input.axis(axis)..<input.shape.count)
      let squares = try (input * input).mean(over: axes, keepingDimensions: true)
      return [try input / (squares + epsilon).squareRoot() * operands.tensor(1)]
    }
  }

  /// Of an even number of channels, ONNX takes one more behind than before, libtorch one more before.
  private static let responseNormalization: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let alpha = reader.real("alpha", default: 1e-4)
    let (beta, bias) = (reader.real("beta", default: 0.75), reader.real("bias", default: 1))
    guard let size = reader.integer("size"), size > 0 else {
      throw reader.unsupported("no size", supported: "a size of at least 1")
    }
    return { operands in
      let input = try operands.tensor(0)
      guard size % 2 == 0, input.shape.count == 4 else {
        return [try input.localResponseNormalized(size: size, alpha: alpha, beta: beta, k: bias)]
      }
      let channels = input.shape[1]
      let backwards = try input.engine.tensor(Array((0..<channels).reversed()), shape: [channels], device: input.device)
      return [
        try input.selected(along: 1, at: backwards)
          .localResponseNormalized(size: size, alpha: alpha, beta: beta, k: bias).selected(along: 1, at: backwards)
      ]
    }
  }
}
