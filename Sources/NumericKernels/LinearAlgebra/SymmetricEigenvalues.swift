#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

extension DenseAlgebra {
  /// All eigenvalues of a symmetric matrix (row-major, both triangles filled), largest first. O(n³).
  package static func eigenvalues(of matrix: [Double], order: Int) throws -> [Double] {
    precondition(matrix.count == order * order, "the matrix is square")
    guard order > 0 else { return [] }
    _ = singleThreaded
    var input = matrix
    var values = [Double](repeating: 0, count: order)
    var (n, leading, status) = (Int32(order), Int32(order), Int32(0))
    var work = [0.0]
    var integerWork = [Int32(0)]
    // The first call asks for the size of the workspace, the second works.
    for pass in 0..<2 {
      var workCount = pass == 0 ? Int32(-1) : Int32(work.count)
      var integerWorkCount = pass == 0 ? Int32(-1) : Int32(integerWork.count)
      dsyevd_("N", "L", &n, &input, &leading, &values, &work, &workCount, &integerWork, &integerWorkCount, &status)
      if pass == 0 && status == 0 {
        work = [Double](repeating: 0, count: Int(work[0]))
        integerWork = [Int32](repeating: 0, count: Int(integerWork[0]))
      }
    }
    guard status == 0 else {
      throw NumericKernelsError(
        kind: .notConverged,
        description: "The eigenvalues of a matrix of order \(order) were not found (LAPACK dsyevd: \(status)). "
          + "Scale the data to moderate values.")
    }
    return values.reversed()
  }
}
