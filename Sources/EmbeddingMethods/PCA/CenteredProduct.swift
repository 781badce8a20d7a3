import NumericKernels

/// Products with the column-centered data, which is never stored as a whole.
enum CenteredProduct {
  private static let rowBlock = 128
  private static let columnBlock = 256

  /// (data − mean) · axesᵀ: `count` values per row; `axes` holds one axis a row.
  static func project(
    _ data: Matrix, mean: [Double], axes: [Double], count: Int, parallel: ParallelRows
  ) -> [Double] {
    let width = data.columnCount
    var result = [Double](repeating: 0, count: data.rowCount * count)
    guard count > 0 else { return result }
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      parallel.forEachChunk(of: data.rowCount, chunkSize: rowBlock) { _, range in
        guard let output = output.pointer else { return }
        withCentered(data, mean: mean, rows: range, columns: 0..<width) { block in
          axes.withUnsafeBufferPointer { axes in
            guard let axes = axes.baseAddress else { return }
            DenseAlgebra.addProduct(
              rows: range.count, columns: count, depth: width, block, .asStored, aStride: width, axes, .transposed,
              bStride: width, into: output + range.lowerBound * count, cStride: count)
          }
        }
      }
    }
    return result
  }

  /// projectedᵀ · (data − mean): one row of `columnCount` values per axis. Each block of columns has one owner.
  static func backProject(
    _ data: Matrix, mean: [Double], projected: [Double], count: Int, parallel: ParallelRows
  ) -> [Double] {
    let width = data.columnCount
    var result = [Double](repeating: 0, count: count * width)
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      parallel.forEachChunk(of: width, chunkSize: columnBlock) { _, columns in
        guard let output = output.pointer else { return }
        for start in stride(from: 0, to: data.rowCount, by: rowBlock) {
          let rows = start..<min(data.rowCount, start + rowBlock)
          withCentered(data, mean: mean, rows: rows, columns: columns) { block in
            projected.withUnsafeBufferPointer { projected in
              guard let projected = projected.baseAddress else { return }
              DenseAlgebra.addProduct(
                rows: count, columns: columns.count, depth: rows.count, projected + start * count, .transposed,
                aStride: count, block, .asStored, bStride: columns.count, into: output + columns.lowerBound,
                cStride: width)
            }
          }
        }
      }
    }
    return result
  }

  private static func withCentered(
    _ data: Matrix, mean: [Double], rows: Range<Int>, columns: Range<Int>, _ body: (UnsafePointer<Double>) -> Void
  ) {
    let block = UnsafeMutablePointer<Double>.allocate(capacity: max(1, rows.count * columns.count))
    defer { block.deallocate() }
    data.elements.withUnsafeBufferPointer { values in
      mean.withUnsafeBufferPointer { mean in
        var target = 0
        for row in rows {
          let source = row * data.columnCount
          for column in columns {
            (block + target).initialize(to: Double(values[source + column]) - mean[column])
            target += 1
          }
        }
      }
    }
    body(block)
  }
}
