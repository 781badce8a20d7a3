#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension DenseAlgebra {
  /// Solves A·x = b for several b by the Cholesky factors of A (LAPACK `dposv`). O(n³ + n²·m).
  ///
  /// - Parameters:
  ///   - matrix: A, symmetric and positive definite, both triangles filled.
  ///   - order: n, its rows and columns.
  ///   - rightSides: m vectors b of length n, one after another.
  /// - Returns: The x in the same order.
  /// - Throws: `NumericKernelsError` for a matrix that is not positive definite.
  package static func solve(_ matrix: [Double], order: Int, rightSides: [Double]) throws -> [Double] {
    precondition(matrix.count == order * order, "the matrix is square")
    precondition(order > 0 && rightSides.count.isMultiple(of: order), "right sides have the matrix's order")
    _ = singleThreaded
    var (factors, solution) = (matrix, rightSides)
    var (n, columns, leading, status) = (Int32(order), Int32(rightSides.count / order), Int32(order), Int32(0))
    var leadingRight = Int32(order)
    guard columns > 0 else { return [] }
    dposv_("L", &n, &columns, &factors, &leading, &solution, &leadingRight, &status)
    guard status == 0 else {
      throw NumericKernelsError(
        kind: .notConverged,
        description:
          "A matrix of order \(order) is not positive definite (LAPACK dposv: \(status)). Add a small multiple "
          + "of the identity to it.")
    }
    return solution
  }
}
