/// The nearest rows of a set for every query.
public struct QueryNeighbors: Sendable, Equatable {
  /// The number of queries.
  public let queryCount: Int
  /// The number of neighbors of each query, as stored.
  public let neighborCount: Int
  /// The number of neighbors that was asked for; `neighborCount` is smaller when the set has fewer rows.
  public let requestedNeighborCount: Int
  /// The rows of the set nearest to each query, row-major, nearest first.
  public let indices: [Int32]
  /// The distances that belong to `indices`; ascending by (distance, index) within a query.
  public let distances: [Float]

  package init(
    queryCount: Int, neighborCount: Int, requestedNeighborCount: Int, indices: [Int32], distances: [Float]
  ) {
    (self.queryCount, self.neighborCount) = (queryCount, neighborCount)
    self.requestedNeighborCount = requestedNeighborCount
    (self.indices, self.distances) = (indices, distances)
  }

  /// The neighbors of one query, nearest first.
  public func neighbors(of query: Int) -> ArraySlice<Int32> {
    indices[query * neighborCount..<(query + 1) * neighborCount]
  }
}
