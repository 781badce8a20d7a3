public import NeighborSearch
public import NumericKernels

/// What `ClassicalMDS` made.
public struct ClassicalMDSResult: Sendable, Equatable {
  /// One row per point, centered; 0 along axes without a positive eigenvalue.
  public let embedding: Matrix
  /// The largest eigenvalues of the centered matrix, descending, as many as coordinates (or points, if fewer). Negative
  /// ones show that the dissimilarities are no Euclidean distances.
  public let eigenvalues: [Double]
  /// The smallest eigenvalue: how far the dissimilarities are from Euclidean distances. Above 256 points it is a bound
  /// from the inside, accurate when it stands apart from the others.
  public let smallestEigenvalue: Double
  /// Σ λ² of the coordinates used over Σ λ² of all, from 0 to 1 (Mardia 1978, doi:10.1080/03610927808827707).
  public let goodnessOfFit: Double
  /// The number of coordinates that were asked for.
  public let requestedDimensions: Int
  /// The number of coordinates that carry something.
  public let effectiveDimensions: Int
  /// Whether the eigenvectors were found to 1e-9 of the largest eigenvalue.
  public let hasConverged: Bool
}

/// Classical scaling (Torgerson 1952, doi:10.1007/BF02288916): coordinates whose inner products come closest to those
/// that the dissimilarities imply.
///
/// The squared dissimilarities are centered by rows and columns; coordinates are the leading eigenvectors, each times the
/// root of its eigenvalue, with the component of largest magnitude positive. LAPACK up to 256 points, O(n³); above, block
/// Krylov iteration, O(n²) per product. Sums in Double. One seed, one result, bit for bit, for any number of threads.
public struct ClassicalMDS: Sendable {
  /// The number of coordinates.
  public let dimensions: Int
  private let seed: UInt64
  private let parallel: ParallelRows

  /// Creates the method; the seed is that of the iteration for large sets.
  public init(dimensions: Int = 2, seed: UInt64 = 0, parallel: ParallelRows = .init()) {
    self.dimensions = dimensions
    self.seed = seed
    self.parallel = parallel
  }

  /// Places points by the dissimilarities of all pairs, a square matrix; errors as those of `SMACOF`.
  public func embed(dissimilarities: Matrix, progress: ProgressHandler? = nil) throws -> ClassicalMDSResult {
    try embed(try Dissimilarities(dissimilarities, parallel: parallel), progress: progress)
  }

  /// Places points by the distances of the rows of a matrix. With Euclidean distances these are its principal components.
  public func embed(
    _ data: Matrix, metric: DistanceMetric = .euclidean, progress: ProgressHandler? = nil
  ) throws -> ClassicalMDSResult {
    try embed(try Dissimilarities(between: data, metric: metric, parallel: parallel), progress: progress)
  }

  private func embed(_ dissimilarities: Dissimilarities, progress: ProgressHandler?) throws -> ClassicalMDSResult {
    try Validation.requireOption(dimensions >= 1, "dimensions", dimensions, expected: "at least 1")
    try progress?(0)
    let count = dissimilarities.count
    let spectrum = try CenteredSpectrum(
      dissimilarities, count: min(dimensions, count), seed: seed, parallel: parallel)
    try progress?(1)
    let used = spectrum.values.filter { $0 > spectrum.rounding }
    let explained = used.reduce(0) { $0 + $1 * $1 }
    return ClassicalMDSResult(
      embedding: Matrix(
        rowCount: count, columnCount: dimensions,
        elements: spectrum.coordinates(dimensions: dimensions).map { Float($0) }),
      eigenvalues: spectrum.values, smallestEigenvalue: spectrum.smallest,
      goodnessOfFit: spectrum.squaredNorm > 0 ? min(1, explained / spectrum.squaredNorm) : 1,
      requestedDimensions: dimensions, effectiveDimensions: used.count, hasConverged: spectrum.hasConverged)
  }
}
