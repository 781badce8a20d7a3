import NeighborSearch
import NumericKernels

/// The nearest of every point by given dissimilarities.
enum DissimilarityGraph {
  /// The `neighborCount` nearest of every row of a symmetric matrix, or all others where there are fewer; ties by index.
  /// O(n²·log n). The same for any number of threads.
  static func nearest(_ dissimilarities: Matrix, neighborCount: Int, parallel: ParallelRows) throws -> NeighborGraph {
    let size = dissimilarities.rowCount
    let kept = max(0, min(neighborCount, size - 1))
    var indices = [Int32](repeating: 0, count: size * kept)
    var distances = [Float](repeating: 0, count: size * kept)
    dissimilarities.elements.withUnsafeBufferPointer { values in
      indices.withUnsafeMutableBufferPointer { indices in
        distances.withUnsafeMutableBufferPointer { distances in
          let values = SharedPointer(values.baseAddress)
          let (indices, distances) = (SharedMutable(indices.baseAddress), SharedMutable(distances.baseAddress))
          parallel.forEachChunk(of: kept == 0 ? 0 : size, chunkSize: 32) { _, range in
            guard let values = values.pointer, let indices = indices.pointer, let distances = distances.pointer
            else { return }
            for row in range {
              let line = values + row &* size
              let order = Self.smallest(line, count: size, except: row, kept: kept)
              for (place, other) in order.enumerated() {
                indices[row &* kept &+ place] = other
                distances[row &* kept &+ place] = line[Int(other)]
              }
            }
          }
        }
      }
    }
    return try NeighborGraph(
      rowCount: size, neighborCount: kept, indices: indices, distances: distances, requestedNeighborCount: neighborCount
    )
  }

  /// The places of the smallest values, ascending by (value, place).
  private static func smallest(_ line: UnsafePointer<Float>, count: Int, except: Int, kept: Int) -> [Int32] {
    // The bits of floats that are not negative ascend as the numbers do.
    var keys = (0..<count).compactMap { place in
      place == except ? nil : UInt64((line[place] + 0).bitPattern) << 32 | UInt64(place)
    }
    keys.sort()
    return keys.prefix(kept).map { Int32(truncatingIfNeeded: $0) }
  }
}
