import ONNXModel

/// Collects the outputs that the layers of a plan need, each once.
struct TapPlanBuilder {
  let inputShape: [Int]
  let pooling: ActivationPooling
  let collectsTopImages: Bool
  private(set) var outputs: [TapOutput] = []

  init(inputShape: [Int], pooling: ActivationPooling, collectsTopImages: Bool) {
    self.inputShape = inputShape
    self.pooling = pooling
    self.collectsTopImages = collectsTopImages
  }

  /// The number of an output, added if it is new.
  mutating func output(of tapPoint: TapPoint, _ reduction: TapReduction) -> Int {
    if let known = outputs.firstIndex(where: {
      $0.tapPoint.tensorName == tapPoint.tensorName && $0.reduction == reduction
    }) {
      return known
    }
    outputs.append(TapOutput(tapPoint: tapPoint, reduction: reduction))
    return outputs.count - 1
  }

  mutating func plan(for tapPoint: TapPoint) throws -> LayerPlan {
    if tapPoint.isInput { return inputPlan(for: tapPoint) }
    switch tapPoint.layout {
    case .vector: return try vectorPlan(for: tapPoint)
    case .spatial, .tokens: return try mapPlan(for: tapPoint)
    case .other:
      throw ActivationTapsError(
        kind: .badInput,
        description:
          "Layer \(tapPoint.name) has the shape \(Self.describe(tapPoint.shape)), in which the values of one "
          + "image cannot be found: expected [N, features], [N, channels, height, width] or [N, tokens, features]. "
          + "Choose other layers with --layers (see `strata layers`).")
    }
  }

  private func inputPlan(for tapPoint: TapPoint) -> LayerPlan {
    var limit = ActivationPooling.defaultMaximumFeatureCount
    if case .grid(let maximumFeatureCount) = pooling { limit = maximumFeatureCount }
    let (channels, height, width) = Self.planes(of: inputShape)
    let grid = PoolingGrid(
      channelCount: channels, mapHeight: height, mapWidth: width, maximumFeatureCount: limit)
    return LayerPlan(
      tapPoint: tapPoint, featureCount: channels * grid.height * grid.width,
      pooling: grid.height == height && grid.width == width ? "none" : "grid \(grid.height)x\(grid.width)",
      features: .input(grid), maxima: nil, channelCount: channels)
  }

  private mutating func vectorPlan(for tapPoint: TapPoint) throws -> LayerPlan {
    guard let count = tapPoint.featureCount, count > 0 else { throw Self.unknownSize(of: tapPoint) }
    return LayerPlan(
      tapPoint: tapPoint, featureCount: count, pooling: "none", features: .output(output(of: tapPoint, .whole)),
      maxima: collectsTopImages ? .features : nil, channelCount: count)
  }

  private mutating func mapPlan(for tapPoint: TapPoint) throws -> LayerPlan {
    guard let channels = tapPoint.channelCount, channels > 0 else { throw Self.unknownSize(of: tapPoint) }
    let maxima = collectsTopImages || pooling == .maximum ? maximumSource(of: tapPoint) : nil
    switch pooling {
    case .average:
      return LayerPlan(
        tapPoint: tapPoint, featureCount: channels, pooling: "average",
        features: .output(output(of: tapPoint, .mean)), maxima: maxima, channelCount: channels)
    case .maximum:
      return LayerPlan(
        tapPoint: tapPoint, featureCount: channels, pooling: "maximum", features: .channelMaxima, maxima: maxima,
        channelCount: channels)
    case .grid(let limit):
      let positions = try tapPoint.positionShape.map { size in
        guard let size, size > 0 else { throw Self.unknownSize(of: tapPoint) }
        return size
      }
      let height = positions.count > 1 ? positions[0] : 1
      let width = positions.last ?? 1
      let grid = PoolingGrid(
        channelCount: channels, mapHeight: height, mapWidth: width, maximumFeatureCount: limit)
      let isWhole = grid.height == height && grid.width == width
      let reduction: TapReduction = isWhole ? .whole : .grid(height: grid.height, width: grid.width)
      return LayerPlan(
        tapPoint: tapPoint, featureCount: channels * grid.height * grid.width,
        pooling: isWhole ? "none" : "grid \(grid.height)x\(grid.width)",
        features: .output(output(of: tapPoint, reduction)), maxima: maxima, channelCount: channels)
    }
  }

  /// Two passes over rows and columns cost a fifth of what a search for the position costs inside the network.
  private mutating func maximumSource(of tapPoint: TapPoint) -> LayerPlan.MaximumSource {
    if tapPoint.layout == .spatial, tapPoint.positionShape.count == 2,
      let height = tapPoint.positionShape[0], let width = tapPoint.positionShape[1]
    {
      return .rowsAndColumns(
        rows: output(of: tapPoint, .rowMaxima), columns: output(of: tapPoint, .columnMaxima), height: height,
        width: width)
    }
    return .values(output(of: tapPoint, .maximum), positions: output(of: tapPoint, .argumentOfMaximum))
  }

  private static func unknownSize(of tapPoint: TapPoint) -> ActivationTapsError {
    ActivationTapsError(
      kind: .badInput,
      description:
        "The shape of layer \(tapPoint.name) is not known: \(describe(tapPoint.shape)). Export the network with "
        + "a fixed input size, or choose other layers with --layers (see `strata layers`).")
  }

  static func describe(_ shape: [Int?]) -> String {
    "[" + shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ") + "]"
  }

  /// Channels, height and width of an input shape without the batch; vectors are one row of one channel.
  static func planes(of shape: [Int]) -> (channels: Int, height: Int, width: Int) {
    switch shape.count {
    case 3: (shape[0], shape[1], shape[2])
    case 2: (1, shape[0], shape[1])
    default: (1, 1, shape.reduce(1, *))
    }
  }
}
