import NumericKernels

/// A copy of a layer for products in Float32.
enum CenteredCopy {
  /// Takes the mean of each column off and scales to a largest magnitude between 1 and 2.
  ///
  /// Where what remains is no more than the rounding of the means, all rows are equal and the copy is zero.
  static func make(_ layer: Matrix, parallel: ParallelRows) -> Matrix {
    let largest = ColumnSums.largestMagnitude(layer, parallel: parallel)
    let mean = ColumnSums.mean(layer, parallel: parallel)
    var result = layer
    transform(&result, parallel) { value, column in Float(Double(value) - mean[column]) }
    let remaining = ColumnSums.largestMagnitude(result, parallel: parallel)
    guard remaining > 1e-9 * largest else { return Matrix(rowCount: layer.rowCount, columnCount: layer.columnCount) }
    let factor = Float(sign: .plus, exponent: -remaining.exponent, significand: 1)
    transform(&result, parallel) { value, _ in value * factor }
    return result
  }

  private static func transform(
    _ matrix: inout Matrix, _ parallel: ParallelRows, _ change: @Sendable (Float, Int) -> Float
  ) {
    let (count, width) = (matrix.rowCount, matrix.columnCount)
    matrix.elements.withUnsafeMutableBufferPointer { values in
      let output = SharedMutable(values.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: 512) { _, range in
        guard let output = output.pointer else { return }
        for row in range {
          for column in 0..<width { output[row * width + column] = change(output[row * width + column], column) }
        }
      }
    }
  }
}
