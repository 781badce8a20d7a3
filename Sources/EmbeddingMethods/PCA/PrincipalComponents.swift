public import NumericKernels

/// What `PrincipalComponents` can be told.
public struct PrincipalComponentsOptions: Sendable, Codable, Equatable {
  /// The number of components to keep; at most min(rows, columns) are kept. Default 2.
  public var componentCount = 2
  /// The seed of the block iteration that large data need. Default 0.
  public var seed: UInt64 = 0
  /// Above this size of the smaller side of the data, eigenvectors come from block iteration. Default 1,536.
  public var largestDenseOrder = 1536

  /// Creates options; everything else keeps its default.
  public init(componentCount: Int = 2) { self.componentCount = componentCount }
}

/// Principal component analysis: the directions of largest variance.
///
/// Of data with n rows and d columns, the covariance (d ≤ n) or the Gram matrix of the rows (d > n) is formed in Double
/// and its largest eigenpairs are taken by LAPACK; above `largestDenseOrder`, block subspace iteration with
/// Rayleigh–Ritz is used instead (Halko et al. 2011, doi:10.1137/090771806), to a relative change of 1e-6 of the
/// explained variances. The sign of a component makes its largest coefficient positive. O(n·d·min(n,d)). The same bits
/// for any number of threads.
public struct PrincipalComponents: Sendable, Equatable {
  /// The components, one a row, each of length 1 (zero where the data vary in fewer directions).
  public let components: Matrix
  /// The variance along each component, with n − 1 in the denominator, descending.
  public let explainedVariance: [Double]
  /// The share of the total variance of each component; zero for data without variance.
  public let explainedVarianceRatio: [Double]
  /// The mean of each column.
  public let mean: [Double]
  /// The number of components that was asked for; `components.rowCount` were kept.
  public let requestedComponentCount: Int
  /// Whether block iteration met its tolerance; true where LAPACK did the work.
  public let hasConverged: Bool

  /// Fits the components.
  ///
  /// One row, and constant data, have components of zeros. Throws `badInput` for values that are not finite and data
  /// without rows or columns, `badOption` for a component count below 1.
  public init(
    _ data: Matrix, options: PrincipalComponentsOptions = .init(), parallel: ParallelRows = .init()
  ) throws {
    try Validation.requireOption(
      options.componentCount >= 1, "componentCount", options.componentCount, expected: "at least 1")
    try Validation.requireColumns(data, name: "data")
    try Validation.requireFinite(data, name: "data")
    guard data.rowCount > 0 else {
      throw EmbeddingMethodsError(
        kind: .badInput, description: "The data have no rows; principal components need at least one. Add items.")
    }
    let kept = min(options.componentCount, data.rowCount, data.columnCount)
    let mean = ColumnStatistics.mean(data)
    let total = ColumnStatistics.squaredDeviation(data, mean: mean)
    let denominator = Double(max(1, data.rowCount - 1))
    let fit = try EigenFit(data, mean: mean, count: kept, options: options, parallel: parallel)
    self.mean = mean
    requestedComponentCount = options.componentCount
    hasConverged = fit.hasConverged
    components = Matrix(rowCount: kept, columnCount: data.columnCount, elements: fit.vectors.map { Float($0) })
    // What rounding leaves of a zero variance is not a variance.
    let variances = fit.values.map { $0 > total * 1e-13 ? $0 / denominator : 0 }
    explainedVariance = variances
    explainedVarianceRatio = variances.map { total > 0 ? $0 * denominator / total : 0 }
  }

  /// The coordinates of rows along the components: (row − mean) · componentsᵀ, summed in Double.
  ///
  /// Throws `badInput` when the rows have another number of columns or values that are not finite. O(n·d·components).
  public func transform(_ data: Matrix, parallel: ParallelRows = .init()) throws -> Matrix {
    guard data.columnCount == mean.count else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The data have \(data.columnCount) columns; these components were fitted to \(mean.count). "
          + "Transform data of the same features.")
    }
    try Validation.requireFinite(data, name: "data")
    let axes = components.elements.map(Double.init)
    let (width, kept) = (data.columnCount, components.rowCount)
    let projected = CenteredProduct.project(data, mean: mean, axes: axes, count: kept, parallel: parallel)
    precondition(projected.count == data.rowCount * kept && axes.count == kept * width, "shapes agree")
    return Matrix(rowCount: data.rowCount, columnCount: kept, elements: projected.map { Float($0) })
  }
}

/// Means and sums of squares of columns.
enum ColumnStatistics {
  static func mean(_ data: Matrix) -> [Double] {
    var mean = [Double](repeating: 0, count: data.columnCount)
    data.elements.withUnsafeBufferPointer { values in
      mean.withUnsafeMutableBufferPointer { mean in
        for row in 0..<data.rowCount {
          for column in 0..<data.columnCount { mean[column] += Double(values[row * data.columnCount + column]) }
        }
        for column in 0..<data.columnCount { mean[column] /= Double(max(1, data.rowCount)) }
      }
    }
    return mean
  }

  static func squaredDeviation(_ data: Matrix, mean: [Double]) -> Double {
    var sum = 0.0
    data.elements.withUnsafeBufferPointer { values in
      mean.withUnsafeBufferPointer { mean in
        for row in 0..<data.rowCount {
          for column in 0..<data.columnCount {
            let difference = Double(values[row * data.columnCount + column]) - mean[column]
            sum += difference * difference
          }
        }
      }
    }
    return sum
  }
}
