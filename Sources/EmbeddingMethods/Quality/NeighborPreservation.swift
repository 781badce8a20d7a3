public import NeighborSearch

/// How many of the k nearest neighbors in the data are among the k nearest in an embedding.
///
/// Per point |N(data) ∩ N(embedding)| / k, the recall at k; ranks do not matter. O(n·k). Deterministic.
public struct NeighborPreservation: Sendable, Equatable {
  /// The mean over all points, from 0 to 1; 1 when no point has neighbors.
  public let overall: Double
  /// The share for each point; 1 without neighbors.
  public let perPoint: [Float]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was compared: at most what both graphs hold.
  public let neighborCount: Int

  /// Compares two graphs over the same points.
  ///
  /// Throws `badInput` when the numbers of points differ, `badOption` for k below 1.
  public init(dataNeighbors: NeighborGraph, embeddingNeighbors: NeighborGraph, neighborCount: Int = 15) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    try Validation.requireSameRowCount(
      embeddingNeighbors.rowCount, "graph of the embedding", dataNeighbors.rowCount, "graph of the data")
    let count = dataNeighbors.rowCount
    let kept = min(neighborCount, dataNeighbors.neighborCount, embeddingNeighbors.neighborCount)
    requestedNeighborCount = neighborCount
    self.neighborCount = kept
    guard kept > 0 else {
      overall = 1
      perPoint = [Float](repeating: 1, count: count)
      return
    }
    // The last row in which a point was seen among the neighbors in the data.
    var seen = [Int](repeating: -1, count: count)
    let hits = (0..<count).map { row in
      for neighbor in dataNeighbors.neighbors(of: row).prefix(kept) { seen[Int(neighbor)] = row }
      return embeddingNeighbors.neighbors(of: row).prefix(kept).count { seen[Int($0)] == row }
    }
    overall = Double(hits.reduce(0, +)) / Double(kept * count)
    perPoint = hits.map { Float($0) / Float(kept) }
  }
}
