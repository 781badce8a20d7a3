import CKernels
import NeighborSearch
import NumericKernels

/// The keys below which other points are counted, for the neighbors of every point, and the counts.
///
/// Each neighbor has an interval of keys around its own in which rounding could hide the order; points with keys inside
/// are measured by differences and compared by (distance, index).
final class RankThresholds: @unchecked Sendable {
  // Chunks of parallel work write the counts of rows of their own.

  private let graph: NeighborGraph
  private let space: DistanceSpace
  /// The number of neighbors, rounded up to whole vectors.
  private let width: Int
  private let lows: UnsafeMutablePointer<Float>
  private let highs: UnsafeMutablePointer<Float>
  private let limits: UnsafeMutablePointer<Float>
  private let distances: UnsafeMutablePointer<Float>
  private let below: UnsafeMutablePointer<Int32>

  init(_ graph: NeighborGraph, in space: DistanceSpace) {
    (self.graph, self.space) = (graph, space)
    width = (graph.neighborCount + 15) / 16 * 16
    let size = max(1, graph.rowCount * width)
    (lows, highs) = (.allocate(capacity: size), .allocate(capacity: size))
    lows.initialize(repeating: -.infinity, count: size)
    highs.initialize(repeating: -.infinity, count: size)
    limits = .allocate(capacity: max(1, graph.rowCount))
    limits.initialize(repeating: -.infinity, count: max(1, graph.rowCount))
    (distances, below) = (.allocate(capacity: size), .allocate(capacity: size))
    distances.initialize(repeating: 0, count: size)
    below.initialize(repeating: 0, count: size)
  }

  deinit {
    lows.deallocate()
    highs.deallocate()
    limits.deallocate()
    distances.deallocate()
    below.deallocate()
  }

  /// Sets one threshold: the distance of a neighbor, its key, and how far from it order is certain.
  func set(_ row: Int, _ place: Int, distance: Float, key: Float, slack: Float) {
    let position = row * width + place
    distances[position] = distance
    lows[position] = key - slack
    highs[position] = key + slack
    limits[row] = max(limits[row], key + slack)
  }

  /// The rank of every neighbor among all other points, from 1; row-major like the graph.
  func ranks() -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(graph.indices.count)
    for row in 0..<graph.rowCount {
      for place in 0..<graph.neighborCount { result.append(below[row * width + place] + 1) }
    }
    return result
  }

  /// Memory for the counting of one row, reused for the rows of a chunk.
  struct Scratch {
    fileprivate let keys: UnsafeMutablePointer<Float>
    fileprivate let measured: UnsafeMutablePointer<Float>
    fileprivate let positions: UnsafeMutablePointer<Int32>
    fileprivate let unclear: UnsafeMutablePointer<Int32>

    func deallocate() {
      keys.deallocate()
      measured.deallocate()
      positions.deallocate()
      unclear.deallocate()
    }
  }

  /// Memory for rows of at most `columns` keys at a time.
  func scratch(columns: Int) -> Scratch {
    Scratch(
      keys: .allocate(capacity: columns + 16), measured: .allocate(capacity: columns),
      positions: .allocate(capacity: columns + 16), unclear: .allocate(capacity: 2 * columns * width))
  }

  /// Counts the keys of a row to the points from `firstColumn` on; `count` is a multiple of 16. The point itself and
  /// padding must have the key infinity. `scale * values[j] + (rowOffset + columnOffsets[j])` is the key; `keyValue` of
  /// a column is what the space is told when it measures.
  func count(
    row: Int, _ values: UnsafePointer<Float>, count: Int, firstColumn: Int, scale: Float, rowOffset: Float,
    columnOffsets: UnsafePointer<Float>, _ scratch: Scratch
  ) {
    let found = strata_rank_row(
      values, count, scale, rowOffset, columnOffsets, limits[row], lows + row * width, highs + row * width, width,
      below + row * width, scratch.keys, scratch.positions, scratch.unclear)
    guard found > 0 else { return }
    // Measured once a row, not once a neighbor: duplicates by the thousand are all unclear.
    scratch.measured.update(repeating: -1, count: count)
    for pair in 0..<Int(found) {
      let (place, column) = (Int(scratch.unclear[2 * pair]), Int(scratch.unclear[2 * pair + 1]))
      let candidate = firstColumn + column
      let other = Int(graph.indices[row * graph.neighborCount + place])
      if candidate == other { continue }
      if scratch.measured[column] < 0 {
        scratch.measured[column] = space.distance(row, candidate, key: values[column])
      }
      if (scratch.measured[column], candidate) < (distances[row * width + place], other) {
        below[row * width + place] += 1
      }
    }
  }
}
