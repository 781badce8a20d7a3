import NeighborSearch

/// What trustworthiness and continuity have in common: by how much the ranks of k neighbors exceed k.
struct RankPenalties {
  let overall: Double
  let perPoint: [Float]

  /// The largest k for which the measures are defined: less than half of the points.
  static func largestNeighborCount(of rowCount: Int) -> Int { max(0, (rowCount - 1) / 2) }

  /// Per point 1 − 2 / (k·(2n − 3k − 1)) · Σ max(0, rank − k); 1 without neighbors.
  init(_ ranks: NeighborRanks) {
    let (count, k) = (ranks.rowCount, ranks.neighborCount)
    guard k > 0 else {
      overall = 1
      perPoint = [Float](repeating: 1, count: count)
      return
    }
    let penalties = ranks.ranks.withUnsafeBufferPointer { values in
      (0..<count).map { row in
        values[row * k..<(row + 1) * k].reduce(0) { $0 + max(0, Int($1) - k) }
      }
    }
    let normalization = 2 / (Double(k) * Double(2 * count - 3 * k - 1))
    perPoint = penalties.map { Float(1 - normalization * Double($0)) }
    overall = 1 - normalization * Double(penalties.reduce(0, +)) / Double(count)
  }
}

/// Checks and clamps that the neighborhood measures share.
enum NeighborhoodOptions {
  /// k, below half of the points and at most what a given graph holds.
  static func clamped(_ neighborCount: Int, rowCount: Int, given: NeighborGraph?, name: String) throws -> Int {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    if let given { try Validation.requireSameRowCount(given.rowCount, name, rowCount, "data") }
    return min(
      neighborCount, RankPenalties.largestNeighborCount(of: rowCount), given?.neighborCount ?? .max)
  }
}
