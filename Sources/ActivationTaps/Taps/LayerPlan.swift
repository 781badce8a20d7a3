public import ONNXModel

/// What is kept of one layer, and which outputs of the tapped network it comes from.
public struct LayerPlan: Sendable, Equatable {
  /// Where the row of features of an image comes from.
  public enum FeatureSource: Sendable, Equatable {
    /// The preprocessed input itself, averaged over a grid.
    case input(PoolingGrid)
    /// An output of the network: `featureCount` values for each image.
    case output(Int)
    /// The greatest value of each channel, from the source of the top images.
    case channelMaxima
  }

  /// Where the maximum of each channel and its position come from.
  public enum MaximumSource: Sendable, Equatable {
    /// Each feature is a channel, without positions.
    case features
    /// The maxima of the rows and of the columns of each channel's map.
    case rowsAndColumns(rows: Int, columns: Int, height: Int, width: Int)
    /// The maximum and its flattened position.
    case values(Int, positions: Int)
  }

  /// The layer.
  public let tapPoint: TapPoint
  /// The number of values kept for each image.
  public let featureCount: Int
  /// In words, such as `average`, `grid 7x7`, `none`.
  public let pooling: String
  /// Where the features come from.
  public let features: FeatureSource
  /// Where the top images come from; nil for the input, whose channels are colours and not detectors.
  public let maxima: MaximumSource?
  /// The number of channels (units) that top images are kept for.
  public let channelCount: Int
}

/// The layers to keep of a network and the outputs it must have for that.
public struct TapPlan: Sendable, Equatable {
  /// One entry a layer, in the order asked for.
  public let layers: [LayerPlan]
  /// The outputs of the tapped network, in order.
  public let outputs: [TapOutput]
  /// The output that holds class probabilities or logits, where the network ends in classes.
  public let predictionOutput: Int?

  /// Plans how to keep layers.
  ///
  /// - Parameters:
  ///   - tapPoints: The layers, the input among them if wanted.
  ///   - inputShape: The input's shape without the batch, all sizes known.
  ///   - pooling: How maps and tokens are condensed. The input is always pooled by a grid, so that it stays a picture.
  ///   - prediction: The tap with class probabilities or logits.
  ///   - collectsTopImages: Whether the images that excite each channel most are to be found.
  /// - Throws: `badInput` for a layer whose values for one image cannot be told apart from those of another.
  public init(
    tapPoints: [TapPoint], inputShape: [Int], pooling: ActivationPooling, prediction: TapPoint?,
    collectsTopImages: Bool = true
  ) throws {
    var builder = TapPlanBuilder(inputShape: inputShape, pooling: pooling, collectsTopImages: collectsTopImages)
    layers = try tapPoints.map { try builder.plan(for: $0) }
    predictionOutput = prediction.map { builder.output(of: $0, .whole) }
    outputs = builder.outputs
  }
}
