import CKernels

/// Products of the scatter matrix BᵀB of centered rows B with blocks of vectors, in one pass over the data each.
///
/// Rows are centered in Float32 by the means rounded to Float32, which is exact up to one rounding of the difference;
/// what the rounding of the means leaves is one direction, which is taken off in Double. Every 960 rows have a sum of
/// their own, and these are added in order: the same bits for any number of threads.
package struct ScatterProducts: Sendable {
  /// Vectors are multiplied so many at a time; other numbers cost as much as the next multiple.
  package static let vectorCount = lanes

  private static let lanes = Int(STRATA_SCATTER_LANES)
  private static let blockRows = Int(STRATA_SCATTER_ROWS)
  private static let chunkRows = 8 * blockRows

  private let rows: CenteredRows
  private let parallel: ParallelRows
  /// The columns, rounded up to whole pieces of a block.
  private let stride: Int
  private let center: [Float]
  /// What rounding has left of the means, in the scale of the products.
  private let remainder: [Double]

  package init(_ rows: CenteredRows, parallel: ParallelRows) {
    (self.rows, self.parallel) = (rows, parallel)
    let (columns, width) = (Int(STRATA_SCATTER_COLUMNS), rows.data.columnCount)
    stride = (width + columns - 1) / columns * columns
    let rounded = rows.mean.map { Float($0 * rows.scale) }
    center = rounded + [Float](repeating: 0, count: stride - width)
    remainder = zip(rows.mean, rounded).map { $0.0 * rows.scale - Double($0.1) }
  }

  /// BᵀB·v for the vectors v, one a row of `columnCount` elements, and the sum of squares of B. O(n·d·vectors).
  package func callAsFunction(_ vectors: [Double]) -> (images: [Double], squareSum: Double) {
    let width = rows.data.columnCount
    let count = vectors.count / width
    precondition(vectors.count == count * width, "vectors have the width of the data")
    let groups = (count + Self.lanes - 1) / Self.lanes
    let sums = partialSums(packed(vectors, groups: groups), groups: groups)
    var images = [Double](repeating: 0, count: vectors.count)
    let factor = 1 / (rows.scale * rows.scale)
    let height = Double(rows.data.rowCount)
    for vector in 0..<count {
      let range = vector * width..<(vector + 1) * width
      let offset = zip(remainder, vectors[range]).reduce(0) { $0 + $1.0 * $1.1 } * height
      for k in 0..<width {
        images[range.lowerBound + k] = (sums.total.pointer[vector * stride + k] - offset * remainder[k]) * factor
      }
    }
    let excess = remainder.reduce(0) { $0 + $1 * $1 } * height
    return (images, max(0, sums.squareSum - excess) * factor)
  }

  private func packed(_ vectors: [Double], groups: Int) -> AlignedBuffer<Float> {
    let (lanes, width) = (Self.lanes, rows.data.columnCount)
    let factor = AlignedBuffer<Float>(count: groups * lanes * stride, repeating: 0)
    for vector in 0..<vectors.count / width {
      let target = factor.pointer + vector / lanes * stride * lanes + vector % lanes
      for k in 0..<width { target[k * lanes] = Float(vectors[vector * width + k]) }
    }
    return factor
  }

  private func partialSums(
    _ factor: AlignedBuffer<Float>, groups: Int
  ) -> (total: AlignedBuffer<Double>, squareSum: Double) {
    let (lanes, height) = (Self.lanes, rows.data.rowCount)
    let size = groups * lanes * stride
    let chunks = (height + Self.chunkRows - 1) / Self.chunkRows
    let total = AlignedBuffer<Double>(count: size, repeating: 0)
    let squares = AlignedBuffer<Double>(count: chunks, repeating: 0)
    // So many sums at a time bound the memory, whatever the number of rows.
    let together = 64
    let partials = AlignedBuffer<Double>(count: min(chunks, together) * size)
    for first in Swift.stride(from: 0, to: chunks, by: together) {
      let present = min(together, chunks - first)
      parallel.forEachChunk(of: present, chunkSize: 1) { index, _ in
        let sums = partials.pointer + index * size
        sums.initialize(repeating: 0, count: size)
        let start = (first + index) * Self.chunkRows
        squares.pointer[first + index] = addRows(
          start..<min(height, start + Self.chunkRows), factor, groups: groups, into: sums)
      }
      parallel.forEachChunk(of: size, chunkSize: 4096) { _, range in
        for index in 0..<present {
          let sums = partials.pointer + index * size
          for k in range { total.pointer[k] += sums[k] }
        }
      }
    }
    return (total, (0..<chunks).reduce(0) { $0 + squares.pointer[$1] })
  }

  /// Adds what a range of rows contributes; returns the sum of their squares.
  private func addRows(
    _ range: Range<Int>, _ factor: AlignedBuffer<Float>, groups: Int, into sums: UnsafeMutablePointer<Double>
  ) -> Double {
    let width = rows.data.columnCount
    let block = AlignedBuffer<Float>(
      count: stride / Int(STRATA_SCATTER_COLUMNS) * Self.blockRows * Int(STRATA_SCATTER_STRIDE))
    let coordinates = AlignedBuffer<Double>(count: Self.blockRows * Self.lanes)
    var total = 0.0
    rows.data.elements.withUnsafeBufferPointer { values in
      center.withUnsafeBufferPointer { center in
        guard let values = values.baseAddress, let center = center.baseAddress else { return }
        for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Self.blockRows) {
          let end = min(range.upperBound, start + Self.blockRows)
          let following = min(rows.data.rowCount, end + Self.blockRows) - end
          total += strata_scatter_product(
            values + start * width, end - start, width, center, Float(rows.scale), factor.pointer, groups, stride,
            block.pointer, coordinates.pointer, sums, values + end * width, following)
        }
      }
    }
    return total
  }
}
