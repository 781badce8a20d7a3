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
