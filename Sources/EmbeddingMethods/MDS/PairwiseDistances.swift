public import NeighborSearch
public import NumericKernels

/// The distances of all pairs of rows, as multidimensional scaling wants them.
public enum PairwiseDistances {
  private static let chunkSize = 32
  private static let rowsPerProgressReport = 512

  /// The symmetric matrix of distances, with zeros on its diagonal.
  ///
  /// Each pair is measured once, by differences, so equal rows are at distance 0 exactly (except rows without direction
  /// under `cosine` and `correlation`, which are at distance 1 from all others). O(n²·d) time, 4·n² bytes. The same bits
  /// for any number of threads. Throws `badInput` for values that are not finite, and what `progress` throws.
  public static func matrix(
    of data: Matrix, metric: DistanceMetric = .euclidean, parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws -> Matrix {
    let space = try DistanceSpace(data, metric: metric)
    let count = data.rowCount
    var elements = [Float](repeating: 0, count: count * count)
    try elements.withUnsafeMutableBufferPointer { buffer in
      let output = SharedMutable(buffer.baseAddress)
      for start in stride(from: 0, to: count, by: rowsPerProgressReport) {
        let batch = min(rowsPerProgressReport, count - start)
        parallel.forEachChunk(of: batch, chunkSize: chunkSize) { _, range in
          guard let output = output.pointer else { return }
          measure(space, rows: start + range.lowerBound..<start + range.upperBound, into: output)
        }
        try progress?(Double(start + batch) / Double(count))
      }
    }
    return Matrix(rowCount: count, columnCount: count, elements: elements)
  }

  /// Writes the rows' distances to all later points, and the same below the diagonal.
  private static func measure(_ space: DistanceSpace, rows: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    let count = space.rowCount
    let keys = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * count)
    defer { keys.deallocate() }
    if space.metric == .manhattan { space.keys(rows, into: keys) }
    for column in rows.lowerBound..<count {
      for row in rows where row < column {
        // Only manhattan's distances are its keys.
        let key = space.metric == .manhattan ? keys[(row - rows.lowerBound) * count + column] : 0
        let distance = space.distance(row, column, key: key)
        output[row * count + column] = distance
        output[column * count + row] = distance
      }
    }
  }
}
