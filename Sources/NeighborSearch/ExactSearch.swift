public import NumericKernels

/// Finds the nearest neighbors of every point by comparing it with all others.
///
/// Candidates are found on tiles of matrix products; all that could belong to the result within the rounding error of
/// the products are then measured again by differences, so cancellation cannot reorder near ties. Equal distances are
/// ordered by index; a point is no neighbor of itself, its duplicates are. O(n²·d) time, O(n) memory per thread. The
/// same bits for any number of threads.
public struct ExactSearch: Sendable {
  /// How distances are measured.
  public let metric: DistanceMetric
  private let parallel: ParallelRows

  private static let chunkSize = 32
  private static let rowsPerProgressReport = 1024

  /// Creates a search.
  public init(metric: DistanceMetric = .euclidean, parallel: ParallelRows = .init()) {
    self.metric = metric
    self.parallel = parallel
  }

  /// The `neighborCount` nearest neighbors of every row.
  ///
  /// With fewer than `neighborCount + 1` rows, each row gets all others; the graph records what was requested. No rows
  /// and a single row give graphs without neighbors. Throws `badInput` when `neighborCount` is below 1, the rows have
  /// no columns or a value is not finite, and whatever `progress` throws.
  public func neighbors(
    of data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> NeighborGraph {
    guard neighborCount >= 1 else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "\(neighborCount) neighbors were asked for; at least 1 is expected. Give a larger number.")
    }
    let space = try DistanceSpace(data, metric: metric)
    let kept = min(neighborCount, max(0, data.rowCount - 1))
    var indices = [Int32](repeating: 0, count: data.rowCount * kept)
    var distances = [Float](repeating: 0, count: data.rowCount * kept)
    try progress?(0)
    if kept > 0 {
      try indices.withUnsafeMutableBufferPointer { indices in
        try distances.withUnsafeMutableBufferPointer { distances in
          let indices = SharedMutable(indices.baseAddress)
          let distances = SharedMutable(distances.baseAddress)
          for start in stride(from: 0, to: data.rowCount, by: Self.rowsPerProgressReport) {
            let count = min(Self.rowsPerProgressReport, data.rowCount - start)
            parallel.forEachChunk(of: count, chunkSize: Self.chunkSize) { _, range in
              Self.search(
                space, rows: start + range.lowerBound..<start + range.upperBound, kept: kept, indices, distances)
            }
            try progress?(Double(start + count) / Double(data.rowCount))
          }
        }
      }
    }
    return NeighborGraph(
      unchecked: data.rowCount, neighborCount: kept, indices: indices, distances: distances,
      requestedNeighborCount: neighborCount)
  }

  private static func search(
    _ space: DistanceSpace, rows: Range<Int>, kept: Int, _ indices: SharedMutable<Int32>,
    _ distances: SharedMutable<Float>
  ) {
    let count = space.rowCount
    let keys = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * count)
    let positions = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    defer {
      keys.deallocate()
      positions.deallocate()
    }
    space.keys(rows, into: keys)
    var selection = SmallestKeys(count: kept)
    var finalists: [(distance: Float, index: Int32)] = []
    for row in rows {
      let rowKeys = keys + (row - rows.lowerBound) * count
      rowKeys[row] = .infinity
      let threshold = selection.largestOfSmallest(rowKeys, count: count, scratch: positions)
      let limit = threshold + 2 * space.slack(row: row, key: threshold)
      let found = TileKernels.positions(rowKeys, count: count, from: -.infinity, through: limit, into: positions)
      finalists.removeAll(keepingCapacity: true)
      for position in 0..<found {
        let index = Int(positions[position])
        finalists.append((space.distance(row, index, key: rowKeys[index]), positions[position]))
      }
      finalists.sort { $0 < $1 }
      for rank in 0..<kept {
        indices.pointer?[row * kept + rank] = finalists[rank].index
        distances.pointer?[row * kept + rank] = finalists[rank].distance
      }
    }
  }
}

/// Finds the k-th smallest of many numbers with a bounded maximum heap.
struct SmallestKeys {
  private let count: Int
  private var heap: [Float]

  init(count: Int) {
    self.count = count
    heap = [Float](repeating: .infinity, count: count)
  }

  /// The `count`-th smallest value; blocks are scanned with wide comparisons and only survivors touch the heap.
  mutating func largestOfSmallest(
    _ values: UnsafePointer<Float>, count valueCount: Int, scratch: UnsafeMutablePointer<Int32>
  ) -> Float {
    let capacity = count
    return heap.withUnsafeMutableBufferPointer { heap in
      heap.update(repeating: .infinity)
      for start in stride(from: 0, to: valueCount, by: 256) {
        let found = TileKernels.positions(
          values + start, count: min(256, valueCount - start), from: -.infinity, through: heap[0], into: scratch)
        for candidate in 0..<found {
          let value = values[start + Int(scratch[candidate])]
          guard value < heap[0] else { continue }
          var hole = 0
          while true {
            var child = 2 * hole + 1
            guard child < capacity else { break }
            if child + 1 < capacity && heap[child + 1] > heap[child] { child += 1 }
            guard heap[child] > value else { break }
            heap[hole] = heap[child]
            hole = child
          }
          heap[hole] = value
        }
      }
      return heap[0]
    }
  }
}
