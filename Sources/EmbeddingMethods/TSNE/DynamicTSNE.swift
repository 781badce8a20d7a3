import NeighborSearch
public import NumericKernels

/// Dynamic t-SNE: maps of the same points at several times or in several layers, in which points move only as far as the
/// data ask (Rauber, Falcão & Telea 2016, doi:10.2312/eurovisshort.20161164).
///
/// All frames descend together on Σₜ KL(P[t] ‖ Q[t]) + λ/(2n) · Σᵢ Σₜ ‖yᵢ[t] − yᵢ[t+1]‖², from the same positions. With λ
/// of 0 every frame is what `TSNE` makes of it from that start, bit for bit. One seed, one result, for any number of
/// threads. Time and memory are those of one t-SNE per frame, all held at once.
public struct DynamicTSNE: Sendable {
  /// The options in use.
  public let options: DynamicTSNEOptions
  private let parallel: ParallelRows

  private static let searchShare = 0.2

  /// Creates the method.
  public init(options: DynamicTSNEOptions = .init(), parallel: ParallelRows = .init()) {
    (self.options, self.parallel) = (options, parallel)
  }

  /// Embeds a sequence of matrices with the same points in their rows; columns may differ.
  ///
  /// One frame is plain t-SNE; frames without rows have empty maps. With a coupling above 1 the learning rates are divided
  /// by it, which keeps the springs stable; the result reports the rates in use.
  ///
  /// Throws `badOption` for options out of range; `badInput` without frames, for frames with different numbers of rows and
  /// for values that are not finite; and what `progress` throws.
  public func embed(_ frames: [Matrix], progress: ProgressHandler? = nil) throws -> DynamicTSNEResult {
    try options.validate()
    guard let first = frames.first, let last = frames.last else {
      throw EmbeddingMethodsError(
        kind: .badInput, description: "There are no frames; at least one is expected. Give one matrix per frame.")
    }
    for (place, frame) in frames.enumerated() {
      let name = "frame \(place)"
      try Validation.requireSameRowCount(first.rowCount, "frame 0", frame.rowCount, name)
      try Validation.requireColumns(frame, name: name)
      try Validation.requireFinite(frame, name: name)
    }
    try options.frame.initialization.requireShape(rowCount: first.rowCount, dimensions: options.frame.dimensions)
    try progress?(0)
    let start = try TSNEInitialization.positions(
      count: first.rowCount, data: options.startFrame == .first ? first : last, options: options.frame,
      parallel: parallel)
    var states: [FrameDescent] = []
    for (place, frame) in frames.enumerated() {
      let searchProgress: ProgressHandler? = progress.map { handler in
        { @Sendable (fraction: Double) in
          try handler(Self.searchShare * (Double(place) + fraction) / Double(frames.count))
        }
      }
      states.append(
        try FrameDescent(frame, start: start, options: options, parallel: parallel, progress: searchProgress))
    }
    try descend(&states, count: first.rowCount, progress)
    let coupling = TemporalCoupling(strength: options.coupling, parallel: parallel)
    let results = states.indices.map { states[$0].result() }
    let maps = results.map { LayoutPoints($0.embedding) }
    try progress?(1)
    return DynamicTSNEResult(
      frames: results, movement: zip(maps, maps.dropFirst()).map { coupling.movement($0, $1) },
      coupling: options.coupling)
  }

  private func descend(_ states: inout [FrameDescent], count: Int, _ progress: ProgressHandler?) throws {
    let isCoupled = options.coupling > 0 && states.count > 1
    let coupling = TemporalCoupling(strength: options.coupling, parallel: parallel)
    let dimensions = options.frame.dimensions
    let additions = states.map { _ in LayoutPoints(count: isCoupled ? count : 0, dimensions: dimensions) }
    let total = options.frame.earlyIterationCount + options.frame.iterationCount
    for iteration in 0..<total {
      if iteration % 10 == 0 {
        try progress?(Self.searchShare + (1 - Self.searchShare) * Double(iteration) / Double(total))
      }
      // Every frame sees where its neighbors were before this step.
      if isCoupled { coupling.pull(states.map(\.points), into: additions) }
      for t in states.indices {
        states[t].step(iteration, addition: isCoupled ? additions[t] : nil)
      }
    }
  }
}
