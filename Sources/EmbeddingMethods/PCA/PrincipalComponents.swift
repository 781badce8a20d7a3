public import NumericKernels

/// Principal component analysis: the directions of largest variance.
///
/// Of data with n rows and d columns, the scatter matrix (d ≤ n) or the matrix of products of rows (d > n) is formed from
/// centered blocks and its largest eigenpairs are taken; when both n and d are above `largestDenseOrder`,
/// blocks of vectors are iterated over the data instead (randomized block Krylov iteration of Musco & Musco 2015,
/// arXiv:1504.05477, until the subspace is within 2e-6 by an estimate from residuals). Products of large data
/// are Float32 over 256 values at a time, added in Double; small data are multiplied in Double throughout. The sign of a
/// component makes its largest coefficient positive. O(n·d·min(n,d)). The same bits for any number of threads.
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
  /// How the components were computed: never `automatic`.
  public let method: PrincipalComponentsMethod
  /// Whether the randomized method met its tolerance; always true for the others.
  public let hasConverged: Bool

  /// Fits the components.
  ///
  /// One row, and constant data, have components of zeros. `progress` is told the finished share; what it throws ends
  /// the work. Throws `badInput` for values that are not finite and data without rows or columns, `badOption` for a
  /// component count below 1.
  public init(
    _ data: Matrix, options: PrincipalComponentsOptions = .init(), parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(
      options.componentCount >= 1, "componentCount", options.componentCount, expected: "at least 1")
    try Validation.requireColumns(data, name: "data")
    guard data.rowCount > 0 else {
      throw EmbeddingMethodsError(
        kind: .badInput, description: "The data have no rows; principal components need at least one. Add items.")
    }
    let rows = try ColumnStatistics.centered(data, name: "data", parallel: parallel)
    let fit = try EigenFit(rows, options: options, parallel: parallel, progress: progress)
    let kept = fit.values.count
    method = fit.method
    let denominator = Double(max(1, data.rowCount - 1))
    mean = rows.mean
    requestedComponentCount = options.componentCount
    hasConverged = fit.hasConverged
    components = Matrix(rowCount: kept, columnCount: data.columnCount, elements: fit.vectors.map { Float($0) })
    // What rounding leaves of a zero variance is not a variance.
    let variances = fit.values.map { $0 > fit.total * 1e-13 ? $0 / denominator : 0 }
    explainedVariance = variances
    explainedVarianceRatio = variances.map { fit.total > 0 ? min(1, $0 * denominator / fit.total) : 0 }
  }

  /// The coordinates of rows along the components: (row − mean) · componentsᵀ.
  ///
  /// Differences are rounded once to Float32; products are summed in Float32 over 256 columns at a time and these sums
  /// in Double. Throws `badInput` when the rows have another number of columns, values that are not finite, or
  /// coordinates beyond Float32. O(n·d·components).
  public func transform(_ data: Matrix, parallel: ParallelRows = .init()) throws -> Matrix {
    guard data.columnCount == mean.count else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The data have \(data.columnCount) columns; these components were fitted to \(mean.count). "
          + "Transform data of the same features.")
    }
    let axes = components.elements.map(Double.init)
    let centered = CenteredRows(data, mean: mean, largestMagnitude: 1)
    let projected = DenseAlgebra.project(centered, axes: axes, count: components.rowCount, parallel: parallel)
    // A value that is not finite makes its coordinates so too: the data are searched only then.
    guard projected.firstNonFinite != nil else { return projected }
    try Validation.requireFinite(data, name: "data")
    let largest = ColumnSums.largestMagnitude(data, parallel: parallel) * Double(data.columnCount)
    let scaled = CenteredRows(data, mean: mean, largestMagnitude: largest)
    let again = DenseAlgebra.project(scaled, axes: axes, count: components.rowCount, parallel: parallel)
    guard let place = again.firstNonFinite else { return again }
    throw EmbeddingMethodsError(
      kind: .badInput,
      description: "The coordinate of row \(place.row) along component \(place.column) is beyond the range of Float32. "
        + "Scale the data to moderate values.")
  }
}
