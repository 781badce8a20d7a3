public import NeighborSearch

/// How neighbors vote for classes.
public struct NearestNeighborProbabilityOptions: Sendable, Equatable, Codable {
  /// How much a neighbor's vote counts.
  public enum Weighting: String, Sendable, Equatable, Codable {
    /// All alike.
    case uniform
    /// 1 / distance, scaled so that the weights of an item's voters sum to their number. Distances below a thousandth
    /// of the voters' mean distance count as that, so that a copy does not outvote all others without bound.
    case inverseDistance
  }

  /// How many neighbors vote, at least 1; all that are stored when there are fewer.
  public var neighborCount = 15
  /// How much a vote counts.
  public var weighting = Weighting.uniform
  /// How many votes are shared out evenly among all classes beforehand, from 0. 1 keeps one vote against fifteen.
  public var smoothing = 1.0

  /// The defaults.
  public init() {}
}

/// The probability of each class for each item by its nearest neighbors, the item itself left out of the vote.
///
/// p(c) = (Σ weights of neighbors labeled c + s/K) / (Σ weights of labeled neighbors + s) with K classes and s =
/// `smoothing`: Laplace's rule with a pseudocount that does not grow with the number of classes. Items labeled nil have
/// no vote, but get probabilities. An item without labeled neighbors is not known (NaN). O(n·(k + classes)).
/// Deterministic.
public struct NearestNeighborProbabilities: Sendable, Equatable {
  /// One row an item; the columns are the labels that occur.
  public let classProbabilities: ClassProbabilities
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  /// Counts the votes of a graph.
  ///
  /// Throws `badInput` when there is not one label per item, and `badOption` for a neighbor count below 1 and for a
  /// smoothing that is negative or not finite.
  public init(
    _ graph: NeighborGraph, labels: [Int?], options: NearestNeighborProbabilityOptions = .init()
  ) throws {
    try Validation.requireSameCount(labels.count, "list of labels", graph.rowCount, "neighbor graph")
    try Validation.requireOption(
      options.neighborCount >= 1, "neighborCount", options.neighborCount, expected: "at least 1")
    try Validation.requireOption(
      options.smoothing >= 0 && options.smoothing.isFinite, "smoothing", options.smoothing,
      expected: "a finite number of at least 0")
    let index = ClassIndex(labels)
    neighborCount = min(options.neighborCount, graph.neighborCount)
    var values = [Float](repeating: .nan, count: labels.count * index.classes.count)
    var votes = [Double](repeating: 0, count: index.classes.count)
    for item in labels.indices {
      let voters = item * graph.neighborCount..<item * graph.neighborCount + neighborCount
      guard Self.count(voters, graph, index, options.weighting, into: &votes) else { continue }
      let total = votes.reduce(0, +) + options.smoothing
      for column in votes.indices {
        values[item * votes.count + column] =
          Float((votes[column] + options.smoothing / Double(votes.count)) / total)
      }
    }
    classProbabilities = ClassProbabilities(unchecked: index.classes, itemCount: labels.count, values: values)
  }

  /// The votes of the labeled neighbors at some places of the graph; false when there are none.
  private static func count(
    _ voters: Range<Int>, _ graph: NeighborGraph, _ index: ClassIndex,
    _ weighting: NearestNeighborProbabilityOptions.Weighting, into votes: inout [Double]
  ) -> Bool {
    for column in votes.indices { votes[column] = 0 }
    var (count, sum) = (0, 0.0)
    for place in voters where index.places[Int(graph.indices[place])] >= 0 {
      count += 1
      sum += Double(graph.distances[place])
    }
    guard count > 0 else { return false }
    let smallest = 1e-3 * sum / Double(count)
    let isUniform = weighting == .uniform || sum == 0
    var total = 0.0
    for place in voters {
      let column = index.places[Int(graph.indices[place])]
      guard column >= 0 else { continue }
      let weight = isUniform ? 1 : 1 / max(Double(graph.distances[place]), smallest)
      votes[column] += weight
      total += weight
    }
    for column in votes.indices { votes[column] *= Double(count) / total }
    return true
  }
}
