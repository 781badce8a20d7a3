public import NeighborSearch

/// The nearest neighbors of every item as sets, for comparing them between layers.
public struct NeighborSets: Sendable {
  /// The neighbors of each item.
  public let neighborCount: Int
  private let indices: [Int32]  // ascending within an item

  /// Takes the `count` nearest of each item, or all that the graph has. O(n·k·log k).
  public init(_ graph: NeighborGraph, count: Int) {
    let (stored, kept) = (graph.neighborCount, min(count, graph.neighborCount))
    var sorted: [Int32] = []
    sorted.reserveCapacity(graph.rowCount * kept)
    for row in 0..<graph.rowCount {
      sorted += graph.indices[row * stored..<row * stored + kept].sorted()
    }
    (neighborCount, indices) = (kept, sorted)
  }

  /// |both| / |either| of an item's two sets, 0…1; 1 when both are empty. O(k).
  public func overlap(with other: NeighborSets, ofItem item: Int) -> Double {
    var (i, j) = (item * neighborCount, item * other.neighborCount)
    let (iEnd, jEnd) = (i + neighborCount, j + other.neighborCount)
    var common = 0
    while i < iEnd, j < jEnd {
      let (mine, theirs) = (indices[i], other.indices[j])
      if mine == theirs { common += 1 }
      if mine <= theirs { i += 1 }
      if theirs <= mine { j += 1 }
    }
    let either = neighborCount + other.neighborCount - common
    return either == 0 ? 1 : Double(common) / Double(either)
  }
}
