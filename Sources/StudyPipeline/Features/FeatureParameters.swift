public import FeatureVisualization

/// How a layer's images were optimized, as documents and pages tell it.
public struct FeatureParameters: Sendable, Equatable, Codable {
  /// See `ImageTransforms`; a range is its two ends.
  public struct Transforms: Sendable, Equatable, Codable {
    /// The share of the longer side.
    public var jitter: Double
    /// Smallest and largest.
    public var scale: [Double]
    /// Degrees.
    public var rotation: Double
    /// Smallest and largest share, or nil.
    public var crop: [Double]?
    /// The standard deviation.
    public var noise: Double
    /// In the first and the last step, in pixels, or nil.
    public var blur: [Double]?
  }

  /// `fourier`, `pixels` or `maco`.
  public var parameterization: String
  /// `adam` or `lbfgs`.
  public var method: String
  /// At most so many steps.
  public var stepCount: Int
  /// As used.
  public var learningRate: Double
  /// Images for each unit.
  public var imagesPerObjective: Int
  /// See `MaximizationOptions`.
  public var tolerance: Double
  /// See `MaximizationOptions`.
  public var patience: Int
  /// What everything random followed from.
  public var seed: UInt64
  /// What was done to images before every step.
  public var transforms: Transforms
  /// What was subtracted.
  public var penalties: ImagePenalties
  /// The image whose activations were to be kept.
  public var content: ReferencePenalty?
  /// The image whose style was to be had.
  public var style: ReferencePenalty?
  /// Whose colours counted as natural.
  public var colors: String

  /// Tells what options were used.
  public init(_ options: MaximizationOptions, colors: String) {
    parameterization = options.parameterization.description
    (method, stepCount) = (options.method.rawValue, options.stepCount)
    learningRate = options.learningRate ?? options.parameterization.learningRate
    (imagesPerObjective, tolerance, patience) = (options.imagesPerObjective, options.tolerance, options.patience)
    (seed, penalties, self.colors) = (options.seed, options.penalties, colors)
    (content, style) = (options.content, options.style)
    let made = options.transforms
    transforms = Transforms(
      jitter: made.jitter, scale: [made.scale.lowerBound, made.scale.upperBound], rotation: made.rotation,
      crop: made.crop.map { [$0.lowerBound, $0.upperBound] }, noise: made.noise,
      blur: made.blur.map { [$0.first, $0.last] })
  }
}

extension MaximizationOptions {
  /// Without what changes images by rounding alone, or not at all: a layer may be added to with batches of another size.
  var decisive: MaximizationOptions {
    var options = self
    options.batchSize = 1
    options.content?.name = ""
    options.style?.name = ""
    return options
  }
}
