import CKernels

/// Rows of Float32 with their column means taken off and scaled by a power of two, block by block as products need them.
package struct CenteredRows: Sendable {
  package let data: Matrix
  package let mean: [Double]
  /// Brings the largest magnitude to about 1, so that no product of two values overflows Float32.
  package let scale: Double

  /// Takes the mean of each column off; `largestMagnitude` is the largest one of the data.
  package init(_ data: Matrix, mean: [Double], largestMagnitude: Double) {
    precondition(mean.count == data.columnCount, "one mean per column")
    self.data = data
    self.mean = mean
    let exponent = largestMagnitude > 0 && largestMagnitude.isFinite ? largestMagnitude.exponent : 0
    scale = Double(sign: .plus, exponent: -min(max(exponent, -500), 500), significand: 1)
  }

  /// Calls `body` with the rows and the means.
  package func withPointers<R>(_ body: (UnsafePointer<Float>, UnsafePointer<Double>) throws -> R) rethrows -> R {
    try data.elements.withUnsafeBufferPointer { values in
      try mean.withUnsafeBufferPointer { mean in
        guard let values = values.baseAddress, let mean = mean.baseAddress else {
          var (value, zero) = (Float(0), 0.0)
          return try body(&value, &zero)
        }
        return try body(values, mean)
      }
    }
  }
}

/// Sums over the columns of a matrix.
package enum ColumnSums {
  private static let chunkSize = 1024

  /// The mean of each column, from one partial sum per 1,024 rows, added in order in Double.
  ///
  /// One pass over the data; a mean that is not finite says that its column holds NaN or an infinity.
  package static func mean(_ data: Matrix, parallel: ParallelRows = .init(threadCount: 1)) -> [Double] {
    let (count, width) = (data.rowCount, data.columnCount)
    guard count > 0, width > 0 else { return [Double](repeating: 0, count: width) }
    let chunks = (count + chunkSize - 1) / chunkSize
    let partials = AlignedBuffer<Double>(count: chunks * width, repeating: 0)
    data.elements.withUnsafeBufferPointer { values in
      let rows = SharedPointer(values.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: chunkSize) { chunk, range in
        guard let rows = rows.pointer else { return }
        strata_add_columns(
          rows + range.lowerBound * width, range.count, width, partials.pointer + chunk * width)
      }
    }
    var mean = [Double](repeating: 0, count: width)
    for chunk in 0..<chunks {
      for column in 0..<width { mean[column] += partials.pointer[chunk * width + column] }
    }
    for column in 0..<width { mean[column] /= Double(count) }
    return mean
  }

  /// The largest magnitude among the elements; infinite when one of them is infinite or NaN.
  package static func largestMagnitude(_ data: Matrix, parallel: ParallelRows = .init(threadCount: 1)) -> Double {
    let chunkSize = 1 << 18
    let chunks = (data.elements.count + chunkSize - 1) / chunkSize
    let largest = AlignedBuffer<UInt32>(count: chunks, repeating: 0)
    data.elements.withUnsafeBufferPointer { values in
      let rows = SharedPointer(values.baseAddress)
      parallel.forEachChunk(of: values.count, chunkSize: chunkSize) { chunk, range in
        guard let rows = rows.pointer else { return }
        largest.pointer[chunk] = strata_largest_magnitude_bits(rows + range.lowerBound, range.count)
      }
    }
    let bits = (0..<chunks).reduce(UInt32(0)) { max($0, largest.pointer[$1]) }
    return bits >= 0x7F80_0000 ? .infinity : Double(Float(bitPattern: bits))
  }
}
