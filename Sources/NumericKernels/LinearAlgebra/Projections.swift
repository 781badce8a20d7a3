import CKernels

extension DenseAlgebra {
  private static let lanes = Int(STRATA_PANEL_WIDTH)
  private static let depth = 256

  /// B · axesᵀ of centered rows B: one row of `count` values per row of data; `axes` holds one axis a row.
  ///
  /// Float32 products of 256 values at a time, added in Double and rounded once. Columns from `count` on are zero when
  /// `paddedCount` asks for more. O(n·d·count).
  package static func project(
    _ rows: CenteredRows, axes: [Double], count: Int, paddedCount: Int? = nil, parallel: ParallelRows
  ) -> Matrix {
    let (width, columns) = (rows.data.columnCount, paddedCount ?? count)
    precondition(axes.count == count * width && columns >= count, "axes have the width of the data")
    let panels = (count + lanes - 1) / lanes
    let packed = packedAxes(axes, count: count, width: width)
    let elements = [Float](unsafeUninitializedCapacity: rows.data.rowCount * columns) { output, initialized in
      output.initialize(repeating: 0)
      initialized = output.count
      let output = SharedMutable(output.baseAddress)
      rows.withPointers { values, mean in
        let (values, mean) = (SharedPointer(values), SharedPointer(mean))
        parallel.forEachChunk(of: rows.data.rowCount, chunkSize: 256) { _, range in
          guard let output = output.pointer, let values = values.pointer, let mean = mean.pointer else { return }
          let block = AlignedBuffer<Float>(count: 64 * depth, repeating: 0)
          let sums = AlignedBuffer<Double>(count: 64 * panels * lanes)
          for start in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
            let part = start..<min(range.upperBound, start + 64)
            let place = (values + start * width, mean)
            projectBlock(place, part.count, width, rows.scale, packed, count, block.pointer, sums.pointer)
            for row in 0..<part.count {
              for column in 0..<count {
                output[(start + row) * columns + column] =
                  Float(sums.pointer[row * panels * lanes + column] / rows.scale)
              }
            }
          }
        }
      }
    }
    return Matrix(rowCount: rows.data.rowCount, columnCount: columns, elements: elements)
  }

  private static func projectBlock(
    _ place: (values: UnsafePointer<Float>, mean: UnsafePointer<Double>), _ count: Int, _ width: Int, _ scale: Double,
    _ axes: AlignedBuffer<Float>, _ axisCount: Int, _ block: UnsafeMutablePointer<Float>,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    let panels = (axisCount + lanes - 1) / lanes
    sums.initialize(repeating: 0, count: 64 * panels * lanes)
    for from in stride(from: 0, to: width, by: depth) {
      let length = min(depth, width - from)
      strata_center_rows(place.values + from, width, place.mean + from, scale, count, length, block)
      let whole = (count + 7) / 8 * 8
      (block + count * length).initialize(repeating: 0, count: (whole - count) * length)
      for panel in 0..<panels {
        strata_row_panel_product(
          block, length, whole, axes.pointer + (from * panels + panel * length) * lanes,
          min(lanes, axisCount - panel * lanes), length, sums + panel * lanes, panels * lanes)
      }
    }
  }

  /// Axes as panels: for each 256 columns, one panel of 48 axes after the other.
  private static func packedAxes(_ axes: [Double], count: Int, width: Int) -> AlignedBuffer<Float> {
    let panels = (count + lanes - 1) / lanes
    let packed = AlignedBuffer<Float>(count: panels * lanes * width, repeating: 0)
    for from in stride(from: 0, to: width, by: depth) {
      let length = min(depth, width - from)
      for axis in 0..<count {
        let panel = packed.pointer + (from * panels + axis / lanes * length) * lanes
        for k in 0..<length { panel[k * lanes + axis % lanes] = Float(axes[axis * width + from + k]) }
      }
    }
    return packed
  }

  /// projectedᵀ · B of centered rows B: one row of `columnCount` values, in Double, per column of `projected`.
  ///
  /// Each 144 columns of data have one owner, which adds blocks of 256 rows in order. O(n·d·columns).
  package static func backProject(_ rows: CenteredRows, projected: Matrix, parallel: ParallelRows) -> [Double] {
    let (height, width) = (rows.data.rowCount, rows.data.columnCount)
    let count = projected.columnCount
    precondition(projected.rowCount == height, "one projected row per row")
    let panels = (count + lanes - 1) / lanes
    let (factor, factorScale) = packedProjection(projected, panels: panels, parallel: parallel)
    var result = [Double](repeating: 0, count: count * width)
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      rows.withPointers { values, mean in
        let (values, mean) = (SharedPointer(values), SharedPointer(mean))
        parallel.forEachChunk(of: width, chunkSize: lanes) { _, columns in
          guard let output = output.pointer, let values = values.pointer, let mean = mean.pointer else { return }
          let sums = AlignedBuffer<Double>(count: panels * lanes * lanes, repeating: 0)
          let block = AlignedBuffer<Float>(count: depth * lanes)
          for start in stride(from: 0, to: height, by: depth) {
            let length = min(depth, height - start)
            strata_pack_columns(
              values + start * width + columns.lowerBound, width, mean + columns.lowerBound, rows.scale, length,
              columns.count, block.pointer)
            for panel in 0..<panels {
              strata_panel_product(
                factor.pointer + (start * panels + panel * length) * lanes, block.pointer, length,
                sums.pointer + panel * lanes * lanes, lanes)
            }
          }
          for axis in 0..<count {
            for column in columns {
              output[axis * width + column] =
                sums.pointer[axis * lanes + column - columns.lowerBound] / (rows.scale * factorScale)
            }
          }
        }
      }
    }
    return result
  }

  private static func packedProjection(
    _ projected: Matrix, panels: Int, parallel: ParallelRows
  ) -> (AlignedBuffer<Float>, scale: Double) {
    let (height, count) = (projected.rowCount, projected.columnCount)
    let centered = CenteredRows(
      projected, mean: [Double](repeating: 0, count: count),
      largestMagnitude: ColumnSums.largestMagnitude(projected, parallel: parallel))
    let packed = AlignedBuffer<Float>(count: panels * lanes * height)
    centered.withPointers { values, mean in
      let (values, mean) = (SharedPointer(values), SharedPointer(mean))
      parallel.forEachChunk(of: height, chunkSize: depth) { _, range in
        guard let values = values.pointer, let mean = mean.pointer else { return }
        for panel in 0..<panels {
          strata_pack_columns(
            values + range.lowerBound * count + panel * lanes, count, mean + panel * lanes, centered.scale,
            range.count, min(lanes, count - panel * lanes),
            packed.pointer + (range.lowerBound * panels + panel * range.count) * lanes)
        }
      }
    }
    return (packed, centered.scale)
  }
}
