#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension DenseAlgebra {
  /// A = U · diag(values) · Vᵀ of a square matrix, all row-major, values descending.
  package struct SingularValues: Sendable {
    package var left: [Double]
    package var values: [Double]
    package var rightTransposed: [Double]
  }

  /// The singular value decomposition of a square matrix (row-major). O(n³).
  package static func singularValues(of matrix: [Double], order: Int) throws -> SingularValues {
    precondition(matrix.count == order * order, "the matrix is square")
    guard order > 0 else { return SingularValues(left: [], values: [], rightTransposed: []) }
    _ = singleThreaded
    // LAPACK reads columns, so it sees Aᵀ = V Σ Uᵀ: its left vectors, read as rows, are Vᵀ, and its right ones U.
    var input = matrix
    var n = Int32(order)
    var (leadingA, leadingU, leadingV, columns) = (n, n, n, n)
    var values = [Double](repeating: 0, count: order)
    var first = [Double](repeating: 0, count: order * order)
    var second = first
    var integerWork = [Int32](repeating: 0, count: 8 * order)
    var work = [0.0]
    var status = Int32(0)
    for pass in 0..<2 {
      var workCount = pass == 0 ? Int32(-1) : Int32(work.count)
      dgesdd_(
        "A", &n, &columns, &input, &leadingA, &values, &first, &leadingU, &second, &leadingV, &work, &workCount,
        &integerWork, &status)
      if pass == 0 && status == 0 { work = [Double](repeating: 0, count: Int(work[0])) }
    }
    guard status == 0 else {
      throw NumericKernelsError(
        kind: .notConverged,
        description: "The singular values of a matrix of order \(order) were not found (LAPACK dgesdd: \(status)). "
          + "Scale the data to moderate values.")
    }
    return SingularValues(left: second, values: values, rightTransposed: first)
  }
}
