import NeighborSearch
public import NumericKernels

/// What `EvolutionProjection` made, with the values it used.
public struct EvolutionResult: Sendable, Equatable {
  /// One map per frame, n × dimensions, all in one coordinate system; `aligned` maps have RMS radius 1.
  public let positions: [Matrix]
  /// The divergence of each map; one of all together for `union`.
  public let divergences: [Double]
  /// The perplexity that was used: at most a third of the neighbors that there are.
  public let effectivePerplexity: Double
}

/// Maps of the same points in several layers, or after several epochs, that share one coordinate system.
///
/// One seed, one result, bit for bit, for any number of threads. Time is that of one t-SNE per frame, for `union` that of
/// one t-SNE of all rows; `dynamicTSNE` and `union` hold all frames at once.
public struct EvolutionProjection: Sendable {
  /// The options in use.
  public let options: EvolutionOptions
  private let parallel: ParallelRows

  /// Creates the method.
  public init(options: EvolutionOptions = .init(), parallel: ParallelRows = .init()) {
    (self.options, self.parallel) = (options, parallel)
  }

  /// Projects matrices with the same points in their rows; columns may differ, except for `union`.
  ///
  /// Throws `badOption` for options out of range; `badInput` without frames, for frames with different numbers of rows or,
  /// for `union`, of columns, and for values that are not finite; and what `progress` throws.
  public func project(_ frames: [Matrix], progress: ProgressHandler? = nil) throws -> EvolutionResult {
    try options.validate()
    guard let first = frames.first else {
      throw EmbeddingMethodsError(
        kind: .badInput, description: "There are no frames; at least one is expected. Give one matrix per frame.")
    }
    for (place, frame) in frames.enumerated() {
      try Validation.requireSameRowCount(first.rowCount, "frame 0", frame.rowCount, "frame \(place)")
      try Validation.requireColumns(frame, name: "frame \(place)")
      try Validation.requireFinite(frame, name: "frame \(place)")
    }
    switch options.method {
    case .dynamicTSNE: return try together(frames, progress)
    case .sharedInitialization: return try fromTheFirst(frames, progress)
    case .union: return try union(frames, progress)
    case .aligned: return try aligned(frames, progress)
    }
  }

  private func together(_ frames: [Matrix], _ progress: ProgressHandler?) throws -> EvolutionResult {
    var dynamic = DynamicTSNEOptions()
    (dynamic.frame, dynamic.coupling) = (options.frame, options.movementPenalty)
    let result = try DynamicTSNE(options: dynamic, parallel: parallel).embed(frames, progress: progress)
    return EvolutionResult(result.frames)
  }

  private func fromTheFirst(_ frames: [Matrix], _ progress: ProgressHandler?) throws -> EvolutionResult {
    var results: [TSNEResult] = []
    var frameOptions = options.frame
    for (place, frame) in frames.enumerated() {
      results.append(
        try TSNE(options: frameOptions, parallel: parallel).embed(
          frame, progress: Self.part(progress, place, of: frames.count)))
      if place == 0 { frameOptions.initialization = .given(Self.start(from: results[0].embedding)) }
    }
    return EvolutionResult(results)
  }

  /// A map as a start: so small that its points have not moved apart yet, as t-SNE's early phase expects.
  private static func start(from map: Matrix) -> Matrix {
    let spread = 1e-4
    let radius = map.rootMeanSquareRadius
    guard radius > 0 else { return map }
    return Matrix(
      rowCount: map.rowCount, columnCount: map.columnCount,
      elements: map.elements.map { Float(Double($0) / radius * spread) })
  }

  private func union(_ frames: [Matrix], _ progress: ProgressHandler?) throws -> EvolutionResult {
    let (rows, columns) = (frames[0].rowCount, frames[0].columnCount)
    if let place = frames.firstIndex(where: { $0.columnCount != columns }) {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "Frame \(place) has \(frames[place].columnCount) columns and frame 0 \(columns); one map of the "
          + "union needs as many. Give frames of one layer, or choose another method.")
    }
    let all = Matrix(
      rowCount: rows * frames.count, columnCount: columns, elements: Array(frames.map(\.elements).joined()))
    let result = try TSNE(options: options.frame, parallel: parallel).embed(all, progress: progress)
    let size = rows * result.embedding.columnCount
    return EvolutionResult(
      positions: frames.indices.map {
        Matrix(
          rowCount: rows, columnCount: result.embedding.columnCount,
          elements: Array(result.embedding.elements[$0 * size..<($0 + 1) * size]))
      }, divergences: [result.klDivergence], effectivePerplexity: result.effectivePerplexity)
  }

  private func aligned(_ frames: [Matrix], _ progress: ProgressHandler?) throws -> EvolutionResult {
    let results = try frames.enumerated().map { place, frame in
      try TSNE(options: options.frame, parallel: parallel).embed(
        frame, progress: Self.part(progress, place, of: frames.count))
    }
    let alignment = try LayerAlignment(results.map(\.embedding), parallel: parallel)
    return EvolutionResult(
      positions: alignment.aligned, divergences: results.map(\.klDivergence),
      effectivePerplexity: results[0].effectivePerplexity)
  }

  private static func part(_ progress: ProgressHandler?, _ place: Int, of count: Int) -> ProgressHandler? {
    progress.map { handler in { @Sendable in try handler((Double(place) + $0) / Double(count)) } }
  }
}

extension EvolutionResult {
  fileprivate init(_ results: [TSNEResult]) {
    self.init(
      positions: results.map(\.embedding), divergences: results.map(\.klDivergence),
      effectivePerplexity: results[0].effectivePerplexity)
  }
}

extension Matrix {
  /// The root of the mean squared distance of the rows from their mean, in Double; 0 without rows.
  var rootMeanSquareRadius: Double {
    guard rowCount > 0 else { return 0 }
    var sum = 0.0
    for column in 0..<columnCount {
      var mean = 0.0
      for row in 0..<rowCount { mean += Double(self[row, column]) }
      mean /= Double(rowCount)
      for row in 0..<rowCount {
        let difference = Double(self[row, column]) - mean
        sum += difference * difference
      }
    }
    return (sum / Double(rowCount)).squareRoot()
  }
}
