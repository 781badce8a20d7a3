import NeighborSearch

/// One pair of points about which an embedding is wrong.
public struct NeighborhoodError: Sendable, Equatable {
  /// The point whose neighborhood it is.
  public let point: Int
  /// The point that lies in it and should not, or should and does not.
  public let other: Int
  /// The rank of `other` around `point` in the data, from 1.
  public let dataRank: Int
  /// The rank of `other` around `point` in the embedding, from 1.
  public let embeddingRank: Int
  /// By how many ranks `other` lies outside the neighborhood, at least 1.
  public let severity: Int
}

/// How wrong the neighborhood of one point is.
public struct PointErrors: Sendable, Equatable {
  /// The point.
  public let point: Int
  /// The number of wrong neighbors, at least 1.
  public let errorCount: Int
  /// The sum of their severities: what trustworthiness or continuity charges the point with.
  public let severity: Int
}

/// The points that lie: who is near in an embedding but far in the data, and the reverse.
///
/// A neighborhood is the k nearest. False neighbors lower trustworthiness, missing ones continuity.
public struct NeighborhoodErrors: Sendable, Equatable {
  /// The two ways to be wrong.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Near in the embedding, far in the data.
    case falseNeighbors
    /// Near in the data, far in the embedding.
    case missingNeighbors
  }

  /// The number of points.
  public let rowCount: Int
  /// The size of a neighborhood.
  public let neighborCount: Int
  private let embeddingIndices: [Int32]
  private let ranksInData: [Int32]
  private let dataIndices: [Int32]
  private let ranksInEmbedding: [Int32]

  /// Keeps the neighbors of both graphs with their ranks in the other space.
  init(
    embeddingNeighbors: NeighborGraph, inData: NeighborRanks, dataNeighbors: NeighborGraph, inEmbedding: NeighborRanks
  ) {
    (rowCount, neighborCount) = (embeddingNeighbors.rowCount, embeddingNeighbors.neighborCount)
    (embeddingIndices, ranksInData) = (embeddingNeighbors.indices, inData.ranks)
    (dataIndices, ranksInEmbedding) = (dataNeighbors.indices, inEmbedding.ranks)
  }

  /// The wrong neighbors of one point, worst first, of equals the nearest first; at most `limit` of them.
  ///
  /// Throws `badOption` for a point that does not exist or a negative limit. O(k·log k).
  public func errors(_ kind: Kind, of point: Int, limit: Int = .max) throws -> [NeighborhoodError] {
    try Validation.requireOption(
      (0..<rowCount).contains(point), "point", point, expected: "the number of a point, from 0 to below \(rowCount),")
    try Validation.requireOption(limit >= 0, "limit", limit, expected: "at least 0")
    let (indices, ranks) = lists(kind)
    var found: [NeighborhoodError] = []
    for place in 0..<neighborCount {
      let position = point * neighborCount + place
      let rank = Int(ranks[position])
      guard rank > neighborCount else { continue }
      found.append(
        NeighborhoodError(
          point: point, other: Int(indices[position]), dataRank: kind == .falseNeighbors ? rank : place + 1,
          embeddingRank: kind == .falseNeighbors ? place + 1 : rank, severity: rank - neighborCount))
    }
    // Places ascend, so a stable order keeps the nearest first.
    let order = found.indices.sorted { (-found[$0].severity, $0) < (-found[$1].severity, $1) }
    return order.prefix(limit).map { found[$0] }
  }

  /// The points with the largest sums of severities, worst first, of equals the first; those without errors are left
  /// out. Throws `badOption` for a negative limit. O(n·(k + log n)).
  public func worstPoints(_ kind: Kind, limit: Int = 20) throws -> [PointErrors] {
    try Validation.requireOption(limit >= 0, "limit", limit, expected: "at least 0")
    let (_, ranks) = lists(kind)
    let k = neighborCount
    var found: [PointErrors] = []
    for point in 0..<rowCount {
      let excess = ranks[point * k..<(point + 1) * k].map { max(0, Int($0) - k) }
      let count = excess.count { $0 > 0 }
      guard count > 0 else { continue }
      found.append(PointErrors(point: point, errorCount: count, severity: excess.reduce(0, +)))
    }
    return Array(found.sorted { (-$0.severity, $0.point) < (-$1.severity, $1.point) }.prefix(limit))
  }

  private func lists(_ kind: Kind) -> (indices: [Int32], ranks: [Int32]) {
    kind == .falseNeighbors ? (embeddingIndices, ranksInData) : (dataIndices, ranksInEmbedding)
  }
}
