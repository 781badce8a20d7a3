#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension DenseAlgebra {
  /// How the rows of the first factor of a product are laid out.
  package enum Layout: Sendable {
    case asStored
    case transposed
  }

  /// c += op(a) · op(b) for row-major blocks; `rows × depth` times `depth × columns`, on the calling thread.
  package static func addProduct(
    rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Double>, _ aLayout: Layout, aStride: Int,
    _ b: UnsafePointer<Double>, _ bLayout: Layout, bStride: Int, into c: UnsafeMutablePointer<Double>, cStride: Int
  ) {
    _ = singleThreaded
    #if canImport(Accelerate)
      cblas_dgemm(
        CblasRowMajor, aLayout == .asStored ? CblasNoTrans : CblasTrans,
        bLayout == .asStored ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns), Int32(depth), 1, a,
        Int32(aStride), b, Int32(bStride), 1, c, Int32(cStride))
    #else
      let (rowMajor, stored, transposed) = (Int32(101), Int32(111), Int32(112))
      cblas_dgemm(
        rowMajor, aLayout == .asStored ? stored : transposed, bLayout == .asStored ? stored : transposed, Int32(rows),
        Int32(columns), Int32(depth), 1, a, Int32(aStride), b, Int32(bStride), 1, c, Int32(cStride))
    #endif
  }

  /// B · Bᵀ (`rows` layout) or Bᵀ · B (`columns` layout) of the column-centered data B, in Double, row-major.
  ///
  /// Output tiles of a fixed size are each owned by one chunk, which adds blocks of the data in order.
  package static func centeredGram(
    _ data: Matrix, mean: [Double], ofColumns: Bool, parallel: ParallelRows
  ) -> [Double] {
    let (n, d) = (data.rowCount, data.columnCount)
    let order = ofColumns ? d : n
    let length = ofColumns ? n : d
    let (tile, block) = (192, 512)
    let tiles = (order + tile - 1) / tile
    let pairs = (0..<tiles).flatMap { i in (0...i).map { (i, $0) } }
    var result = [Double](repeating: 0, count: order * order)
    var buffer = [Double](repeating: 0, count: order * min(block, length))
    result.withUnsafeMutableBufferPointer { result in
      buffer.withUnsafeMutableBufferPointer { buffer in
        let output = SharedMutable(result.baseAddress)
        let centered = SharedMutable(buffer.baseAddress)
        for start in stride(from: 0, to: length, by: block) {
          let depth = min(block, length - start)
          // The block holds `order` rows of `depth` values, whichever way the data are cut.
          parallel.forEachChunk(of: order, chunkSize: tile) { _, range in
            guard let centered = centered.pointer else { return }
            fill(centered, range, depth: depth, start: start, from: data, mean: mean, ofColumns: ofColumns)
          }
          parallel.forEachChunk(of: pairs.count, chunkSize: 1) { pair, _ in
            guard let centered = centered.pointer, let output = output.pointer else { return }
            let (i, j) = (pairs[pair].0 * tile, pairs[pair].1 * tile)
            addProduct(
              rows: min(tile, order - i), columns: min(tile, order - j), depth: depth, centered + i * depth, .asStored,
              aStride: depth, centered + j * depth, .transposed, bStride: depth, into: output + i * order + j,
              cStride: order)
          }
        }
        for i in 0..<order {
          for j in 0..<i { result[j * order + i] = result[i * order + j] }
        }
      }
    }
    return result
  }

  /// Copies `depth` centered values, from `start` on, of some rows (or columns) of the data.
  private static func fill(
    _ block: UnsafeMutablePointer<Double>, _ range: Range<Int>, depth: Int, start: Int, from data: Matrix,
    mean: [Double], ofColumns: Bool
  ) {
    let width = data.columnCount
    data.elements.withUnsafeBufferPointer { values in
      for row in range {
        for k in 0..<depth {
          block[row * depth + k] =
            ofColumns
            ? Double(values[(start + k) * width + row]) - mean[row]
            : Double(values[row * width + start + k]) - mean[start + k]
        }
      }
    }
  }

  /// Makes the `count` rows of length `length` orthonormal, in order (modified Gram–Schmidt, twice).
  ///
  /// Rows that depend on earlier ones become zero.
  package static func orthonormalize(_ rows: inout [Double], count: Int, length: Int) {
    rows.withUnsafeMutableBufferPointer { rows in
      for i in 0..<count {
        let before = norm(rows, i, length)
        for _ in 0..<2 {
          for j in 0..<i {
            var dot = 0.0
            for k in 0..<length { dot += rows[i * length + k] * rows[j * length + k] }
            for k in 0..<length { rows[i * length + k] -= dot * rows[j * length + k] }
          }
        }
        let after = norm(rows, i, length)
        let scale = after > before * 1e-12 && after > 0 ? 1 / after : 0
        for k in 0..<length { rows[i * length + k] *= scale }
      }
    }
  }

  private static func norm(_ rows: UnsafeMutableBufferPointer<Double>, _ row: Int, _ length: Int) -> Double {
    var sum = 0.0
    for k in row * length..<(row + 1) * length { sum += rows[k] * rows[k] }
    return sum.squareRoot()
  }
}
