public import NeighborSearch
public import NumericKernels

/// What `TSNE` made, with the values it used.
public struct TSNEResult: Sendable, Equatable {
  /// One row per point, centered.
  public let embedding: Matrix
  /// Σ p·log(p/q) at the end, without exaggeration; 0 for fewer than two points. q is normalized over all pairs up to
  /// 20,000 points, and as the repulsion method sums it above (see the guide).
  public let klDivergence: Double
  /// The perplexity that was asked for.
  public let requestedPerplexity: Double
  /// The perplexity that was used: at most a third of the neighbors that there are.
  public let effectivePerplexity: Double
  /// The number of neighbors that carry affinities.
  public let neighborCount: Int
  /// The learning rate of the first phase.
  public let earlyLearningRate: Double
  /// The learning rate of the second phase.
  public let learningRate: Double
  /// The number of iterations of both phases together.
  public let iterationCount: Int
  /// How the repulsion was computed: never `automatic`.
  public let repulsion: RepulsionMethod

  /// Whether the repulsion was summed over all pairs.
  public var isExact: Bool { repulsion == .exact }
}

/// t-distributed stochastic neighbor embedding (van der Maaten & Hinton 2008, JMLR 9:2579).
///
/// Affinities over 3 × perplexity exact neighbors; gradient descent with momentum and gains; repulsion exact, by
/// Barnes–Hut or by interpolation (see `RepulsionMethod`). One seed, one result, bit for bit, for any number of threads.
public struct TSNE: Sendable {
  /// The options in use.
  public let options: TSNEOptions
  let parallel: ParallelRows

  /// Up to this many points the reported divergence takes its normalization from all pairs.
  static let largestExactDivergence = 20_000

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
    try NearestNeighbors(metric: options.metric, seed: options.seed, parallel: parallel).neighbors(
      of: data, neighborCount: neighborCount)
  }

  private func embed(_ graph: NeighborGraph, data: Matrix?, progress: ProgressHandler?) throws -> TSNEResult {
    try options.validate()
    if let data { try Validation.requireSameRowCount(data.rowCount, "data", graph.rowCount, "neighbor graph") }
    try options.initialization.requireShape(rowCount: graph.rowCount, dimensions: options.dimensions)
    let count = graph.rowCount
    let wanted = Int((3 * options.perplexity).rounded(.up))
    let used = graph.neighborCount > wanted ? graph.prefix(wanted) : graph
    let perplexity = max(1, min(options.perplexity, Double(used.neighborCount) / 3))
    let phases = options.phases(count: count)
    let method = options.repulsion.resolved(count: count, options: options)
    try progress?(0)
    let start = try TSNEInitialization.positions(count: count, data: data, options: options, parallel: parallel)
    var outcome = (positions: start, divergence: 0.0, iterations: 0)
    if used.neighborCount > 0 {
      let search = PerplexitySearch(used, perplexity: perplexity, parallel: parallel)
      let affinities = Affinities.joint(used, search, parallel: parallel)
      outcome = try descend(affinities, method: method, start: start, phases, progress)
    }
    try progress?(1)
    return TSNEResult(
      embedding: outcome.positions, klDivergence: outcome.divergence, requestedPerplexity: options.perplexity,
      effectivePerplexity: perplexity, neighborCount: used.neighborCount, earlyLearningRate: phases.early.learningRate,
      learningRate: phases.late.learningRate, iterationCount: outcome.iterations, repulsion: method)
  }

  private func descend(
    _ affinities: CSRMatrix, method: RepulsionMethod, start: Matrix,
    _ phases: (early: GradientDescent.Phase, late: GradientDescent.Phase), _ progress: ProgressHandler?
  ) throws -> (positions: Matrix, divergence: Double, iterations: Int) {
    let objective = KLDivergence(affinities, repulsion: method, angle: options.angle, parallel: parallel)
    var descent = GradientDescent(objective, start: LayoutPoints(start), parallel: parallel)
    let total = options.earlyIterationCount + options.iterationCount
    var order = CurveOrder(count: start.rowCount)
    for iteration in 0..<total {
      if iteration % 10 == 0 { try progress?(Double(iteration) / Double(total)) }
      if iteration == options.earlyIterationCount { order.follow(&descent, affinities, parallel) }
      descent.step(iteration < options.earlyIterationCount ? phases.early : phases.late)
    }
    let isSmall = start.rowCount <= Self.largestExactDivergence
    let divergence = descent.value(repulsion: isSmall ? ExactRepulsion(parallel: parallel) : nil)
    return (order.restored(descent.points).matrix, divergence, total)
  }
}
