public import NeighborSearch
public import NumericKernels

/// What `SMACOF` made, with the values it used.
public struct SMACOFResult: Sendable, Equatable {
  /// One row per point, centered.
  public let embedding: Matrix
  /// The sum over all pairs of (dissimilarity − distance)²: scikit-learn's `stress_`.
  public let stress: Double
  /// Stress-1: √(stress / Σ distance²), scikit-learn's normalized stress. 0 is perfect, 0.1 fair, 0.2 poor (Kruskal 1964,
  /// doi:10.1007/BF02289565). 0 when stress and distances are all zero.
  public let normalizedStress: Double
  /// The stress of the start and after each iteration; it never rises.
  public let stressHistory: [Double]
  /// The number of steps taken.
  public let iterationCount: Int
  /// How many relaxed steps were given up for a plain one, each at the cost of one more pass.
  public let rejectedStepCount: Int
  /// Whether the tolerance was met, or the stress could not fall any more.
  public let hasConverged: Bool
  /// The name of the initialization: `classical`, `random` or `given`.
  public let initialization: String
}

/// Metric multidimensional scaling by majorization (de Leeuw 1977; Borg & Groenen 2005, doi:10.1007/0-387-28981-X).
///
/// Places points so that their Euclidean distances come close to given dissimilarities. Each step moves to the minimum of
/// a quadratic that lies above the stress and touches it, so the stress never rises; a step that rounding makes worse is
/// not taken and ends the work. All pairs weigh the same. Points that coincide in the start stay together.
/// O(n²·dimensions) time per iteration, 2·n² bytes beside the input. One seed, one result, bit for bit, for any number of
/// threads.
public struct SMACOF: Sendable {
  /// The options in use.
  public let options: SMACOFOptions
  private let parallel: ParallelRows

  /// Creates the method.
  public init(options: SMACOFOptions = .init(), parallel: ParallelRows = .init()) {
    self.options = options
    self.parallel = parallel
  }

  /// Places points by the dissimilarities of all pairs, a square matrix.
  ///
  /// No points give an empty embedding, one point lies at the origin. Throws `badInput`, naming row and column, when the
  /// matrix is not square, not finite, not symmetric, negative, or not zero on its diagonal (each within 1e-5 of the
  /// largest entry); `badOption` for options out of range; and what `progress` throws.
  public func embed(dissimilarities: Matrix, progress: ProgressHandler? = nil) throws -> SMACOFResult {
    try embed(try Dissimilarities(dissimilarities, parallel: parallel), progress: progress)
  }

  /// Places points by the distances of the rows of a matrix; errors as above. O(n²·columns) for the distances.
  public func embed(
    _ data: Matrix, metric: DistanceMetric = .euclidean, progress: ProgressHandler? = nil
  ) throws -> SMACOFResult {
    try embed(try Dissimilarities(between: data, metric: metric, parallel: parallel), progress: progress)
  }

  private func embed(_ dissimilarities: Dissimilarities, progress: ProgressHandler?) throws -> SMACOFResult {
    try options.validate()
    try progress?(0)
    let transform = GuttmanTransform(dissimilarities, dimensions: options.dimensions, parallel: parallel)
    let start = try SMACOFStart.positions(
      dissimilarities, unit: transform.unit, options: options, parallel: parallel)
    var majorization = Majorization(transform, start: start)
    try majorization.run(options, progress: progress)
    try progress?(1)
    let unit = transform.unit
    return SMACOFResult(
      embedding: Matrix(
        rowCount: dissimilarities.count, columnCount: options.dimensions,
        elements: majorization.positions.map { Float($0 * unit) }),
      stress: majorization.stress * unit * unit,
      normalizedStress: majorization.stress == 0
        ? 0 : (majorization.stress / majorization.squaredDistances).squareRoot(),
      stressHistory: majorization.history.map { $0 * unit * unit },
      iterationCount: majorization.history.count - 1, rejectedStepCount: majorization.rejectedStepCount,
      hasConverged: majorization.hasConverged, initialization: options.initialization.name)
  }
}
