public import NeighborSearch
public import NumericKernels

/// Whether points that are close in an embedding are close in the data.
///
/// Per point, t_i = 1 − 2/(k(2n−3k−1)) · Σ (r(i,j) − k) over the false neighbors j among the k nearest in the embedding,
/// where r is the rank of j around i in the data (Venna & Kaski 2001,
/// doi:10.1007/3-540-44668-0_68). The whole is the mean of the points. Ranks are integers counted by (distance, index),
/// so the result has the same bits for any number of threads. O(n²·d) time, O(n·k) memory beside the data.
public struct Trustworthiness: Sendable, Equatable {
  /// The mean over all points, from 0 to 1; 1 for fewer than two points.
  public let overall: Double
  /// The value of each point, at most 1. A single point may be negative.
  public let perPoint: [Float]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was used: less than half of the points.
  public let neighborCount: Int

  /// Measures an embedding.
  ///
  /// - Parameters:
  ///   - embedding: the embedding; distances in it are Euclidean.
  ///   - data: what was embedded, one row per row of the embedding.
  ///   - neighborCount: k, clamped below half of the points, where the measure is defined.
  ///   - metric: how distances in the data are measured.
  ///   - embeddingNeighbors: the neighbors of the points in the embedding, when known; k is clamped to their number.
  ///   - parallel: the threads to use.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `EmbeddingMethodsError` when the row counts differ or k is below 1; `NeighborSearchError` for values that
  ///   are not finite.
  public init(
    of embedding: Matrix, data: Matrix, neighborCount: Int = 15, metric: DistanceMetric = .euclidean,
    embeddingNeighbors: NeighborGraph? = nil, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", data.rowCount, "data")
    let kept = try NeighborhoodOptions.clamped(
      neighborCount, rowCount: data.rowCount, given: embeddingNeighbors, name: "graph of the embedding")
    try Validation.requireFinite(embedding, name: "embedding")
    let graph =
      try embeddingNeighbors?.prefix(kept)
      ?? NeighborGraph(searching: embedding, neighborCount: kept, metric: .euclidean, parallel: parallel)
    let ranks = try NeighborRanks(of: graph, in: data, metric: metric, parallel: parallel, progress: progress)
    self.init(ranks, requestedNeighborCount: neighborCount)
  }

  /// The measure that belongs to the ranks, in the data, of the neighbors in the embedding.
  init(_ ranks: NeighborRanks, requestedNeighborCount: Int) {
    let penalties = RankPenalties(ranks)
    (overall, perPoint) = (penalties.overall, penalties.perPoint)
    self.requestedNeighborCount = requestedNeighborCount
    neighborCount = ranks.neighborCount
  }
}

/// Whether points that are close in the data are close in an embedding: trustworthiness with the roles exchanged.
///
/// Per point, 1 − 2/(k(2n−3k−1)) · Σ (r(i,j) − k) over the missing neighbors j, which are among the k nearest in the data
/// but not in the embedding, where r is the rank of j around i in the embedding (Venna & Kaski 2001,
/// doi:10.1007/3-540-44668-0_68). Determinism, cost and edge cases as those of `Trustworthiness`.
public struct Continuity: Sendable, Equatable {
  /// The mean over all points, from 0 to 1; 1 for fewer than two points.
  public let overall: Double
  /// The value of each point, at most 1. A single point may be negative.
  public let perPoint: [Float]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was used: less than half of the points.
  public let neighborCount: Int

  /// Measures an embedding; parameters and errors are those of `Trustworthiness`, with `dataNeighbors` the neighbors of
  /// the points in the data, when known.
  public init(
    of embedding: Matrix, data: Matrix, neighborCount: Int = 15, metric: DistanceMetric = .euclidean,
    dataNeighbors: NeighborGraph? = nil, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", data.rowCount, "data")
    let kept = try NeighborhoodOptions.clamped(
      neighborCount, rowCount: data.rowCount, given: dataNeighbors, name: "graph of the data")
    try Validation.requireFinite(data, name: "data")
    let graph =
      try dataNeighbors?.prefix(kept)
      ?? NeighborGraph(searching: data, neighborCount: kept, metric: metric, parallel: parallel)
    let ranks = try NeighborRanks(of: graph, in: embedding, parallel: parallel, progress: progress)
    self.init(ranks, requestedNeighborCount: neighborCount)
  }

  /// The measure that belongs to the ranks, in the embedding, of the neighbors in the data.
  init(_ ranks: NeighborRanks, requestedNeighborCount: Int) {
    let penalties = RankPenalties(ranks)
    (overall, perPoint) = (penalties.overall, penalties.perPoint)
    self.requestedNeighborCount = requestedNeighborCount
    neighborCount = ranks.neighborCount
  }
}

extension NeighborGraph {
  /// Searches exactly; a graph without neighbors for k = 0.
  init(searching data: Matrix, neighborCount: Int, metric: DistanceMetric, parallel: ParallelRows) throws {
    let search = ExactSearch(metric: metric, parallel: parallel)
    self = try search.neighbors(of: data, neighborCount: max(1, neighborCount)).prefix(neighborCount)
  }
}
