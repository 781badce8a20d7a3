public import NeighborSearch

/// How often the nearest neighbors of a point carry its label.
///
/// Paulovich et al. 2008, doi:10.1109/TVCG.2007.70443. O(n·k). Deterministic.
public struct NeighborhoodHit: Sendable, Equatable {
  /// The mean over all labeled points that have a labeled neighbor; nil when there are none.
  public let overall: Double?
  /// The mean over the points of each label.
  public let perClass: [Int: Double]
  /// The share of the labeled neighbors of each point that have its label; nil for points without a label or labeled
  /// neighbors.
  public let perPoint: [Double?]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  /// Measures a graph.
  ///
  /// With fewer than `neighborCount` stored neighbors, all of them are used. Points labeled nil are left out, as points
  /// and as neighbors. Throws `badInput` when there is not one label per point, `badOption` for k below 1.
  public init(_ graph: NeighborGraph, labels: [Int?], neighborCount: Int = 6) throws {
    let votes = try NeighborVotes(graph, labels: labels, neighborCount: neighborCount)
    var perPoint = [Double?](repeating: nil, count: labels.count)
    for (row, label) in labels.enumerated() {
      guard let label else { continue }
      let neighbors = votes.labels(of: row)
      guard !neighbors.isEmpty else { continue }
      perPoint[row] = Double(neighbors.count { $0 == label }) / Double(neighbors.count)
    }
    self.perPoint = perPoint
    overall = perPoint.meanOfKnown
    perClass = perPoint.meanOfKnown(by: labels)
    requestedNeighborCount = neighborCount
    self.neighborCount = votes.neighborCount
  }
}

/// How often the majority of the nearest neighbors names the right label, each point being left out of its own vote.
///
/// Ties go to the label of the nearest neighbor among the tied. O(n·k). Deterministic.
public struct NearestNeighborAccuracy: Sendable, Equatable {
  /// The share of labeled points that are named rightly; nil when no point has a labeled neighbor.
  public let overall: Double?
  /// The share for each label.
  public let perClass: [Int: Double]
  /// The label that the neighbors of each point vote for; nil without labeled neighbors.
  public let predictions: [Int?]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  /// Measures a graph; see `NeighborhoodHit` for missing labels and errors.
  public init(_ graph: NeighborGraph, labels: [Int?], neighborCount: Int = 15) throws {
    let votes = try NeighborVotes(graph, labels: labels, neighborCount: neighborCount)
    predictions = labels.indices.map { Self.majority(votes.labels(of: $0)) }
    let hits = zip(labels, predictions).map { label, prediction -> Double? in
      guard let label, let prediction else { return nil }
      return label == prediction ? 1 : 0
    }
    overall = hits.meanOfKnown
    perClass = hits.meanOfKnown(by: labels)
    requestedNeighborCount = neighborCount
    self.neighborCount = votes.neighborCount
  }

  private static func majority(_ labels: [Int]) -> Int? {
    var counts: [Int: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    let most = counts.values.max()
    return labels.first { counts[$0] == most }
  }
}

/// The labels around each point.
private struct NeighborVotes {
  let neighborCount: Int
  private let graph: NeighborGraph
  private let labels: [Int?]

  init(_ graph: NeighborGraph, labels: [Int?], neighborCount: Int) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    try Validation.requireSameRowCount(labels.count, "list of labels", graph.rowCount, "neighbor graph")
    self.neighborCount = min(neighborCount, graph.neighborCount)
    self.graph = graph
    self.labels = labels
  }

  func labels(of row: Int) -> [Int] {
    graph.neighbors(of: row).prefix(neighborCount).compactMap { labels[Int($0)] }
  }
}

extension [Double?] {
  fileprivate var meanOfKnown: Double? {
    let known = compactMap { $0 }
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }

  fileprivate func meanOfKnown(by labels: [Int?]) -> [Int: Double] {
    var sums: [Int: (sum: Double, count: Int)] = [:]
    for case (let label?, let value?) in zip(labels, self) {
      let before = sums[label] ?? (0, 0)
      sums[label] = (before.sum + value, before.count + 1)
    }
    return sums.mapValues { $0.sum / Double($0.count) }
  }
}
