import CKernels

/// Rows of Float32 packed in panels of 16: the layout of the fastest tile kernels.
///
/// Panel p holds rows 16p … 16p + 15 side by side, column after column: the value of row 16p + lane in a column is
/// `elements[(p * depth + column) * 16 + lane]`. One vector thus holds one column of 16 rows, and no sum is ever taken
/// across a vector. Missing rows of the last panel are zeros. The same packed rows serve as either side of a tile.
package struct PackedPanels: Sendable {
  /// The number of rows without padding.
  package let rowCount: Int
  /// The number of columns.
  package let depth: Int
  /// The values; `panelCount * depth * 16` of them.
  package let elements: [Float]

  /// The number of rows in a panel.
  package static let panelRows = 16

  /// The number of panels, the last of which may be padded.
  package var panelCount: Int { (rowCount + Self.panelRows - 1) / Self.panelRows }

  /// Copies the leading `depth` columns of padded rows. O(rows × depth); chunks of 1,024 rows in parallel.
  package init(_ rows: PaddedRows, depth: Int, parallel: ParallelRows = .init(threadCount: 1)) {
    precondition(depth >= 0 && depth <= rows.stride, "panels hold columns that exist")
    (rowCount, self.depth) = (rows.rowCount, depth)
    let (count, stride) = (rows.rowCount, rows.stride)
    let size = (count + Self.panelRows - 1) / Self.panelRows * Self.panelRows * depth
    elements = [Float](unsafeUninitializedCapacity: size) { output, initializedCount in
      let target = SharedMutable(output.baseAddress)
      rows.elements.withUnsafeBufferPointer { source in
        let source = SharedPointer(source.baseAddress)
        parallel.forEachChunk(of: count, chunkSize: 1024) { _, range in
          guard let source = source.pointer, let target = target.pointer else { return }
          strata_pack_panels(
            source + range.lowerBound * stride, range.count, stride, depth, target + range.lowerBound * depth)
        }
      }
      initializedCount = size
    }
  }
}

/// The kernels on packed panels under Swift names.
///
/// Each writes `output[i * outputStride + j]` for row i of the first panels and row j of the second, padding rows
/// included: `16 * firstCount` rows of `16 * secondCount` keys, so `outputStride >= 16 * secondCount`. Terms are added in
/// column order whatever the tile: a pair has the same bits in every tile and with its rows exchanged, so that only the
/// tiles on and above the diagonal need be computed. Blocks of 256 columns are summed alone and then added; the error
/// of a dot product is at most (256 + depth / 256) · 2⁻²⁴ · Σ|x·y|. About 200 GFLOP/s on one AVX-512 core (94 % of its
/// peak) for tiles of 256 × 256 rows, which keep both sides and the output in the second-level cache.
package enum PanelKernels {
  /// Dot products.
  package static func dotProducts(
    _ first: UnsafePointer<Float>, _ firstCount: Int, _ second: UnsafePointer<Float>, _ secondCount: Int, depth: Int,
    into output: UnsafeMutablePointer<Float>, outputStride: Int
  ) { strata_panel_dots(first, firstCount, second, secondCount, depth, output, outputStride) }

  /// Sums of absolute differences.
  package static func manhattanDistances(
    _ first: UnsafePointer<Float>, _ firstCount: Int, _ second: UnsafePointer<Float>, _ secondCount: Int, depth: Int,
    into output: UnsafeMutablePointer<Float>, outputStride: Int
  ) { strata_panel_manhattan(first, firstCount, second, secondCount, depth, output, outputStride) }

  /// Largest absolute differences.
  package static func chebyshevDistances(
    _ first: UnsafePointer<Float>, _ firstCount: Int, _ second: UnsafePointer<Float>, _ secondCount: Int, depth: Int,
    into output: UnsafeMutablePointer<Float>, outputStride: Int
  ) { strata_panel_chebyshev(first, firstCount, second, secondCount, depth, output, outputStride) }

  /// Sums of absolute differences to a power from 1 to 32, each term within 2e-4 of its value.
  package static func powerSums(
    _ first: UnsafePointer<Float>, _ firstCount: Int, _ second: UnsafePointer<Float>, _ secondCount: Int, depth: Int,
    exponent: Float, into output: UnsafeMutablePointer<Float>, outputStride: Int
  ) { strata_panel_powers(first, firstCount, second, secondCount, depth, exponent, output, outputStride) }
}
