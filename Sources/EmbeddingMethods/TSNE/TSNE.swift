public import NeighborSearch
public import NumericKernels

/// What `TSNE` made, with the values it used.
public struct TSNEResult: Sendable, Equatable {
  /// One row per point, centered.
  public let embedding: Matrix
  /// Σ p·log(p/q) at the end, without exaggeration; 0 for fewer than two points.
  public let klDivergence: Double
  /// The perplexity that was asked for.
  public let requestedPerplexity: Double
  /// The perplexity that was used: at most a third of the neighbors that there are.
  public let effectivePerplexity: Double
  /// The number of neighbors that carry affinities.
  public let neighborCount: Int
  /// The learning rate that was used.
  public let learningRate: Double
  /// The number of iterations of both phases together.
  public let iterationCount: Int
  /// Whether the repulsion was summed exactly.
  public let isExact: Bool
}

/// t-distributed stochastic neighbor embedding (van der Maaten & Hinton 2008, JMLR 9:2579).
///
/// Affinities over 3 × perplexity exact neighbors; gradient descent with momentum and gains; exact repulsion up to
/// `largestExactCount` points, Barnes–Hut above. O(n²) or O(n·log n) per iteration. One seed, one result, bit for bit,
/// for any number of threads.
public struct TSNE: Sendable {
  /// The options in use.
  public let options: TSNEOptions
  private let parallel: ParallelRows

  /// Creates the method.
  public init(options: TSNEOptions = .init(), parallel: ParallelRows = .init()) {
    self.options = options
    self.parallel = parallel
  }

  /// Embeds the rows of a matrix, finding the neighbors first unless they are given.
  ///
  /// No rows give an empty embedding, one row a point at the origin. Throws `badOption` for options out of range,
  /// `badInput` for values that are not finite or a graph of another size, and what `progress` throws.
  public func embed(
    _ data: Matrix, neighbors: NeighborGraph? = nil, progress: ProgressHandler? = nil
  ) throws -> TSNEResult {
    try options.validate()
    try Validation.requireColumns(data, name: "data")
    try Validation.requireFinite(data, name: "data")
    let wanted = Int((3 * options.perplexity).rounded(.up))
    let graph = try neighbors ?? search(data, neighborCount: wanted)
    return try embed(graph, data: data, progress: progress)
  }

  /// Embeds a graph of neighbors. The initialization must be `random` or `given`, since there are no data.
  ///
  /// Distances should be those of 3 × perplexity neighbors; with fewer, the perplexity is clamped. Errors as above.
  public func embed(_ graph: NeighborGraph, progress: ProgressHandler? = nil) throws -> TSNEResult {
    try embed(graph, data: nil, progress: progress)
  }

  private func search(_ data: Matrix, neighborCount: Int) throws -> NeighborGraph {
    try ExactSearch(metric: options.metric, parallel: parallel).neighbors(of: data, neighborCount: neighborCount)
  }

  private func embed(_ graph: NeighborGraph, data: Matrix?, progress: ProgressHandler?) throws -> TSNEResult {
    try options.validate()
    if let data { try Validation.requireSameRowCount(data.rowCount, "data", graph.rowCount, "neighbor graph") }
    try options.initialization.requireShape(rowCount: graph.rowCount, dimensions: options.dimensions)
    let count = graph.rowCount
    let used = graph.prefix(Int((3 * options.perplexity).rounded(.up)))
    let perplexity = max(1, min(options.perplexity, Double(used.neighborCount) / 3))
    let rate = options.learningRate ?? max(Double(count) / options.earlyExaggeration, 50)
    let isExact = count <= options.largestExactCount || options.angle == 0
    var start = try TSNEInitialization.positions(count: count, data: data, options: options, parallel: parallel)
    var divergence = 0.0
    var iterations = 0
    try progress?(0)
    if used.neighborCount > 0 {
      let search = PerplexitySearch(used, perplexity: perplexity, parallel: parallel)
      let objective = KLDivergence(
        Affinities.joint(used, search), dimensions: options.dimensions, angle: isExact ? 0 : options.angle,
        parallel: parallel)
      var descent = GradientDescent(objective, start: start, learningRate: rate)
      try descent.run(options, progress: progress)
      iterations = options.earlyIterationCount + options.iterationCount
      divergence = descent.value()
      start = descent.positions
    }
    try progress?(1)
    return TSNEResult(
      embedding: start, klDivergence: divergence, requestedPerplexity: options.perplexity,
      effectivePerplexity: perplexity, neighborCount: used.neighborCount, learningRate: rate,
      iterationCount: iterations, isExact: isExact)
  }
}
