public import NeighborSearch

/// Of which groups the neighbors of each group are, against what chance would give.
///
/// Items without a group are left out, also as neighbors. O(n·k). Deterministic.
public struct NeighborComposition: Sendable, Equatable {
  /// The groups that occur, ascending.
  public let groups: [Int]
  /// groups × groups, row-major, rows summing to 1: the share of the column among the neighbors of the row's items; nil
  /// in the row of a group whose items have no neighbor with a group.
  public let shares: [Double?]
  /// groups × groups: the share of the column among all other items, which neighbors chosen at random would have; nil
  /// with a single item.
  public let expectedShares: [Double?]

  /// Counts over the nearest `neighborCount` stored neighbors.
  ///
  /// Throws `badInput` when there is not one group per point, `badOption` for a neighbor count below 1.
  public init(_ graph: NeighborGraph, groups: [Int?], neighborCount: Int = 15) throws {
    try Validation.requireSameCount(groups.count, "list of groups", graph.rowCount, "neighbor graph")
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    let index = ClassIndex(groups)
    let size = index.classes.count
    var counts = [Int](repeating: 0, count: size * size)
    for (item, place) in index.places.enumerated() where place >= 0 {
      for neighbor in graph.neighbors(of: item).prefix(neighborCount) where index.places[Int(neighbor)] >= 0 {
        counts[place * size + index.places[Int(neighbor)]] += 1
      }
    }
    self.groups = index.classes
    let sums = (0..<size).map { counts[$0 * size..<($0 + 1) * size].reduce(0, +) }
    shares = counts.indices.map { sums[$0 / size] > 0 ? Double(counts[$0]) / Double(sums[$0 / size]) : nil }
    let total = index.counts.reduce(0, +)
    expectedShares = counts.indices.map { place in
      let others = index.counts[place % size] - (place / size == place % size ? 1 : 0)
      return total > 1 ? Double(others) / Double(total - 1) : nil
    }
  }

  /// The share of a group's neighbors that are of a group, over the share at random; nil where either is not known or 0
  /// is expected.
  public func ratio(of group: Int, to other: Int) -> Double? {
    guard let row = groups.firstIndex(of: group), let column = groups.firstIndex(of: other),
      let share = shares[row * groups.count + column], let expected = expectedShares[row * groups.count + column],
      expected > 0
    else { return nil }
    return share / expected
  }
}
