import Foundation
public import NumericKernels

/// How many directions a cloud of points really uses.
///
/// From the eigenvalues of the centered Gram matrix, over columns or over rows, whichever are fewer, in Double.
/// O(n·d·min(n, d) + min(n, d)³). The same bits for any number of threads.
public struct EffectiveRank: Sendable, Equatable {
  /// exp(−Σ pᵢ log pᵢ) with pᵢ = σᵢ / Σσ, the singular values' shares (Roy & Vetterli 2007,
  /// doi:10.5281/zenodo.40640); between 1 and the rank, 0 when all rows are equal.
  public let effectiveRank: Double
  /// (Σσ²)² / Σσ⁴, the participation ratio of the variances; 0 when all rows are equal.
  public let participationRatio: Double
  /// How many components hold 90 % of the variance.
  public let componentsFor90Percent: Int

  /// Measures a matrix with one row a point.
  ///
  /// Throws `badInput` for values that are not finite, and what `progress` throws.
  public init(_ data: Matrix, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil) throws {
    try Validation.requireFinite(data, name: "data")
    let magnitude = ColumnSums.largestMagnitude(data, parallel: parallel)
    let rows = CenteredRows(
      data, mean: ColumnSums.mean(data, parallel: parallel), largestMagnitude: magnitude)
    let order = min(data.rowCount, data.columnCount)
    let gram =
      data.columnCount <= data.rowCount
      ? try DenseAlgebra.columnGram(rows, precision: .double, parallel: parallel, progress: progress)
      : try DenseAlgebra.rowGram(rows, precision: .double, parallel: parallel, progress: progress)
    let values = try DenseAlgebra.eigenvalues(of: gram, order: order)
    let largest = values.first ?? 0
    // Below these, an eigenvalue is rounding of the others, or of the means.
    let rounding = max(largest * 1e-13, Double(data.elements.count) * (1e-9 * magnitude) * (1e-9 * magnitude))
    let variances = values.filter { $0 > rounding }
    (effectiveRank, participationRatio, componentsFor90Percent) = Self.summary(variances)
  }

  private static func summary(_ variances: [Double]) -> (Double, Double, Int) {
    let (total, singularTotal) = (variances.reduce(0, +), variances.reduce(0) { $0 + $1.squareRoot() })
    guard total > 0 else { return (0, 0, 0) }
    let entropy = variances.reduce(0.0) { sum, variance in
      let share = variance.squareRoot() / singularTotal
      return sum - share * log(share)
    }
    let squares = variances.reduce(0) { $0 + ($1 / total) * ($1 / total) }
    var (kept, count) = (0.0, 0)
    while count < variances.count, kept < 0.9 * total {
      kept += variances[count]
      count += 1
    }
    return (exp(entropy), 1 / squares, count)
  }
}
