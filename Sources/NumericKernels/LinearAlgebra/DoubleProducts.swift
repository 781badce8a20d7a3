import CKernels

/// The right factor of a product in Double, packed for the tile kernel: `depth` × `width`, in panels of 24 columns.
package struct PackedFactor: Sendable {
  package let depth, width: Int
  fileprivate let panels: AlignedBuffer<Double>
  fileprivate static let lanes = Int(STRATA_DOUBLE_PANEL_WIDTH)
  fileprivate var panelCount: Int { (width + Self.lanes - 1) / Self.lanes }

  /// Packs a row-major `depth` × `width` matrix, or the transpose of a row-major `width` × `depth` one.
  package init(_ values: [Double], depth: Int, width: Int, isTransposed: Bool = false, parallel: ParallelRows) {
    precondition(values.count == depth * width, "the factor has depth × width elements")
    (self.depth, self.width) = (depth, width)
    let lanes = Self.lanes
    let buffer = AlignedBuffer<Double>(count: (width + lanes - 1) / lanes * depth * lanes, repeating: 0)
    panels = buffer
    values.withUnsafeBufferPointer { values in
      let source = SharedPointer(values.baseAddress)
      parallel.forEachChunk(of: width, chunkSize: lanes) { panel, columns in
        guard let source = source.pointer else { return }
        let target = buffer.pointer + panel * depth * lanes
        for k in 0..<depth {
          for column in columns {
            target[k * lanes + column - columns.lowerBound] =
              isTransposed ? source[column * depth + k] : source[k * width + column]
          }
        }
      }
    }
  }
}

extension DenseAlgebra {
  /// a · b of a row-major `rows` × `b.depth` matrix, in Double. Each output tile has one owner: the same bits for any
  /// number of threads.
  package static func product(_ a: [Double], rows: Int, _ b: PackedFactor, parallel: ParallelRows) -> [Double] {
    precondition(a.count == rows * b.depth, "the factor has rows × depth elements")
    guard rows > 0, b.width > 0 else { return [] }
    let rowChunk = 96
    let rowChunks = (rows + rowChunk - 1) / rowChunk
    return [Double](unsafeUninitializedCapacity: rows * b.width) { output, count in
      let output = SharedMutable(output.baseAddress)
      a.withUnsafeBufferPointer { a in
        let source = SharedPointer(a.baseAddress)
        parallel.forEachChunk(of: b.panelCount * rowChunks, chunkSize: 1) { index, _ in
          guard let output = output.pointer, let source = source.pointer else { return }
          let (panel, first) = (index / rowChunks, index % rowChunks * rowChunk)
          multiply(source, first..<min(rows, first + rowChunk), b, panel: panel, into: output)
        }
      }
      count = rows * b.width
    }
  }

  private static func multiply(
    _ a: UnsafePointer<Double>, _ rows: Range<Int>, _ b: PackedFactor, panel: Int,
    into output: UnsafeMutablePointer<Double>
  ) {
    let (depth, lanes) = (256, PackedFactor.lanes)
    let whole = rows.count / 8 * 8
    let sums = AlignedBuffer<Double>(count: (whole + 8) * lanes, repeating: 0)
    // The kernel takes rows by eight; the last few are copied beside rows of zeros.
    let rest = AlignedBuffer<Double>(count: 8 * depth, repeating: 0)
    for from in stride(from: 0, to: b.depth, by: depth) {
      let count = min(depth, b.depth - from)
      let factor = b.panels.pointer + (panel * b.depth + from) * lanes
      strata_double_panel_product(
        a + rows.lowerBound * b.depth + from, b.depth, whole, factor, count, sums.pointer, lanes)
      guard whole < rows.count else { continue }
      for row in whole..<rows.count {
        let source = a + (rows.lowerBound + row) * b.depth + from
        (rest.pointer + (row - whole) * depth).update(from: source, count: count)
      }
      strata_double_panel_product(rest.pointer, depth, 8, factor, count, sums.pointer + whole * lanes, lanes)
    }
    let columns = min(lanes, b.width - panel * lanes)
    for row in 0..<rows.count {
      (output + (rows.lowerBound + row) * b.width + panel * lanes).update(
        from: sums.pointer + row * lanes, count: columns)
    }
  }
}
