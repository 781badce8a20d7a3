public import NeighborSearch
public import NumericKernels

/// How far points move from one map to the next.
public struct FrameMovement: Sendable, Equatable {
  /// The mean distance of a point from where it was, in RMS radii of the two maps together; 0 when both are single points.
  public let mean: Double
  /// The distance of each point, in units of the maps.
  public let perPoint: [Float]

  /// Measures two maps of the same points. O(n). Deterministic.
  ///
  /// The radius is √((r₁² + r₂²) / 2), where r is the root of the mean squared distance of a map's points from its center,
  /// so that neither turning both maps nor their unit counts. Throws `badInput` when the shapes differ or a value is not
  /// finite.
  public init(from first: Matrix, to second: Matrix) throws {
    try Validation.requireSameRowCount(first.rowCount, "first map", second.rowCount, "second map")
    guard first.columnCount == second.columnCount else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The maps have \(first.columnCount) and \(second.columnCount) dimensions; as many are expected. "
          + "Give maps of one sequence.")
    }
    try Validation.requireFinite(first, name: "first map")
    try Validation.requireFinite(second, name: "second map")
    let distances = (0..<first.rowCount).map { row in
      (0..<first.columnCount).reduce(0.0) { sum, column in
        let difference = Double(first[row, column]) - Double(second[row, column])
        return sum + difference * difference
      }.squareRoot()
    }
    perPoint = distances.map { Float($0) }
    let radii = [first.rootMeanSquareRadius, second.rootMeanSquareRadius]
    let radius = ((radii[0] * radii[0] + radii[1] * radii[1]) / 2).squareRoot()
    mean = radius > 0 ? distances.reduce(0, +) / Double(distances.count) / radius : 0
  }
}

/// How much of the neighborhoods of one frame is kept in the next.
public struct NeighborhoodStability: Sendable, Equatable {
  /// The mean of all points, from 0 to 1; 1 without points or neighbors.
  public let overall: Double
  /// For each point, the share of its nearest neighbors in the first graph that are among as many in the second.
  public let perPoint: [Double]
  /// The number of neighbors that was asked for.
  public let requestedNeighborCount: Int
  /// The number of neighbors that was looked at: at most as many as both graphs have.
  public let neighborCount: Int

  /// Compares two graphs of the same points. O(n·k²). Deterministic.
  ///
  /// Throws `badInput` when they have different numbers of points, `badOption` for k below 1.
  public init(from first: NeighborGraph, to second: NeighborGraph, neighborCount: Int = 15) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    try Validation.requireSameRowCount(first.rowCount, "first graph", second.rowCount, "second graph")
    let count = min(neighborCount, first.neighborCount, second.neighborCount)
    perPoint = (0..<first.rowCount).map { row in
      guard count > 0 else { return 1 }
      let after = Array(second.neighbors(of: row).prefix(count))
      return Double(first.neighbors(of: row).prefix(count).count { after.contains($0) }) / Double(count)
    }
    overall = perPoint.isEmpty ? 1 : perPoint.reduce(0, +) / Double(perPoint.count)
    (requestedNeighborCount, self.neighborCount) = (neighborCount, count)
  }
}
