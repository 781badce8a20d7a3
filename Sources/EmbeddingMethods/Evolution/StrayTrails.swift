public import NeighborSearch

/// Which label holds the majority among the nearest neighbors of a point.
public struct NeighborMajority: Sendable, Equatable {
  /// For each row that was asked for, the label of more than half of its neighbors; nil when no label has as many.
  public let labels: [Int?]
  /// The number of neighbors that was looked at.
  public let neighborCount: Int

  /// Counts the labels around some rows of a graph. O(rows · k). Deterministic.
  ///
  /// Neighbors without a label count as neighbors: they are nobody's. With fewer than `neighborCount` stored neighbors,
  /// all of them are used. Throws `badInput` when there is not one label per point or a row does not exist, `badOption` for
  /// k below 1.
  public init(_ graph: NeighborGraph, labels: [Int?], rows: [Int], neighborCount: Int = 15) throws {
    try Validation.requireOption(neighborCount >= 1, "neighborCount", neighborCount, expected: "at least 1")
    try Validation.requireSameRowCount(labels.count, "list of labels", graph.rowCount, "neighbor graph")
    if let row = rows.first(where: { !(0..<graph.rowCount).contains($0) }) {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "There is no row \(row) in a graph of \(graph.rowCount) points. Give rows of the graph.")
    }
    let count = min(neighborCount, graph.neighborCount)
    self.labels = rows.map { row in
      var votes: [Int: Int] = [:]
      for neighbor in graph.neighbors(of: row).prefix(count) {
        guard let label = labels[Int(neighbor)] else { continue }
        votes[label, default: 0] += 1
        if (votes[label] ?? 0) * 2 > count { return label }
      }
      return nil
    }
    self.neighborCount = count
  }
}

/// A point that strays: over several frames in a row, most of its neighbors are of one and the same other class.
public struct StrayTrail: Sendable, Equatable {
  /// The point, as its row.
  public let row: Int
  /// The other class.
  public let via: Int
  /// The frames of the longest such run; of several, the last.
  public let frames: ClosedRange<Int>

  /// How many frames in a row make a stray trail: three, or two in sequences of fewer than five frames.
  public static func requiredRun(frameCount: Int) -> Int { frameCount < 5 ? 2 : 3 }

  /// Finds the stray trails: the longest runs first, among equals those that end last, then by row.
  ///
  /// `majorities` has for each frame the label that holds the majority around each point (`NeighborMajority`). Points
  /// without a label do not stray. O(frames · points). Throws `badInput` when a frame has not one entry per label.
  public static func all(majorities: [[Int?]], labels: [Int?]) throws -> [StrayTrail] {
    for (place, frame) in majorities.enumerated() {
      try Validation.requireSameRowCount(frame.count, "frame \(place)", labels.count, "list of labels")
    }
    let required = requiredRun(frameCount: majorities.count)
    let found = labels.indices.compactMap { row -> StrayTrail? in
      guard let label = labels[row], let run = longestRun(of: row, label: label, in: majorities) else { return nil }
      return run.frames.count >= required ? run : nil
    }
    return found.sorted {
      ($1.frames.count, $1.frames.upperBound, $0.row) < ($0.frames.count, $0.frames.upperBound, $1.row)
    }
  }

  private static func longestRun(of row: Int, label: Int, in majorities: [[Int?]]) -> StrayTrail? {
    var (longest, start) = (StrayTrail?.none, 0)
    for frame in majorities.indices {
      let via = majorities[frame][row]
      if frame > 0, via != majorities[frame - 1][row] { start = frame }
      guard let via, via != label, frame - start + 1 >= longest?.frames.count ?? 1 else { continue }
      longest = StrayTrail(row: row, via: via, frames: start...frame)
    }
    return longest
  }
}
