import NumericKernels

/// The arrays of a neighbor graph while they are filled.
struct NeighborArrays {
  let rowCount: Int
  let neighborCount: Int
  var indices: [Int32]
  var distances: [Float]

  init(rowCount: Int, neighborCount: Int) {
    self.rowCount = rowCount
    self.neighborCount = neighborCount
    indices = [Int32](repeating: -1, count: rowCount * neighborCount)
    distances = [Float](repeating: .infinity, count: rowCount * neighborCount)
  }

  /// Copies lists as rows of the original points, `order[i]` for list i, in units of the data.
  mutating func enter(
    _ lists: NeighborLists, order: [UInt32], unit: Float, _ metric: DistanceMetric, _ parallel: ParallelRows
  ) {
    let width = neighborCount
    indices.withUnsafeMutableBufferPointer { indices in
      distances.withUnsafeMutableBufferPointer { distances in
        let (indices, distances) = (SharedMutable(indices.baseAddress), SharedMutable(distances.baseAddress))
        parallel.forEachChunk(of: lists.pointCount, chunkSize: 1024) { _, range in
          guard let indices = indices.pointer, let distances = distances.pointer else { return }
          var row: [(distance: Float, index: Int32)] = []
          for point in range {
            row.removeAll(keepingCapacity: true)
            for place in point * lists.listStride..<point * lists.listStride + lists.capacity {
              let entry = lists.entries.pointer[place]
              precondition(entry != NeighborLists.absent, "every list is full after the first division")
              row.append((Self.distance(lists.keys.pointer[place], unit, metric), Int32(order[Int(entry >> 1)])))
            }
            // Keys are ordered by the renumbered points, and different keys can be equal distances.
            row.sort { $0 < $1 }
            let start = Int(order[point]) * width
            for rank in 0..<min(width, row.count) {
              indices[start + rank] = row[rank].index
              distances[start + rank] = row[rank].distance
            }
          }
        }
      }
    }
  }

  /// The distance in units of the data, at most the largest Float.
  private static func distance(_ key: Float, _ unit: Float, _ metric: DistanceMetric) -> Float {
    switch metric {
    case .cosine, .correlation: min(key / 2, 2)
    case .manhattan: min(key * unit, .greatestFiniteMagnitude)
    default: min(key.squareRoot() * unit, .greatestFiniteMagnitude)
    }
  }

  /// Enters points that are at distance 1 from all others: zero rows under `cosine`, constant ones under `correlation`.
  mutating func addWithoutDirection(_ points: [Int]) {
    let isWithout = Set(points)
    for row in 0..<rowCount {
      let range = row * neighborCount..<(row + 1) * neighborCount
      let others =
        isWithout.contains(row)
        ? (0..<min(rowCount, neighborCount + 1)).filter { $0 != row } : Array(points.prefix(neighborCount))
      if !isWithout.contains(row), neighborCount > 0,
        (distances[range.upperBound - 1], indices[range.upperBound - 1])
          < (1, Int32(points[0]))
      {
        continue
      }
      var found: [(distance: Float, index: Int32)] = range.compactMap {
        indices[$0] < 0 ? nil : (distances[$0], indices[$0])
      }
      found += others.map { (1, Int32($0)) }
      found.sort { $0 < $1 }
      for (rank, place) in range.enumerated() { (distances[place], indices[place]) = found[rank] }
    }
  }
}
