import Foundation
public import NeighborSearch

/// The intrinsic dimension of a cloud of points by TwoNN (Facco, d'Errico, Rodriguez & Laio 2017,
/// doi:10.1038/s41598-017-11873-y): from how much farther the second neighbor of each point is than the first.
///
/// The ratios μ = r₂/r₁ follow F(μ) = 1 − μ^(−d) where the density is constant over the first two neighbors. d is the slope
/// of −log(1 − F) over log μ through the origin, by least squares, without the largest ratios, as in the paper.
/// O(n log n), given the neighbors. Deterministic.
public struct IntrinsicDimension: Sendable, Equatable {
  /// The dimension d; nil with fewer than 10 ratios, or when all are 1.
  public let value: Double?
  /// How many points had two neighbors at different places and were used.
  public let usedCount: Int
  /// How many points were left out, because another one lies at the same place.
  public let duplicateCount: Int

  /// Fewer ratios say nothing about a slope.
  private static let smallestCount = 10

  /// Estimates the dimension from a graph of Euclidean distances with at least two neighbors each.
  ///
  /// `discardedFraction` of the ratios, the largest ones, are left out. Throws `badOption` unless it is in 0 ..< 1 and
  /// `badInput` when fewer than two neighbors are stored.
  public init(_ graph: NeighborGraph, discardedFraction: Double = 0.1) throws {
    try Validation.requireOption(
      (0..<1).contains(discardedFraction), "discardedFraction", discardedFraction, expected: "from 0 to below 1")
    guard graph.neighborCount >= 2 || graph.rowCount == 0 else {
      throw RepresentationAnalysisError(
        kind: .badInput,
        description: "The neighbor graph has \(graph.neighborCount) neighbors a point; TwoNN needs two. "
          + "Search for more, among at least three points.")
    }
    var logarithms: [Double] = []
    logarithms.reserveCapacity(graph.rowCount)
    for row in 0..<graph.rowCount {
      let (first, second) = (
        graph.distances[row * graph.neighborCount], graph.distances[row * graph.neighborCount + 1]
      )
      if first > 0 { logarithms.append(log(Double(second) / Double(first))) }
    }
    usedCount = logarithms.count
    duplicateCount = graph.rowCount - logarithms.count
    value = Self.slope(logarithms.sorted(), discardedFraction)
  }

  private static func slope(_ logarithms: [Double], _ discardedFraction: Double) -> Double? {
    guard logarithms.count >= smallestCount else { return nil }
    let kept = Int(Double(logarithms.count) * (1 - discardedFraction))
    var (products, squares) = (0.0, 0.0)
    for rank in 0..<kept {
      products -= logarithms[rank] * log1p(-Double(rank) / Double(logarithms.count))
      squares += logarithms[rank] * logarithms[rank]
    }
    return squares > 0 ? products / squares : nil
  }
}
