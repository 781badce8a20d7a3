public import NeighborSearch
public import NumericKernels

/// How many of their nearest neighbors images keep from one layer to another: the mean Jaccard index of the two sets.
///
/// For each image, the k nearest in the one layer and the k nearest in the other: |both| / |either|, from 0 (none in
/// common) to 1 (the same). Unlike CKA and Procrustes it looks only at what is near, and does not mind how far apart
/// groups lie. By chance two layers have `expected`, not 0.
public struct NeighborOverlap: Sendable, Equatable {
  /// The neighbors of each image that are compared.
  public let neighborCount: Int
  /// The number of layers.
  public let count: Int
  /// `count` × `count`, row-major, symmetric, 0…1, 1 on the diagonal; nil in the row and column of a layer without
  /// neighbors.
  public let values: [Double?]
  /// The mean of layers that have nothing to do with each other.
  public let expected: Double

  /// Compares every layer with every other. O(layers · n·k·log k + pairs · n·k). The same bits for any number of threads.
  ///
  /// - Parameters:
  ///   - layers: the nearest neighbors in each layer, of the same items in the same order; nil where a layer has none.
  ///   - neighborCount: how many of the nearest are compared; no more than every layer has.
  ///   - parallel: how many threads work.
  ///   - progress: is told the finished share; what it throws ends the work.
  /// - Throws: `badInput` for layers with different numbers of rows, `badOption` for a count below 1.
  public init(
    _ layers: [NeighborGraph?], neighborCount: Int = 15, parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    let known = layers.compactMap(\.self)
    for (index, graph) in known.enumerated() {
      try Validation.requireSameCount(known[0].rowCount, "first graph", graph.rowCount, "graph \(index)")
    }
    let itemCount = known.first?.rowCount ?? 0
    let kept = known.reduce(neighborCount) { min($0, $1.neighborCount) }
    let sets = layers.map { $0.map { NeighborSets($0, count: kept) } }
    (self.neighborCount, count) = (kept, layers.count)
    expected = Self.expected(neighborCount: kept, itemCount: itemCount)
    var values = [Double?](repeating: nil, count: layers.count * layers.count)
    for first in layers.indices {
      try progress?(Double(first) / Double(layers.count))
      guard let mine = sets[first], itemCount > 0, kept > 0 else { continue }
      values[first * count + first] = 1
      for second in first + 1..<layers.count {
        guard let others = sets[second] else { continue }
        let sum = parallel.sum(of: itemCount, chunkSize: 1024) { items in
          items.reduce(0.0) { $0 + mine.overlap(with: others, ofItem: $1) }
        }
        values[first * count + second] = sum / Double(itemCount)
        values[second * count + first] = values[first * count + second]
      }
    }
    self.values = values
    try progress?(1)
  }

  /// The overlap of one layer with another.
  public subscript(first: Int, second: Int) -> Double? { values[first * count + second] }

  /// The mean Jaccard index of two sets of `neighborCount` that are drawn from the other `itemCount` − 1 items without
  /// regard to each other: the expectation over the hypergeometric distribution of what they have in common. 0 without
  /// items, 1 where every set must be the same.
  public static func expected(neighborCount: Int, itemCount: Int) -> Double {
    let (drawn, others) = (neighborCount, itemCount - 1)
    guard drawn > 0, others > 0 else { return 0 }
    guard drawn < others else { return 1 }
    // P(c in common), from the smallest possible c on, by the ratio of successive terms.
    let smallest = max(0, 2 * drawn - others)
    var (weight, total, sum) = (1.0, 0.0, 0.0)
    for common in smallest...drawn {
      total += weight
      sum += weight * Double(common) / Double(2 * drawn - common)
      let left = Double(drawn - common)
      weight *= left * left / (Double(common + 1) * Double(others - 2 * drawn + common + 1))
    }
    return sum / total
  }
}
