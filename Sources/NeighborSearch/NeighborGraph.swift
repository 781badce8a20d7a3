/// The nearest neighbors of every point.
public struct NeighborGraph: Sendable, Equatable {
  /// The number of points.
  public let rowCount: Int
  /// The number of neighbors of each point, as stored.
  public let neighborCount: Int
  /// The number of neighbors that was asked for; `neighborCount` is smaller when there are too few points.
  public let requestedNeighborCount: Int
  /// The neighbors of each point, row-major, nearest first, without the point itself.
  public let indices: [Int32]
  /// The distances that belong to `indices`; ascending by (distance, index) within a row.
  public let distances: [Float]

  /// Creates a graph from stored arrays and checks it.
  ///
  /// Throws `badInput` when the arrays have the wrong size, an index is out of range, repeated or the point itself, or
  /// a row is not ascending by (distance, index). O(points × neighbors).
  public init(
    rowCount: Int, neighborCount: Int, indices: [Int32], distances: [Float], requestedNeighborCount: Int? = nil
  ) throws {
    self.init(
      unchecked: rowCount, neighborCount: neighborCount, indices: indices, distances: distances,
      requestedNeighborCount: requestedNeighborCount ?? neighborCount)
    try check()
  }

  package init(
    unchecked rowCount: Int, neighborCount: Int, indices: [Int32], distances: [Float], requestedNeighborCount: Int
  ) {
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    self.requestedNeighborCount = requestedNeighborCount
    self.indices = indices
    self.distances = distances
  }

  /// The neighbors of one point, nearest first.
  public func neighbors(of row: Int) -> ArraySlice<Int32> {
    indices[row * neighborCount..<(row + 1) * neighborCount]
  }

  /// The graph of only the nearest `count` neighbors; the whole graph when it has no more.
  public func prefix(_ count: Int) -> NeighborGraph {
    let kept = min(max(0, count), neighborCount)
    var keptIndices: [Int32] = []
    var keptDistances: [Float] = []
    keptIndices.reserveCapacity(rowCount * kept)
    keptDistances.reserveCapacity(rowCount * kept)
    for row in 0..<rowCount {
      keptIndices += indices[row * neighborCount..<row * neighborCount + kept]
      keptDistances += distances[row * neighborCount..<row * neighborCount + kept]
    }
    return NeighborGraph(
      unchecked: rowCount, neighborCount: kept, indices: keptIndices, distances: keptDistances,
      requestedNeighborCount: count)
  }

  private func check() throws {
    func failure(_ problem: String) -> NeighborSearchError {
      NeighborSearchError(
        kind: .badInput, description: "The neighbor graph \(problem). Compute the neighbors again.")
    }
    guard rowCount >= 0, neighborCount >= 0, indices.count == distances.count,
      indices.count == rowCount * neighborCount
    else {
      throw failure(
        "has \(indices.count) indices and \(distances.count) distances for \(rowCount) points "
          + "with \(neighborCount) neighbors each")
    }
    var lastSeen = [Int32](repeating: -1, count: rowCount)
    for row in 0..<rowCount {
      for position in row * neighborCount..<(row + 1) * neighborCount {
        let index = Int(indices[position])
        guard (0..<rowCount).contains(index), index != row else {
          throw failure("names point \(index) as a neighbor of point \(row) of \(rowCount)")
        }
        guard lastSeen[index] != Int32(row) else { throw failure("names point \(index) twice at point \(row)") }
        lastSeen[index] = Int32(row)
        guard distances[position].isFinite, distances[position] >= 0 else {
          throw failure("has the distance \(distances[position]) at point \(row)")
        }
        if position > row * neighborCount {
          let before = (distances[position - 1], indices[position - 1])
          guard before < (distances[position], indices[position]) else {
            throw failure("is not sorted by distance at point \(row)")
          }
        }
      }
    }
  }
}
