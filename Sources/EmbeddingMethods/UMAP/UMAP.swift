public import NeighborSearch
public import NumericKernels

/// What `UMAP` made, with the values it used.
public struct UMAPResult: Sendable, Equatable {
  /// One row per point.
  public let embedding: Matrix
  /// The neighborhood size that was asked for, counting the point itself.
  public let requestedNeighborCount: Int
  /// The neighborhood size that was used: at most the number of points, or of stored neighbors plus one.
  public let effectiveNeighborCount: Int
  /// The number of epochs that were run.
  public let epochCount: Int
  /// a of the curve 1/(1 + a·d^(2b)).
  public let a: Double
  /// b of the curve 1/(1 + a·d^(2b)).
  public let b: Double
  /// The number of parts of the neighborhood graph without connection to each other.
  public let componentCount: Int
}

/// Uniform manifold approximation and projection (McInnes, Healy & Melville 2018, arXiv:1802.03426).
///
/// Exact neighbors, local scales, fuzzy union and stochastic layout as in umap-learn; the layout is gathered per vertex
/// in fixed blocks, so that one seed has one result, bit for bit, for any number of threads. O(n²·d) for the neighbors,
/// O(n·k·dimensions) per epoch.
public struct UMAP: Sendable {
  /// The options in use.
  public let options: UMAPOptions
  private let parallel: ParallelRows

  /// Creates the method.
  public init(options: UMAPOptions = .init(), parallel: ParallelRows = .init()) {
    self.options = options
    self.parallel = parallel
  }

  /// Embeds the rows of a matrix, finding the neighbors first unless they are given.
  ///
  /// No rows give an empty embedding, one row a point at the origin. Throws `badOption` for options out of range,
  /// `badInput` for values that are not finite or a graph of another size, and what `progress` throws.
  public func embed(
    _ data: Matrix, neighbors: NeighborGraph? = nil, progress: ProgressHandler? = nil
  ) throws -> UMAPResult {
    try options.validate()
    try Validation.requireColumns(data, name: "data")
    try Validation.requireFinite(data, name: "data")
    if let neighbors { return try embed(neighbors, data: data, progress: progress) }
    let search = NearestNeighbors(metric: options.metric, seed: options.seed, parallel: parallel)
    let graph = try search.neighbors(of: data, neighborCount: options.neighborCount - 1) { try progress?($0 / 3) }
    return try embed(graph, data: data) { try progress?((1 + 2 * $0) / 3) }
  }

  /// Embeds the rows of a matrix like `embed` and keeps what `UMAPModel.transform` needs to place new points.
  public func fit(
    _ data: Matrix, neighbors: NeighborGraph? = nil, progress: ProgressHandler? = nil
  ) throws -> UMAPModel {
    let result = try embed(data, neighbors: neighbors, progress: progress)
    return try UMAPModel(data: data, embedding: result.embedding, options: options, parallel: parallel)
  }

  /// Embeds a graph of neighbors, of which the nearest `neighborCount` − 1 are used. The initialization must not be
  /// `pca`, since there are no data. Errors as above.
  public func embed(_ graph: NeighborGraph, progress: ProgressHandler? = nil) throws -> UMAPResult {
    try embed(graph, data: nil, progress: progress)
  }

  private func embed(_ graph: NeighborGraph, data: Matrix?, progress: ProgressHandler?) throws -> UMAPResult {
    try options.validate()
    if let data { try Validation.requireSameRowCount(data.rowCount, "data", graph.rowCount, "neighbor graph") }
    try options.requireLabels(rowCount: graph.rowCount)
    try options.initialization.requireShape(rowCount: graph.rowCount, dimensions: options.dimensions)
    let used = graph.prefix(options.neighborCount - 1)
    let epochCount = options.epochCount ?? (graph.rowCount <= 10_000 ? 500 : 200)
    let curve = CurveFit(minimumDistance: options.minimumDistance, spread: options.spread)
    try progress?(0)
    var embedding = Matrix(rowCount: graph.rowCount, columnCount: options.dimensions)
    var componentCount = graph.rowCount
    if used.neighborCount > 0 {
      let union = weights(used)
      let initialization = try UMAPInitialization(union, data: data, options: options, parallel: parallel)
      componentCount = initialization.componentCount
      let optimizer = LayoutOptimizer(
        LayoutForces(curve, options: options), epochCount: epochCount, parallel: parallel)
      embedding = try optimizer.optimize(initialization.positions, weights: union, progress: progress)
    }
    try progress?(1)
    return UMAPResult(
      embedding: embedding, requestedNeighborCount: options.neighborCount,
      effectiveNeighborCount: used.neighborCount + 1, epochCount: epochCount, a: curve.a, b: curve.b,
      componentCount: componentCount)
  }

  private func weights(_ graph: NeighborGraph) -> CSRMatrix {
    let scales = SmoothNeighborDistances(graph, localConnectivity: options.localConnectivity, parallel: parallel)
    let union = FuzzySimplicialSet.union(
      graph, memberships: FuzzySimplicialSet.memberships(graph, scales), mixRatio: options.setOperationMixRatio)
    guard let labels = options.labels else { return union }
    return LabelIntersection.apply(union, labels: labels, targetWeight: options.targetWeight)
  }
}
