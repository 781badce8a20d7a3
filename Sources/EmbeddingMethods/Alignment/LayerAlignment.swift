public import NumericKernels

/// A sequence of embeddings of the same points, turned so that each looks as much as possible like the next.
///
/// The last embedding is the reference (R = I). Going backwards, every other one is aligned by `OrthogonalProcrustes` to
/// the aligned embedding after it: Y_ℓ = X̂_ℓ·R_ℓ. All are centered, divided by their RMS radius and padded with zeros to
/// the widest. O(layers·(n·p² + p³)). The same bits for any number of threads.
public struct LayerAlignment: Sendable, Equatable {
  /// The aligned embeddings, in the given order, all of the same width.
  public let aligned: [Matrix]
  /// R of each embedding, p × p, row-major; the identity for the last.
  public let rotations: [[Double]]
  /// How far the shape of each embedding is from that of the next, from 0 to 1; one fewer than embeddings.
  public let disparities: [Double]
  /// For each embedding but the last, the distance of each point from its place in the next, in RMS radii.
  public let residuals: [[Float]]

  /// Aligns a sequence. An empty one gives an empty result.
  ///
  /// Throws `badInput` when the row counts differ, there are no columns, or a value is not finite.
  public init(_ embeddings: [Matrix], parallel: ParallelRows = .init()) throws {
    let width = embeddings.map(\.columnCount).max() ?? 0
    var configurations: [Configuration] = []
    for (position, embedding) in embeddings.enumerated() {
      try Validation.requireSameRowCount(
        embedding.rowCount, "embedding \(position)", embeddings[0].rowCount, "embedding 0")
      configurations.append(
        try Configuration(embedding, width: width, name: "embedding \(position)", parallel: parallel))
    }
    var aligned: [Matrix] = configurations.last.map { [$0.matrix()] } ?? []
    var rotations = configurations.isEmpty ? [] : [OptimalRotation.identity(width)]
    var disparities: [Double] = []
    var residuals: [[Float]] = []
    for position in configurations.indices.dropLast().reversed() {
      let fit = try OrthogonalProcrustes(
        moved: configurations[position], fixed: configurations[position + 1], parallel: parallel)
      configurations[position] = configurations[position].moved(by: fit.rotation, parallel: parallel)
      aligned.append(fit.aligned)
      rotations.append(fit.rotation)
      disparities.append(fit.disparity)
      residuals.append(fit.residuals)
    }
    self.aligned = aligned.reversed()
    self.rotations = rotations.reversed()
    self.disparities = disparities.reversed()
    self.residuals = residuals.reversed()
  }
}
