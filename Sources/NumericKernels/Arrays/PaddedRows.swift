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

/// What the kernels are compiled for.
package enum TileKernels {
  /// The instruction set that was chosen for this processor: `avx512`, `avx2` or `baseline`.
  package static var instructionSet: String { String(cString: strata_instruction_set()) }
}
