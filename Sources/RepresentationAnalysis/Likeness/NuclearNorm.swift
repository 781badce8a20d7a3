import NumericKernels

/// The sum of singular values of a product of two matrices.
enum NuclearNorm {
  /// ‖AᵀB‖_* on the calling thread; both have the same rows. O(rows · p · q + max(p, q) · min(p, q)²).
  ///
  /// Singular values are roots of the eigenvalues of the smaller of MMᵀ and MᵀM, M = AᵀB; those below 1e-8 of the largest
  /// are rounding, which adds at most 1e-8 of it each.
  static func ofProduct(_ a: Matrix, _ b: Matrix) throws -> Double {
    let (wide, narrow) = a.columnCount >= b.columnCount ? (a, b) : (b, a)
    let (rows, order) = (wide.columnCount, narrow.columnCount)
    guard order > 0 else { return 0 }
    let product = DenseAlgebra.crossProduct(wide, narrow, parallel: ParallelRows(threadCount: 1))
    var gram = [Double](repeating: 0, count: order * order)
    product.withUnsafeBufferPointer { product in
      gram.withUnsafeMutableBufferPointer { gram in
        guard let product = product.baseAddress, let gram = gram.baseAddress else { return }
        DenseAlgebra.addProduct(
          rows: order, columns: order, depth: rows, product, .transposed, aStride: order, product, .asStored,
          bStride: order, into: gram, cStride: order)
      }
    }
    return try DenseAlgebra.eigenvalues(of: gram, order: order).reduce(0) { $0 + max(0, $1).squareRoot() }
  }
}
