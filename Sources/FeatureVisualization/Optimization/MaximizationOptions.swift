/// How images are optimized.
public struct MaximizationOptions: Sendable, Equatable, Codable {
  /// How steps follow the slope.
  public enum Method: String, Sendable, Equatable, Codable, CaseIterable {
    /// Adam.
    case adam
    /// L-BFGS with a backtracking line search; for optimization without random transforms.
    case lbfgs
  }

  /// At most so many steps.
  public var stepCount: Int
  /// The step size; nil: what suits the parameterization.
  public var learningRate: Double?
  /// How steps follow the slope.
  public var method: Method
  /// In which numbers an image is optimized.
  public var parameterization: ImageParameterization
  /// What is done to an image at random before every step.
  public var transforms: ImageTransforms
  /// What images are not to be like.
  public var penalties: ImagePenalties
  /// An image whose activations are to be kept, place by place.
  public var content: ReferencePenalty?
  /// An image whose style is to be had.
  public var style: ReferencePenalty?
  /// Images for each objective.
  public var imagesPerObjective: Int
  /// Images that are optimized together.
  public var batchSize: Int
  /// An image is done once its objective rose by less than this share over the last `patience` steps; 0: all steps are taken.
  public var tolerance: Double
  /// See `tolerance`.
  public var patience: Int
  /// Everything random follows from this number.
  public var seed: UInt64

  /// Options.
  public init(
    stepCount: Int = 256, learningRate: Double? = nil, method: Method = .adam,
    parameterization: ImageParameterization = .fourier(decayPower: 1), transforms: ImageTransforms = .init(),
    penalties: ImagePenalties = .none, content: ReferencePenalty? = nil, style: ReferencePenalty? = nil,
    imagesPerObjective: Int = 1, batchSize: Int = 8, tolerance: Double = 0.01,
    patience: Int = 64, seed: UInt64 = 42
  ) {
    (self.stepCount, self.learningRate, self.method) = (stepCount, learningRate, method)
    (self.parameterization, self.transforms, self.penalties) = (parameterization, transforms, penalties)
    (self.content, self.style) = (content, style)
    (self.imagesPerObjective, self.batchSize) = (imagesPerObjective, batchSize)
    (self.tolerance, self.patience, self.seed) = (tolerance, patience, seed)
  }

  /// How many objectives have their images made together.
  public var objectivesAtOnce: Int { max(1, batchSize / max(1, imagesPerObjective)) }

  func validate() throws {
    try transforms.validate()
    try penalties.validate()
    try content?.validate(as: "content")
    try style?.validate(as: "style")
    let power: Double = if case .fourier(let power) = parameterization { power } else { 1 }
    let checks: [(Bool, String)] = [
      ((1...100_000).contains(stepCount), "stepCount is \(stepCount); expected 1 to 100,000"),
      (
        learningRate.map { $0 > 0 && $0 <= 100 } ?? true,
        "learningRate is \(learningRate ?? 0); expected above 0, to 100"
      ),
      ((0...3).contains(power), "the power of the frequency is \(power); expected 0 to 3"),
      ((1...64).contains(imagesPerObjective), "imagesPerObjective is \(imagesPerObjective); expected 1 to 64"),
      ((1...1024).contains(batchSize), "batchSize is \(batchSize); expected 1 to 1,024"),
      (tolerance >= 0 && tolerance < 1, "tolerance is \(tolerance); expected 0 to below 1"),
      (patience >= 2, "patience is \(patience); expected at least 2"),
    ]
    guard let problem = checks.first(where: { !$0.0 }) else { return }
    throw FeatureVisualizationError(.badOption, "The options do not fit: \(problem.1).")
  }
}
