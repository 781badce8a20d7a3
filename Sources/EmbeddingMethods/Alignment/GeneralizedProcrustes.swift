public import NumericKernels

/// What `GeneralizedProcrustes` can be told.
public struct GeneralizedProcrustesOptions: Sendable, Codable, Equatable {
  /// Whether reflections count as rotations. Default true.
  public var allowsReflection = true
  /// Whether every configuration is divided by its RMS radius first. Default true.
  public var isNormalized = true
  /// Whether sizes are fitted too, with the total sum of squares kept. Default false.
  public var fitsScale = false
  /// Stops when an iteration lowers the sum of squares by less than this share of the sum of squares of the points
  /// themselves. Default 1e-10.
  public var tolerance = 1e-10
  /// The largest number of iterations, at least 1. Default 100.
  public var maximumIterationCount = 100

  /// Creates options with their defaults.
  public init() {}
}

/// Turns several embeddings of the same points towards their common mean, the consensus.
///
/// Generalized Procrustes analysis (Gower 1975, doi:10.1007/BF02291478): minimizes Σᵢ‖sᵢ·Xᵢ·Rᵢ − Z‖², where Z is the mean
/// of all sᵢ·Xᵢ·Rᵢ, by turning every centered configuration onto Z in turn and taking the mean anew; each step lowers the
/// sum or leaves it. Scales come from the leading eigenvector of the correlations of the configurations (ten Berge 1977,
/// doi:10.1007/BF02294053), under Σsᵢ²‖Xᵢ‖² = Σ‖Xᵢ‖². Narrower configurations are padded with zeros. The result is turned
/// as a whole so that the last configuration keeps its orientation. Unlike `LayerAlignment`, no order is assumed. Finds a
/// local minimum. O(iterations·m·(n·p² + p³)). The same bits for any number of threads.
public struct GeneralizedProcrustes: Sendable, Equatable {
  /// The moved configurations, all of the same width.
  public let aligned: [Matrix]
  /// Z, the mean of the moved configurations.
  public let consensus: Matrix
  /// Rᵢ, p × p, row-major; the identity for the last.
  public let rotations: [[Double]]
  /// sᵢ, relative to the centered (and normalized) configurations.
  public let scales: [Double]
  /// The sum of squares after the start and after every iteration; never rising but for rounding.
  public let sumsOfSquares: [Double]
  /// For every configuration, the distance of each point from its place in the consensus.
  public let residuals: [[Float]]
  /// For every configuration, the sum of its squared residuals.
  public let configurationSumsOfSquares: [Double]
  /// For every point, the sum of its squared residuals over the configurations.
  public let pointSumsOfSquares: [Double]
  /// The number of iterations.
  public let iterationCount: Int
  /// Whether the tolerance was met.
  public let hasConverged: Bool

  /// Aligns configurations. None gives an empty result, one is its own consensus.
  ///
  /// `progress` is told the share of the largest number of iterations; what it throws ends the work. Throws `badInput`
  /// when row counts differ, there are no columns, or a value is not finite, and `badOption` for options out of range.
  public init(
    _ configurations: [Matrix], options: GeneralizedProcrustesOptions = .init(), parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(
      options.maximumIterationCount >= 1, "maximumIterationCount", options.maximumIterationCount, expected: "at least 1"
    )
    try Validation.requireOption(
      options.tolerance >= 0 && options.tolerance.isFinite, "tolerance", options.tolerance,
      expected: "a finite number from 0 upwards")
    let width = configurations.map(\.columnCount).max() ?? 0
    var prepared: [Configuration] = []
    for (position, matrix) in configurations.enumerated() {
      let name = "configuration \(position)"
      try Validation.requireSameRowCount(matrix.rowCount, name, configurations[0].rowCount, "configuration 0")
      prepared.append(
        try Configuration(matrix, width: width, name: name, isNormalized: options.isNormalized, parallel: parallel))
    }
    var state = try ConsensusIteration(prepared, options: options, parallel: parallel)
    var sums = [state.sumOfSquares]
    let total = prepared.reduce(0) { $0 + $1.squaredNorm }
    var hasConverged = prepared.count < 2 || total == 0
    while !hasConverged, sums.count <= options.maximumIterationCount {
      try state.iterate()
      hasConverged = sums[sums.count - 1] - state.sumOfSquares <= options.tolerance * total
      sums.append(state.sumOfSquares)
      try progress?(hasConverged ? 1 : Double(sums.count - 1) / Double(options.maximumIterationCount))
    }
    state.keepLastOrientation()
    let distances = state.moved.map { $0.distances(to: state.consensus) }
    aligned = state.moved.map { $0.matrix() }
    consensus = state.consensus.matrix()
    (rotations, scales, sumsOfSquares) = (state.rotations, state.scales, sums)
    residuals = distances.map { $0.map { Float($0) } }
    configurationSumsOfSquares = distances.map { $0.reduce(0) { $0 + $1 * $1 } }
    pointSumsOfSquares = (0..<state.consensus.rowCount).map { row in
      distances.reduce(0) { $0 + $1[row] * $1[row] }
    }
    (iterationCount, self.hasConverged) = (sums.count - 1, hasConverged)
  }
}
