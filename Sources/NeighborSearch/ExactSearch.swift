import CKernels
import Foundation
public import NumericKernels

/// Finds the nearest neighbors of every point, or of queries, by comparing with all others.
///
/// Pairs are compared in tiles, by keys that never exceed the distance by more than a known rounding error; each pair
/// whose key allows it to belong to the result is measured by differences in double precision. Cancellation can thus
/// neither lose a neighbor nor reorder near ties. Equal distances are ordered by index; a point is no neighbor of
/// itself, its duplicates are. O(n²·d) time at most; in wide data most pairs are excluded by their leading principal
/// components, and tiles of points that are too far apart by the boxes around them. O(n·(d + k)) memory. The same bits
/// for any number of threads.
public struct ExactSearch: Sendable {
  /// How distances are measured.
  public let metric: DistanceMetric
  let parallel: ParallelRows
  private var keys = SearchKeys.cheapest

  /// Creates a search.
  public init(metric: DistanceMetric = .euclidean, parallel: ParallelRows = .init()) {
    self.metric = metric
    self.parallel = parallel
  }

  /// Creates a search that compares pairs in a given way, for tests; all ways have the same result.
  package init(metric: DistanceMetric = .euclidean, keys: SearchKeys, parallel: ParallelRows = .init()) {
    self.init(metric: metric, parallel: parallel)
    self.keys = keys
  }

  /// The `neighborCount` nearest neighbors of every row.
  ///
  /// With fewer than `neighborCount + 1` rows, each row gets all others; the graph records what was requested. No rows
  /// and a single row give graphs without neighbors. Throws `badInput` when `neighborCount` is below 1, the rows have
  /// no columns, a value is not finite, the metric's exponent is below 1 or the lists do not fit into the machine's
  /// memory, and whatever `progress` throws.
  public func neighbors(
    of data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> NeighborGraph {
    try Self.requireNeighbors(neighborCount)
    let source = try RowSource([data], names: ["Row"], metric: metric, parallel: parallel)
    let kept = min(neighborCount, max(0, data.rowCount - 1))
    try Self.requireMemory(rowCount: data.rowCount, neighborCount: kept)
    var (indices, distances): ([Int32], [Float]) = ([], [])
    try progress?(0)
    if kept > 0 {
      let prepared = PreparedSearch(source, kept: kept, keys: keys, parallel: parallel)
      let points = prepared.points(set: 0)
      var search = prepared.search
      points.prepareLists(&search, parallel: parallel)
      try compareAllPairs(points, search, progress)
      (indices, distances) = collect(points, search)
    }
    return NeighborGraph(
      unchecked: data.rowCount, neighborCount: kept, indices: indices, distances: distances,
      requestedNeighborCount: neighborCount)
  }

  /// The `neighborCount` rows of `data` nearest to every query; a row that equals the query is its neighbor too.
  ///
  /// Exactness, order and determinism are those of `neighbors(of:neighborCount:)`. Throws `badInput` for the same
  /// reasons, and when queries and data differ in width.
  public func neighbors(
    of queries: Matrix, in data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> QueryNeighbors {
    try Self.requireNeighbors(neighborCount)
    guard queries.columnCount == data.columnCount || queries.rowCount == 0 || data.rowCount == 0 else {
      throw NeighborSearchError(
        kind: .badInput,
        description:
          "The queries have \(queries.columnCount) columns and the data \(data.columnCount); the same number is "
          + "expected. Prepare both in the same way.")
    }
    let source = try RowSource([data, queries], names: ["Row", "Query"], metric: metric, parallel: parallel)
    let kept = min(neighborCount, data.rowCount)
    try Self.requireMemory(rowCount: queries.rowCount, neighborCount: kept)
    var (indices, distances): ([Int32], [Float]) = ([], [])
    try progress?(0)
    if kept > 0 && queries.rowCount > 0 {
      let prepared = PreparedSearch(source, kept: kept, keys: keys, parallel: parallel)
      let (rows, wanted) = (prepared.points(set: 0), prepared.points(set: 1))
      var search = prepared.search
      wanted.prepareLists(&search, parallel: parallel)
      try compare(wanted, with: rows, search, progress)
      (indices, distances) = collect(wanted, search)
    }
    return QueryNeighbors(
      queryCount: queries.rowCount, neighborCount: kept, requestedNeighborCount: neighborCount, indices: indices,
      distances: distances)
  }

  private static func requireNeighbors(_ count: Int) throws {
    guard count >= 1 else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "\(count) neighbors were asked for; at least 1 is expected. Give a larger number.")
    }
  }

  /// Lists while they are searched and the graph they become: 20 bytes for each neighbor.
  private static func requireMemory(rowCount: Int, neighborCount: Int) throws {
    let needed = Double(rowCount) * Double(neighborCount) * 20
    let present = Double(ProcessInfo.processInfo.physicalMemory)
    guard needed <= present else {
      let (wanted, memory) = (Int(needed / 1e9), Int(present / 1e9))
      throw NeighborSearchError(
        kind: .badInput,
        description: "\(neighborCount) neighbors of each of \(rowCount) rows take about \(wanted) GB, of which this "
          + "machine has \(memory). Ask for fewer neighbors, or take a sample of the rows.")
    }
  }
}
