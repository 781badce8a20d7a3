#if canImport(Accelerate)
  import Accelerate
#else
  import COpenBLAS
#endif

/// LAPACK and BLAS under Swift names, always on one thread: their bits change with their thread count.
package enum DenseAlgebra {
  /// Evaluated once, before the first call of a product.
  static let singleThreaded: Void = {
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
    #endif
  }()

  /// Eigenvalues and eigenvectors, largest eigenvalue first; vector i is row i and has length 1.
  package struct EigenPairs: Sendable {
    package var values: [Double]
    package var vectors: [Double]
  }

  /// The `count` largest eigenpairs of a symmetric matrix (row-major, both triangles filled). O(n³).
  ///
  /// The sign of each vector makes its component of largest magnitude positive.
  package static func largestEigenpairs(of matrix: [Double], order: Int, count: Int) throws -> EigenPairs {
    precondition(matrix.count == order * order && count <= order, "the matrix is square")
    guard count > 0 else { return EigenPairs(values: [], vectors: []) }
    _ = singleThreaded
    var input = matrix
    var values = [Double](repeating: 0, count: order)
    var vectors = [Double](repeating: 0, count: order * count)
    try decompose(&input, order: order, from: order - count + 1, through: order, values: &values, vectors: &vectors)
    var result = EigenPairs(values: [], vectors: [])
    result.vectors.reserveCapacity(order * count)
    for index in (0..<count).reversed() {
      result.values.append(values[index])
      result.vectors += oriented(vectors[index * order..<(index + 1) * order])
    }
    return result
  }

  /// The vector or its opposite: that of which the component of largest magnitude is positive.
  package static func oriented(_ vector: some Collection<Double>) -> [Double] {
    // The first of equal magnitudes decides; a factor keeps rounding from deciding between them.
    let magnitude = vector.reduce(0) { max($0, abs($1)) }
    let leading = vector.first { abs($0) >= magnitude * (1 - 1e-9) } ?? 0
    return leading < 0 ? vector.map { -$0 } : Array(vector)
  }

  private static func decompose(
    _ matrix: inout [Double], order: Int, from: Int, through: Int, values: inout [Double], vectors: inout [Double]
  ) throws {
    var n = Int32(order)
    var (lower, upper) = (Int32(from), Int32(through))
    var (leading, leadingOutput) = (n, n)
    var (unusedLower, unusedUpper, tolerance) = (0.0, 0.0, 0.0)
    var (found, status) = (Int32(0), Int32(0))
    var support = [Int32](repeating: 0, count: 2 * order)
    var work = [0.0]
    var integerWork = [Int32(0)]
    // The first call asks for the size of the workspace, the second works.
    for pass in 0..<2 {
      var workCount = pass == 0 ? Int32(-1) : Int32(work.count)
      var integerWorkCount = pass == 0 ? Int32(-1) : Int32(integerWork.count)
      dsyevr_(
        "V", "I", "L", &n, &matrix, &leading, &unusedLower, &unusedUpper, &lower, &upper, &tolerance, &found, &values,
        &vectors, &leadingOutput, &support, &work, &workCount, &integerWork, &integerWorkCount, &status)
      if pass == 0 && status == 0 {
        work = [Double](repeating: 0, count: Int(work[0]))
        integerWork = [Int32](repeating: 0, count: Int(integerWork[0]))
      }
    }
    guard status == 0, Int(found) == through - from + 1 else {
      throw NumericKernelsError(
        kind: .notConverged,
        description: "The eigenvalues of a matrix of order \(order) were not found (LAPACK dsyevr: \(status)). "
          + "Scale the data to moderate values.")
    }
  }
}
