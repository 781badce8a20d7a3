package import NumericKernels

/// The leading nontrivial eigenvectors of the normalized Laplacian I − D^(−1/2)·W·D^(−1/2) of a connected graph.
///
/// They are those of largest eigenvalue of D^(−1/2)·W·D^(−1/2): by LAPACK for small graphs, by block iteration with
/// Chebyshev filters above (Zhou et al. 2006, doi:10.1016/j.jcp.2006.03.017). The same bits for any number of threads.
package struct LaplacianEigenmap {
  private static let largestDenseOrder = 256
  private static let firstBound = 0.8
  private static let degree = 16
  private static let longestIteration = 40

  private let graph: CSRMatrix
  private let parallel: ParallelRows

  package init(_ graph: CSRMatrix, parallel: ParallelRows) {
    self.graph = graph
    self.parallel = parallel
  }

  /// One coordinate a row of the result, each of length 1; `count` must be below the number of vertices. Iteration ends
  /// when |A·x − λ·x| is at most `tolerance` for each.
  package func coordinates(count: Int, seed: UInt64, tolerance: Double) throws -> [Double] {
    let order = graph.rowCount
    precondition(count < order, "there are fewer coordinates than vertices")
    if order <= max(Self.largestDenseOrder, 4 * (count + 1)) {
      let vectors = try DenseAlgebra.largestEigenpairs(of: dense(), order: order, count: count + 1).vectors
      return Array(vectors[order...])
    }
    var block = SpectralBlock(graph, width: Self.width(count), seed: seed, parallel: parallel)
    var bound = Self.firstBound
    for _ in 0..<Self.longestIteration {
      block.filter(degree: Self.degree, bound: bound)
      let (values, residuals) = try block.rotateToEigenvectors()
      if (residuals.prefix(count).max() ?? 0) <= tolerance { break }
      bound = min(0.999_999, max(-0.5, values[block.width - 1]))
    }
    return (0..<count).flatMap { DenseAlgebra.oriented(block.column($0)) }
  }

  /// Some columns more than are wanted, for the last of these to converge as well.
  private static func width(_ count: Int) -> Int { (count + max(6, count / 2) + 7) / 8 * 8 }

  private func dense() -> [Double] {
    let order = graph.rowCount
    let values = graph.normalizedValues(graph.degrees(parallel: parallel), parallel: parallel)
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for edge in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) {
        matrix[row * order + Int(graph.columns[edge])] = Double(values[edge])
      }
    }
    return matrix
  }
}
