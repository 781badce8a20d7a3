public import NeighborSearch
public import NumericKernels

/// Whether points that are close in an embedding are close in the data.
///
/// Per point, t_i = 1 − 2/(k(2n−3k−1)) · Σ (r(i,j) − k) over the false neighbors j among the k nearest in the embedding,
/// where r is the rank of j around i in the data (Venna & Kaski 2001,
/// doi:10.1007/3-540-44668-0_68). The whole is the mean of the points. Ranks are integers counted by (distance, index),
/// so the result has the same bits for any number of threads. O(n²·d) time, O(n) memory per thread.
public struct Trustworthiness: Sendable, Equatable {
  /// The mean over all points, from 0 to 1; 1 for fewer than two points.
  public let overall: Double
  /// The value of each point, at most 1. A single point may be negative.
  public let perPoint: [Float]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was used: less than half of the points.
  public let neighborCount: Int

  private static let chunkSize = 32
  private static let rowsPerProgressReport = 1024

  /// Measures an embedding.
  ///
  /// - Parameters:
  ///   - embedding: the embedding; distances in it are Euclidean.
  ///   - data: what was embedded, one row per row of the embedding.
  ///   - neighborCount: k, clamped below half of the points, where the measure is defined.
  ///   - metric: how distances in the data are measured.
  ///   - parallel: the threads to use.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `EmbeddingMethodsError` when the row counts differ or k is below 1; `NeighborSearchError` for values that
  ///   are not finite.
  public init(
    of embedding: Matrix, data: Matrix, neighborCount: Int = 15, metric: DistanceMetric = .euclidean,
    parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", data.rowCount, "data")
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    let count = data.rowCount
    // Defined for k < n/2; beyond, the normalization no longer bounds the sum.
    let kept = min(neighborCount, max(0, (count - 1) / 2))
    requestedNeighborCount = neighborCount
    self.neighborCount = kept
    let space = try DistanceSpace(data, metric: metric)
    guard kept > 0 else {
      try Validation.requireFinite(embedding, name: "embedding")
      perPoint = [Float](repeating: 1, count: count)
      overall = 1
      return
    }
    let graph = try ExactSearch(parallel: parallel).neighbors(of: embedding, neighborCount: kept)
    var penalties = [Int](repeating: 0, count: count)
    try penalties.withUnsafeMutableBufferPointer { buffer in
      let output = SharedMutable(buffer.baseAddress)
      for start in stride(from: 0, to: count, by: Self.rowsPerProgressReport) {
        let batch = min(Self.rowsPerProgressReport, count - start)
        parallel.forEachChunk(of: batch, chunkSize: Self.chunkSize) { _, range in
          RankPenalties.measure(
            space, graph, rows: start + range.lowerBound..<start + range.upperBound, into: output)
        }
        try progress?(Double(start + batch) / Double(count))
      }
    }
    let normalization = 2 / (Double(kept) * Double(2 * count - 3 * kept - 1))
    perPoint = penalties.map { Float(1 - normalization * Double($0)) }
    overall = 1 - normalization * Double(penalties.reduce(0, +)) / Double(count)
  }
}

/// Counts by how many ranks the neighbors in an embedding miss the neighborhood in the data.
private enum RankPenalties {
  static func measure(
    _ space: DistanceSpace, _ graph: NeighborGraph, rows: Range<Int>, into output: SharedMutable<Int>
  ) {
    let count = space.rowCount
    let keys = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * count)
    let positions = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    // Distances that were measured again, so that thousands of duplicates are measured once a row, not once a rank.
    let measured = UnsafeMutablePointer<Float>.allocate(capacity: count)
    defer {
      keys.deallocate()
      positions.deallocate()
      measured.deallocate()
    }
    space.keys(rows, into: keys)
    for row in rows {
      let rowKeys = keys + (row - rows.lowerBound) * count
      rowKeys[row] = .infinity
      measured.update(repeating: -1, count: count)
      var penalty = 0
      for neighbor in graph.neighbors(of: row) {
        let rank = rank(of: Int(neighbor), around: row, space, rowKeys, positions, measured)
        penalty += max(0, rank - graph.neighborCount)
      }
      output.pointer?[row] = penalty
    }
  }

  /// The rank of a point among all others by (distance, index), from 1. Only keys within the rounding error of the
  /// point's own are measured again.
  private static func rank(
    of other: Int, around row: Int, _ space: DistanceSpace, _ keys: UnsafePointer<Float>,
    _ positions: UnsafeMutablePointer<Int32>, _ measured: UnsafeMutablePointer<Float>
  ) -> Int {
    let key = keys[other]
    let slack = 2 * space.slack(row: row, key: key)
    var rank = 1 + TileKernels.countBelow(keys, count: space.rowCount, threshold: key - slack)
    let found = TileKernels.positions(
      keys, count: space.rowCount, from: key - slack, through: key + slack, into: positions)
    let distance = space.distance(row, other, key: key)
    for position in 0..<found {
      let candidate = Int(positions[position])
      guard candidate != other else { continue }
      if measured[candidate] < 0 { measured[candidate] = space.distance(row, candidate, key: keys[candidate]) }
      if (measured[candidate], candidate) < (distance, other) { rank += 1 }
    }
    return rank
  }
}
