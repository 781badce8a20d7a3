import CKernels

/// Rows of Float32 whose stride is a multiple of 16, padded with zeros: the layout of the tile kernels.
package struct PaddedRows: Sendable {
  package let rowCount: Int
  package let stride: Int
  package var elements: [Float]

  /// Zero rows that hold at least `columnCount` values each.
  package init(rowCount: Int, columnCount: Int) {
    self.rowCount = rowCount
    stride = max(16, (columnCount + 15) / 16 * 16)
    elements = [Float](repeating: 0, count: rowCount * stride)
  }

  /// Copies a matrix.
  package init(_ matrix: Matrix) {
    self.init(rowCount: matrix.rowCount, columnCount: matrix.columnCount)
    for row in 0..<rowCount {
      for column in 0..<matrix.columnCount {
        elements[row * stride + column] = matrix.elements[row * matrix.columnCount + column]
      }
    }
  }

  /// The values without padding.
  package func matrix(columnCount: Int) -> Matrix {
    var result = Matrix(rowCount: rowCount, columnCount: columnCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount { result[row, column] = elements[row * stride + column] }
    }
    return result
  }
}

/// The tile kernels under Swift names.
package enum TileKernels {
  /// The instruction set that was chosen for this processor: `avx512`, `avx2` or `baseline`.
  package static var instructionSet: String { String(cString: strata_instruction_set()) }

  /// The number of columns handled per call, so that a tile of the output stays in the cache.
  private static let tileWidth = 1024

  /// `output[i * rows.rowCount + j]` = dot product of row `range.lowerBound + i` and row j.
  package static func dotProducts(
    _ range: Range<Int>, _ rows: UnsafePointer<Float>, rowCount: Int, stride: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    for start in Swift.stride(from: 0, to: rowCount, by: tileWidth) {
      strata_dot_tile(
        rows + range.lowerBound * stride, range.count, rows + start * stride, min(tileWidth, rowCount - start), stride,
        output + start, rowCount)
    }
  }

  /// `output[i * rows.rowCount + j]` = sum of absolute differences of row `range.lowerBound + i` and row j.
  package static func manhattanDistances(
    _ range: Range<Int>, _ rows: UnsafePointer<Float>, rowCount: Int, stride: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    strata_manhattan_tile(rows + range.lowerBound * stride, range.count, rows, rowCount, stride, output, rowCount)
  }

  /// The squared Euclidean distance of two padded rows, by differences.
  package static func squaredDistance(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, stride: Int
  ) -> Float { strata_squared_distance(first, second, stride) }

  /// The positions of all values in `low ... high`, ascending; returns how many.
  package static func positions(
    _ values: UnsafePointer<Float>, count: Int, from low: Float, through high: Float,
    into output: UnsafeMutablePointer<Int32>
  ) -> Int { strata_positions_between(values, count, low, high, output) }

  /// How many values are below a threshold.
  package static func countBelow(_ values: UnsafePointer<Float>, count: Int, threshold: Float) -> Int {
    strata_count_below(values, count, threshold)
  }
}
