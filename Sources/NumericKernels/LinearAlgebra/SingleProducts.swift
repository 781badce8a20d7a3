#if canImport(Accelerate)
  import Accelerate
#else
  import CKernels
#endif

extension DenseAlgebra {
  /// c = op(a) · op(b) for row-major blocks of Float32; `rows × depth` times `depth × columns`, on the calling thread.
  ///
  /// By Accelerate where it is there, else by our own kernel: the OpenBLAS of the distributions takes code for SSE3 on
  /// processors that are newer than it, and is then ten times slower.
  package static func product(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Float>, _ aLayout: Layout, aStride: Int,
    _ b: UnsafePointer<Float>, _ bLayout: Layout, bStride: Int, into c: UnsafeMutablePointer<Float>, cStride: Int
  ) {
    #if canImport(Accelerate)
      _ = singleThreaded
      cblas_sgemm(
        CblasRowMajor, aLayout == .asStored ? CblasNoTrans : CblasTrans,
        bLayout == .asStored ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns), Int32(depth), 1, a,
        Int32(aStride), b, Int32(bStride), 0, c, Int32(cStride))
    #else
      let (aRow, aDepth) = aLayout == .asStored ? (aStride, 1) : (1, aStride)
      let (bDepth, bColumn) = bLayout == .asStored ? (bStride, 1) : (1, bStride)
      strata_block_product(rows, columns, depth, a, aRow, aDepth, b, bDepth, bColumn, c, cStride)
    #endif
  }

  /// AᵀB of two matrices with the same rows: columns of `a` × columns of `b`, row-major. O(rows · columns · columns).
  ///
  /// Tiles of the result, each owned by one chunk of work, add blocks of 2,048 rows in order in Double; within a block
  /// sums are Float32. The same bits for any number of threads.
  package static func crossProduct(_ a: Matrix, _ b: Matrix, parallel: ParallelRows) -> [Double] {
    precondition(a.rowCount == b.rowCount, "both have the same rows")
    let (tile, block) = (192, 2048)
    let (m, n, count) = (a.columnCount, b.columnCount, a.rowCount)
    let tilesAcross = (n + tile - 1) / tile
    return [Double](unsafeUninitializedCapacity: m * n) { output, filled in
      output.initialize(repeating: 0)
      let sums = SharedMutable(output.baseAddress)
      a.elements.withUnsafeBufferPointer { left in
        b.elements.withUnsafeBufferPointer { right in
          let (left, right) = (SharedPointer(left.baseAddress), SharedPointer(right.baseAddress))
          parallel.forEachChunk(of: (m + tile - 1) / tile * tilesAcross, chunkSize: 1) { index, _ in
            guard let sums = sums.pointer, let left = left.pointer, let right = right.pointer else { return }
            let (i, j) = (index / tilesAcross * tile, index % tilesAcross * tile)
            let (rows, columns) = (min(tile, m - i), min(tile, n - j))
            withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * tile) { part in
              guard let part = part.baseAddress else { return }
              for from in stride(from: 0, to: count, by: block) {
                product(
                  rows: rows, columns: columns, depth: min(block, count - from), left + from * m + i, .transposed,
                  aStride: m, right + from * n + j, .asStored, bStride: n, into: part, cStride: tile)
                for row in 0..<rows {
                  for column in 0..<columns {
                    sums[(i + row) * n + j + column] += Double(part[row * tile + column])
                  }
                }
              }
            }
          }
        }
      }
      filled = m * n
    }
  }
}
