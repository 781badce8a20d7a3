public import NumericKernels

/// Finds nearly all nearest neighbors of every point without comparing all pairs.
///
/// First the points are divided several times into groups of near ones, and all points of a group compared; then,
/// because a neighbor of a neighbor is likely to be a neighbor, the neighbors of every point are compared with each
/// other until hardly any list changes (Dong, Charikar and Li 2011, doi:10.1145/1963405.1963487). Unlike the paper it
/// does not start from random lists; an iteration reads lists that are frozen for blocks of points, so the result has
/// the same bits for any number of threads.
///
/// About O(n·(d + k)·k) time; memory for two copies of the data and 2·n·k numbers. Distances are those of the exact
/// search; a few of the neighbors it finds are missing, see `Recall`. Up to 256 points all pairs are compared and
/// none is missing.
public struct NNDescent: Sendable {
  /// How distances are measured; see `supports(_:)`.
  public let metric: DistanceMetric
  /// What the random choices are drawn from: one seed, one result.
  public let seed: UInt64
  private let parallel: ParallelRows

  /// Creates a search.
  public init(metric: DistanceMetric = .euclidean, seed: UInt64 = 0, parallel: ParallelRows = .init()) {
    self.metric = metric
    self.seed = seed
    self.parallel = parallel
  }

  /// Whether neighbors under a metric can be found: `euclidean`, `cosine`, `correlation` and `manhattan`.
  public static func supports(_ metric: DistanceMetric) -> Bool {
    [DistanceMetric.euclidean, .cosine, .correlation, .manhattan].contains(metric)
  }

  /// About the `neighborCount` nearest neighbors of every row.
  ///
  /// With fewer than `neighborCount + 1` rows, each row gets all others; the graph records what was requested. Throws
  /// `badInput` when `neighborCount` is below 1, the metric is not supported, the rows have no columns or a value is
  /// not finite, and whatever `progress` throws.
  public func neighbors(
    of data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> NeighborGraph {
    guard Self.supports(metric) else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "An approximate search cannot measure \(metric.rawValue) distances; it knows euclidean, cosine, "
          + "correlation and manhattan. Search exactly, or choose one of these.")
    }
    let parameters = try DescentParameters(data, neighborCount: neighborCount)
    try progress?(0)
    let points = try PreparedPoints(data, metric: metric, parallel: parallel)
    var result = NeighborArrays(rowCount: data.rowCount, neighborCount: parameters.kept)
    if points.rows.rowCount > 1 && parameters.kept > 0 {
      let (lists, order) = try descend(points, parameters, progress)
      result.enter(lists, order: order.map { points.positions[Int($0)] }, unit: points.unit, metric, parallel)
    }
    if points.rows.rowCount < data.rowCount { result.addWithoutDirection(points.withoutDirection) }
    try progress?(1)
    return NeighborGraph(
      unchecked: data.rowCount, neighborCount: parameters.kept, indices: result.indices, distances: result.distances,
      requestedNeighborCount: neighborCount)
  }

  /// The lists of the points, and which point each list belongs to.
  private func descend(
    _ points: PreparedPoints, _ parameters: DescentParameters, _ progress: ProgressHandler?
  ) throws -> (NeighborLists, [UInt32]) {
    func groups(_ rows: AlignedRows, _ round: Int) -> PointGroups {
      PivotPartition(
        rows: rows, metric: metric, groupSize: parameters.groupSize, smallestCell: parameters.capacity + 1,
        seed: seed &+ UInt64(round) &* 0x9E37_79B9_7F4A_7C15
      ).groups(parallel: parallel)
    }
    // Renumbered by group, so that points which are read together lie together.
    let first = groups(points.rows, 0)
    let rows = points.rows.reordered(first.order, parallel: parallel)
    let lists = NeighborLists(
      rows: rows, metric: metric, capacity: min(parameters.capacity, rows.rowCount - 1), parallel: parallel)
    lists.join(PointGroups(order: (0..<UInt32(rows.rowCount)).map { $0 }, starts: first.starts), parallel: parallel)
    guard first.count > 1 else { return (lists, first.order) }
    let rounds = DescentParameters.partitionCount
    for round in 1..<rounds {
      try progress?(0.5 * Double(round) / Double(rounds))
      lists.join(groups(rows, round), parallel: parallel)
    }
    let join = LocalJoin(lists: lists, sampleCount: parameters.sampleCount, parallel: parallel)
    var remaining = 0.5
    for iteration in 0..<DescentParameters.iterationLimit {
      let changed = try join.iterate(seed: seed &+ UInt64(iteration)) { fraction in
        try progress?(1 - remaining * (1 - fraction / 2))
      }
      remaining /= 2
      if Double(changed) < 0.001 * Double(rows.rowCount * lists.capacity) { break }
    }
    return (lists, first.order)
  }
}
