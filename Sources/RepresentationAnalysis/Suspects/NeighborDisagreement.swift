public import NeighborSearch

/// How many of the nearest neighbors of each item carry another label.
///
/// Items labeled nil are left out as neighbors; they get the counts of their neighbors, but no share. O(n·k).
/// Deterministic.
public struct NeighborDisagreement: Sendable, Equatable {
  /// What the neighbors of an item say.
  public struct Vote: Sendable, Equatable {
    /// How many labeled neighbors were asked.
    public let voterCount: Int
    /// The label of most of them; of equal ones, that of the nearest. nil without labeled neighbors.
    public let mainLabel: Int?
    /// How many carry the main label.
    public let mainCount: Int
    /// The share that does not carry the item's label; nil for an item without a label or labeled neighbors.
    public let otherShare: Double?
  }

  /// One for each item.
  public let votes: [Vote]
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  /// Asks the neighbors. Throws `badInput` when there is not one label per item, `badOption` for a neighbor count below
  /// 1.
  public init(_ graph: NeighborGraph, labels: [Int?], neighborCount: Int = 10) throws {
    try Validation.requireSameCount(labels.count, "list of labels", graph.rowCount, "neighbor graph")
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    let used = min(neighborCount, graph.neighborCount)
    self.neighborCount = used
    let index = ClassIndex(labels)
    var counts = [Int](repeating: 0, count: index.classes.count)
    votes = labels.indices.map { item in
      let places = graph.neighbors(of: item).prefix(used).map { index.places[Int($0)] }.filter { $0 >= 0 }
      for place in places { counts[place] += 1 }
      defer { for place in places { counts[place] = 0 } }
      let most = places.reduce(0) { max($0, counts[$1]) }
      let main = places.first { counts[$0] == most }
      let own = index.places[item]
      return Vote(
        voterCount: places.count, mainLabel: main.map { index.classes[$0] }, mainCount: most,
        otherShare: own >= 0 && !places.isEmpty ? 1 - Double(counts[own]) / Double(places.count) : nil)
    }
  }
}
