import CKernels
import NumericKernels

/// Distances of any two rows, for judging a graph: independent of how any search prepares its data.
struct DistanceMeasure: Sendable {
  private let rows: AlignedRows
  private let metric: DistanceMetric
  /// Where each row of the data stands in `rows`, or nil if it has no direction.
  private let place: [Int?]

  private static let columnBlock = 4096

  /// Throws `badInput` for rows that no search accepts and for metrics other than those of `NNDescent`.
  init(_ data: Matrix, metric: DistanceMetric, parallel: ParallelRows) throws {
    guard NNDescent.supports(metric) else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "Recall can be estimated for euclidean, cosine, correlation and manhattan distances, not for "
          + "\(metric.rawValue). Compare with an exact graph instead.")
    }
    _ = try DescentParameters(data, neighborCount: 1)
    let points = try PreparedPoints(data, metric: metric, parallel: parallel)
    rows = points.rows
    self.metric = metric
    var place = [Int?](repeating: nil, count: data.rowCount)
    for (position, row) in points.positions.enumerated() { place[Int(row)] = position }
    self.place = place
  }

  /// For each point, how many of its neighbors in the graph are no farther than the last of its true ones.
  func hits(_ graph: NeighborGraph, points: [Int]) -> [Int] {
    let count = graph.neighborCount
    let limits = limits(points, neighborCount: count)
    return zip(points, limits).map { point, limit in
      let neighbors = graph.neighbors(of: point)
      guard let own = place[point] else { return neighbors.count }
      let measured = neighbors.compactMap { place[Int($0)] }.map { UInt32($0) }
      let keys = keys([UInt32(own)], measured)
      let withoutDirection = count - measured.count
      return keys.count { $0 <= limit } + (Self.keyWithoutDirection <= limit ? withoutDirection : 0)
    }
  }

  /// Keys are squared distances of normalized rows, twice the distance.
  private static let keyWithoutDirection: Float = 2

  private func keys(_ first: [UInt32], _ second: [UInt32]) -> [Float] {
    var kernel = rows.kernel(metric)
    var output = [Float](repeating: 0, count: first.count * second.count)
    strata_measure_lists(&kernel, first, first.count, second, second.count, &output)
    return output
  }

  /// The key of the true k-th neighbor of each point.
  private func limits(_ points: [Int], neighborCount: Int) -> [Float] {
    let owners = points.map { UInt32(place[$0] ?? 0) }
    var nearest = points.map { _ in [Float](repeating: .infinity, count: neighborCount) }
    for start in stride(from: 0, to: rows.rowCount, by: Self.columnBlock) {
      let block = start..<min(rows.rowCount, start + Self.columnBlock)
      let keys = keys(owners, block.map { UInt32($0) })
      for (position, owner) in owners.enumerated() {
        for column in block where column != Int(owner) {
          Self.enter(keys[position * block.count + column - start], into: &nearest[position])
        }
      }
    }
    // Rows without direction are at distance 1 from all; k of them suffice to fill a list.
    for _ in 0..<min(neighborCount, place.count - rows.rowCount) {
      for position in nearest.indices { Self.enter(Self.keyWithoutDirection, into: &nearest[position]) }
    }
    return nearest.map { $0[neighborCount - 1] }
  }

  /// Keeps the smallest keys, ascending.
  private static func enter(_ key: Float, into nearest: inout [Float]) {
    var place = nearest.count - 1
    guard key < nearest[place] else { return }
    while place > 0 && nearest[place - 1] > key {
      nearest[place] = nearest[place - 1]
      place -= 1
    }
    nearest[place] = key
  }
}
