import Foundation
public import NeighborSearch

/// When two items count as near-duplicates in a layer.
public struct LayerDuplicateOptions: Sendable, Equatable, Codable {
  /// The neighbor whose distance is the local scale of an item, at least 2. Bursts with more copies than that are not
  /// found.
  public var scaleNeighborCount = 10
  /// How many pairs may be expected by chance among all items, above 0.
  public var expectedFalsePairs = 0.5
  /// The largest share of the local scale at which a pair may lie, in 0 ... 1.
  public var largestRatio = 0.6

  /// The defaults.
  public init() {}
}

/// Pairs of items that lie much closer together than the others around them, in pixels or a layer.
///
/// The ratio of a pair is its distance over the smaller of the two items' local scales, the distances to their k-th
/// neighbor. In d dimensions and even density, the nearest of k neighbors has P(ratio < r) = 1 − (1 − r^d)^(k−1). d
/// follows from the median of the ratios of all items to their nearest neighbor, which a few copies do not move, and
/// the threshold is the r at which n · P is `expectedFalsePairs`, but not above `largestRatio`. The threshold thus
/// needs no unit and adapts to layer and size of the set. Clusters break the evenness: see the guide. O(n·k).
/// Deterministic.
public struct LayerDuplicates: Sendable, Equatable {
  /// The closest first; score 1 − ratio.
  public let pairs: [DuplicatePair]
  /// The largest ratio of a pair.
  public let threshold: Double
  /// d, which comes out larger than the intrinsic dimension in wide clouds; nil when half of the items lie on their
  /// nearest neighbor, so that the layer cannot tell items apart (no pairs are given then), and when all ratios are 1.
  public let dimension: Double?

  /// Searches a graph; `place` is what the pairs' routes name it by.
  ///
  /// Throws `badOption` for options out of range, and `badInput` for a graph with fewer than 2 neighbors a point.
  public init(_ graph: NeighborGraph, place: Int = 0, options: LayerDuplicateOptions = .init()) throws {
    try Self.check(graph, options)
    let k = min(options.scaleNeighborCount, graph.neighborCount)
    let ratios = LocalRatios(graph, scaleNeighborCount: k)
    let nearest = (0..<graph.rowCount).map { ratios[$0, 0] }.sorted()
    let median = nearest.isEmpty ? 1 : nearest[(nearest.count - 1) / 2]
    guard median > 0 else {
      (pairs, threshold, dimension) = ([], 0, nil)
      return
    }
    let exponent = Double(k - 1)
    let dimension = median < 1 ? log(1 - exp2(-1 / exponent)) / log(median) : nil
    let chance = min(0.5, options.expectedFalsePairs / Double(max(1, graph.rowCount)))
    let limit = dimension.map { exp(log(-expm1(log1p(-chance) / exponent)) / $0) } ?? 0
    threshold = min(options.largestRatio, limit)
    self.dimension = dimension
    var pairs: [DuplicatePair] = []
    for item in 0..<graph.rowCount {
      for (rank, other) in graph.neighbors(of: item).prefix(k).enumerated() {
        let ratio = ratios[item, rank]
        guard ratio <= threshold else { continue }
        pairs.append(
          DuplicatePair(
            first: min(item, Int(other)), second: max(item, Int(other)), score: 1 - ratio, routes: [.layer(place)]))
      }
    }
    self.pairs = DuplicatePair.united([pairs])
  }

  private static func check(_ graph: NeighborGraph, _ options: LayerDuplicateOptions) throws {
    try Validation.requireOption(
      options.scaleNeighborCount >= 2, "scaleNeighborCount", options.scaleNeighborCount, expected: "at least 2")
    try Validation.requireOption(
      options.expectedFalsePairs > 0 && options.expectedFalsePairs.isFinite, "expectedFalsePairs",
      options.expectedFalsePairs, expected: "a positive number")
    try Validation.requireOption(
      (0...1).contains(options.largestRatio), "largestRatio", options.largestRatio, expected: "from 0 to 1")
    guard graph.neighborCount >= 2 || graph.rowCount == 0 else {
      throw RepresentationAnalysisError(
        kind: .badInput,
        description: "The neighbor graph has \(graph.neighborCount) neighbors a point; at least 2 are expected, "
          + "so that copies can be closer than others. Search for more, among at least three points.")
    }
  }
}

/// Distances to neighbors over the local scale.
private struct LocalRatios {
  let graph: NeighborGraph
  let scaleNeighborCount: Int

  init(_ graph: NeighborGraph, scaleNeighborCount: Int) {
    (self.graph, self.scaleNeighborCount) = (graph, scaleNeighborCount)
  }

  /// The ratio of an item and its neighbor of some rank; 0 for copies.
  subscript(item: Int, rank: Int) -> Double {
    let distance = Double(graph.distances[item * graph.neighborCount + rank])
    guard distance > 0 else { return 0 }
    let other = Int(graph.indices[item * graph.neighborCount + rank])
    // Where k copies lie on the other item, its scale is 0 and the pair's ratio has no bound.
    let smaller = min(scale(item), scale(other))
    return smaller > 0 ? distance / smaller : .infinity
  }

  private func scale(_ item: Int) -> Double {
    Double(graph.distances[item * graph.neighborCount + scaleNeighborCount - 1])
  }
}
