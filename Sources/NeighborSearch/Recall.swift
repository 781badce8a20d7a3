import CKernels
public import NumericKernels

/// Which part of the true nearest neighbors a graph contains.
///
/// A listed neighbor counts when it is no farther than the true k-th neighbor, so that among equally distant points
/// none is preferred.
public struct Recall: Sendable, Equatable {
  /// The number of neighbors k that were compared.
  public let neighborCount: Int
  /// The points that were measured, ascending.
  public let points: [Int]
  /// For each of `points` the share of its true neighbors that the graph lists, from 0 to 1.
  public let perPoint: [Double]
  /// The mean of `perPoint`; 1 when there is nothing to find.
  public let mean: Double
  /// The standard error of `mean` as an estimate for all points; 0 when all were measured.
  public let standardError: Double

  private init(neighborCount: Int, points: [Int], of rowCount: Int, hits: [Int]) {
    self.neighborCount = neighborCount
    self.points = points
    let shares = hits.map { neighborCount == 0 ? 1 : Double($0) / Double(neighborCount) }
    perPoint = shares
    let mean = shares.isEmpty ? 1 : shares.reduce(0, +) / Double(shares.count)
    self.mean = mean
    guard points.count < rowCount, points.count > 1 else {
      standardError = 0
      return
    }
    let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1)
    let unmeasured = 1 - Double(points.count) / Double(rowCount)
    standardError = (variance / Double(shares.count) * unmeasured).squareRoot()
  }

  /// Compares the nearest `neighborCount` neighbors of a graph, by default all, with those of an exact graph.
  ///
  /// The distances in both graphs are taken as they are; those of an approximate graph may be off by a few units in the
  /// last place. Throws `badInput` when the graphs have different numbers of points or the exact one has too few
  /// neighbors. O(points × neighbors).
  public static func measure(
    _ graph: NeighborGraph, against exact: NeighborGraph, neighborCount: Int? = nil
  ) throws -> Recall {
    let count = neighborCount ?? graph.neighborCount
    guard graph.rowCount == exact.rowCount, (0...exact.neighborCount).contains(count), count <= graph.neighborCount
    else {
      throw NeighborSearchError(
        kind: .badInput,
        description:
          "A graph of \(graph.rowCount) points with \(graph.neighborCount) neighbors each cannot be compared "
          + "at \(count) neighbors with an exact one of \(exact.rowCount) points with \(exact.neighborCount). "
          + "Search the same rows for at least as many neighbors.")
    }
    let hits = (0..<graph.rowCount).map { row -> Int in
      guard count > 0 else { return 0 }
      let limit = exact.distances[row * exact.neighborCount + count - 1]
      let known = Set(exact.indices[row * exact.neighborCount..<row * exact.neighborCount + count])
      return (row * graph.neighborCount..<row * graph.neighborCount + count).count {
        graph.distances[$0] <= limit * (1 + 0x1p-20) || known.contains(graph.indices[$0])
      }
    }
    return Recall(neighborCount: count, points: Array(0..<graph.rowCount), of: graph.rowCount, hits: hits)
  }

  /// Measures a graph on a random sample of its points by comparing these with all rows.
  ///
  /// Distances are measured anew, those in the graph are not trusted. O(samples·n·d) time; the same bits for any number
  /// of threads. Throws `badInput` when the graph is not one of these rows, when the sample is empty, and as the
  /// searches do for unusable data.
  public static func estimate(
    _ graph: NeighborGraph, data: Matrix, metric: DistanceMetric = .euclidean, sampleCount: Int = 500, seed: UInt64 = 0,
    parallel: ParallelRows = .init()
  ) throws -> Recall {
    guard graph.rowCount == data.rowCount, sampleCount >= 1 else {
      throw NeighborSearchError(
        kind: .badInput,
        description:
          "A graph of \(graph.rowCount) points cannot be measured on \(sampleCount) of \(data.rowCount) rows. "
          + "Give the rows that the graph was made of and a sample of at least one.")
    }
    let points = sample(sampleCount, of: data.rowCount, seed: seed)
    guard graph.neighborCount > 0 else {
      return Recall(neighborCount: 0, points: points, of: data.rowCount, hits: points.map { _ in 0 })
    }
    let measure = try DistanceMeasure(data, metric: metric, parallel: parallel)
    var hits = [Int](repeating: 0, count: points.count)
    hits.withUnsafeMutableBufferPointer { hits in
      let hits = SharedMutable(hits.baseAddress)
      parallel.forEachChunk(of: points.count, chunkSize: 4) { _, range in
        let found = measure.hits(graph, points: Array(points[range]))
        for (position, count) in zip(range, found) { hits.pointer?[position] = count }
      }
    }
    return Recall(neighborCount: graph.neighborCount, points: points, of: data.rowCount, hits: hits)
  }

  /// A random sample without repetition, ascending (Knuth's selection sampling).
  private static func sample(_ count: Int, of rowCount: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: 0x5EED)
    var wanted = min(count, rowCount)
    var result: [Int] = []
    for row in 0..<rowCount where wanted > 0 {
      if generator.nextUniform() * Double(rowCount - row) < Double(wanted) {
        result.append(row)
        wanted -= 1
      }
    }
    return result
  }
}
