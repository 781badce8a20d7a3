public import NeighborSearch

/// What `TSNE` can be told. The defaults are the field's; see the guide.
public struct TSNEOptions: Sendable, Codable, Equatable {
  /// The effective number of neighbors of each point, at least 1. Clamped to a third of the available neighbors. Default
  /// 30.
  public var perplexity: Double = 30
  /// 2 or 3. Default 2.
  public var dimensions = 2
  /// The factor on the attraction in the first phase, at least 1. Default 12.
  public var earlyExaggeration: Double = 12
  /// The number of iterations with early exaggeration. Default 250.
  public var earlyIterationCount = 250
  /// The number of iterations after them. Default 500.
  public var iterationCount = 500
  /// The step along the gradient without its factor 4 (as in openTSNE; four times scikit-learn's number), in both phases.
  /// Nil means max(n / exaggeration, 50) with the exaggeration of each phase, so max(n, 50) in the second. Default nil.
  public var learningRate: Double?
  /// The momentum of the first phase, from 0 to below 1. Default 0.8.
  public var earlyMomentum: Double = 0.8
  /// The momentum after it, from 0 to below 1. Default 0.8.
  public var momentum: Double = 0.8
  /// `pca` (scaled to a standard deviation of 1e-4 along the first component), `random` (normal, 1e-4) or `given` (used
  /// as it is). Default `pca`.
  public var initialization: Initialization = .pca
  /// How the repulsion is computed. Default `automatic`.
  public var repulsion: RepulsionMethod = .automatic
  /// The opening angle of Barnes–Hut, from 0 (exact) up to 1. Default 0.5.
  public var angle: Double = 0.5
  /// Up to this many points, `automatic` sums the repulsion exactly. Default 4,000.
  public var largestExactCount = 4000
  /// How distances in the data are measured when no neighbor graph is given. Default Euclidean.
  public var metric: DistanceMetric = .euclidean
  /// Everything random follows from it. Default 0.
  public var seed: UInt64 = 0

  /// The default options.
  public init() {}

  /// The two phases for so many points.
  func phases(count: Int) -> (early: GradientDescent.Phase, late: GradientDescent.Phase) {
    let early = learningRate ?? max(Double(count) / earlyExaggeration, 50)
    let late = learningRate ?? max(Double(count), 50)
    return (
      .init(exaggeration: earlyExaggeration, momentum: earlyMomentum, learningRate: early),
      .init(exaggeration: 1, momentum: momentum, learningRate: late)
    )
  }

  func validate() throws {
    try Validation.requireOption(
      perplexity >= 1 && perplexity.isFinite, "perplexity", perplexity, expected: "at least 1")
    try Validation.requireOption(dimensions == 2 || dimensions == 3, "dimensions", dimensions, expected: "2 or 3")
    try Validation.requireOption(
      earlyExaggeration >= 1 && earlyExaggeration.isFinite, "earlyExaggeration", earlyExaggeration,
      expected: "at least 1")
    try Validation.requireOption(
      earlyIterationCount >= 0, "earlyIterationCount", earlyIterationCount, expected: "at least 0")
    try Validation.requireOption(iterationCount >= 0, "iterationCount", iterationCount, expected: "at least 0")
    for (name, value) in [("earlyMomentum", earlyMomentum), ("momentum", momentum)] {
      try Validation.requireOption((0..<1).contains(value), name, value, expected: "a value from 0 to below 1")
    }
    try Validation.requireOption((0...1).contains(angle), "angle", angle, expected: "a value from 0 to 1")
    try Validation.requireOption(
      repulsion != .interpolation || dimensions == 2, "repulsion", repulsion.rawValue,
      expected: "automatic, exact or barnesHut in \(dimensions)-D")
    if let learningRate {
      try Validation.requireOption(
        learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, expected: "a positive number")
    }
    if case .spectral = initialization {
      try Validation.requireOption(false, "initialization", "spectral", expected: "pca, random or given")
    }
  }
}
