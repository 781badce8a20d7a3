public import NeighborSearch

/// The local outlier factor of each item (Breunig, Kriegel, Ng & Sander 2000, doi:10.1145/335191.335388): how much
/// sparser the items lie around it than around its neighbors.
///
/// With d_k the distance to the k-th neighbor, the mean reach of an item is the mean of max(d_k(neighbor), distance)
/// over its k neighbors; the factor is the mean over the neighbors of own reach / neighbor's reach. About 1 inside a
/// cloud. Deviation from the paper: exactly k neighbors, also where several are equally far, and a reach is at least
/// 10⁻¹⁰ of the mean distance, so that copies divide by no zero. O(n·k). Deterministic.
public struct LocalOutlierFactor: Sendable, Equatable {
  /// The factor of each item; 1 for all when there are no neighbors.
  public let factors: [Double]
  /// The factor above which an item counts as an outlier: median + 5 · 1.4826 · median absolute deviation, at least
  /// 1.5.
  public let threshold: Double
  /// The items above the threshold, the farthest out first.
  public let outliers: [Int]
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  private static let smallestThreshold = 1.5
  private static let deviations = 5.0

  /// Measures a graph. Throws `badOption` for a neighbor count below 1.
  public init(_ graph: NeighborGraph, neighborCount: Int = 20) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    let (stride, used) = (graph.neighborCount, min(neighborCount, graph.neighborCount))
    self.neighborCount = used
    let reaches = Self.reaches(graph, used)
    factors = (0..<graph.rowCount).map { item in
      guard used > 0 else { return 1 }
      var sum = 0.0
      for place in item * stride..<item * stride + used { sum += reaches[item] / reaches[Int(graph.indices[place])] }
      return sum / Double(used)
    }
    let spread = RobustSpread(factors)
    let threshold = max(Self.smallestThreshold, spread.median + Self.deviations * spread.deviation)
    self.threshold = threshold
    outliers = factors.indices.filter { [factors] in factors[$0] > threshold }
      .sorted { [factors] in (factors[$1], $0) < (factors[$0], $1) }
  }

  private static func reaches(_ graph: NeighborGraph, _ used: Int) -> [Double] {
    let stride = graph.neighborCount
    guard used > 0 else { return [] }
    let mean = graph.distances.reduce(0.0) { $0 + Double($1) } / Double(max(1, graph.distances.count))
    let floor = mean > 0 ? 1e-10 * mean : 1
    return (0..<graph.rowCount).map { item in
      var sum = 0.0
      for place in item * stride..<item * stride + used {
        let neighbor = Int(graph.indices[place])
        sum += Double(max(graph.distances[neighbor * stride + used - 1], graph.distances[place]))
      }
      return max(floor, sum / Double(used))
    }
  }
}

/// The middle of some values and how far they scatter, whatever a few of them are.
struct RobustSpread {
  /// The lower median; 0 of no values.
  let median: Double
  /// 1.4826 times the median absolute deviation: the standard deviation where values are normal.
  let deviation: Double

  init(_ values: [Double]) {
    guard !values.isEmpty else {
      (median, deviation) = (0, 0)
      return
    }
    let middle = values.sorted()[(values.count - 1) / 2]
    median = middle
    deviation = 1.4826 * values.map { abs($0 - middle) }.sorted()[(values.count - 1) / 2]
  }
}
