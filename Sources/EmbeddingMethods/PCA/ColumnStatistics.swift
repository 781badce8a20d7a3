import NumericKernels

/// Means and sums of squares of columns, and the checks that come with them for free.
enum ColumnStatistics {
  static func mean(_ data: Matrix, parallel: ParallelRows = .init(threadCount: 1)) -> [Double] {
    ColumnSums.mean(data, parallel: parallel)
  }

  /// The centered rows. Throws `badInput` naming the first value that is not finite.
  static func centered(_ data: Matrix, name: String, parallel: ParallelRows) throws -> CenteredRows {
    let largest = ColumnSums.largestMagnitude(data, parallel: parallel)
    if !largest.isFinite { try Validation.requireFinite(data, name: name) }
    return CenteredRows(data, mean: mean(data, parallel: parallel), largestMagnitude: largest)
  }

  /// Σ (x − mean)² over all elements, from one partial sum per 256 rows.
  static func squaredDeviation(_ data: Matrix, mean: [Double], parallel: ParallelRows) -> Double {
    let width = data.columnCount
    return data.elements.withUnsafeBufferPointer { values in
      mean.withUnsafeBufferPointer { mean in
        let (values, mean) = (SharedPointer(values.baseAddress), SharedPointer(mean.baseAddress))
        return parallel.sum(of: data.rowCount, chunkSize: 256) { range in
          guard let values = values.pointer, let mean = mean.pointer else { return 0 }
          var total = 0.0
          for row in range {
            var sum = 0.0
            for column in 0..<width {
              let difference = Double(values[row &* width &+ column]) - mean[column]
              sum += difference * difference
            }
            total += sum
          }
          return total
        }
      }
    }
  }
}
