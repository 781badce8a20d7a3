/// What `DynamicTSNE` can be told.
public struct DynamicTSNEOptions: Sendable, Codable, Equatable {
  /// Which frame the principal components of the common start are taken from.
  public enum StartFrame: String, Sendable, Codable, CaseIterable {
    /// The first.
    case first
    /// The last.
    case last
  }

  /// The options of every frame. `initialization` is that of all frames: `pca` of the start frame, `random`, or `given`.
  public var frame = TSNEOptions()
  /// The paper's λ, at least 0: half of it times the mean squared distance, in units of the map, that the points move
  /// from one frame to the next is added to the divergences. 0 leaves the frames independent. Default 0.1.
  public var coupling: Double = 0.1
  /// Whose principal components all frames start from. Default the first.
  public var startFrame = StartFrame.first

  /// The default options.
  public init() {}

  func validate() throws {
    try frame.validate()
    try Validation.requireOption(
      (0...1e6).contains(coupling), "coupling", coupling, expected: "a value from 0 to 1,000,000")
  }
}

/// What `DynamicTSNE` made, with the values it used.
public struct DynamicTSNEResult: Sendable, Equatable {
  /// One per frame, each as `TSNE` reports it: its map, its divergence, the learning rates in use and so on.
  public let frames: [TSNEResult]
  /// How far the points move from each frame to the next: the root of the mean squared distance, in units of the map.
  public let movement: [Double]
  /// The coupling that was used.
  public let coupling: Double

  /// Σ divergences + coupling / 2 · Σ movement², which was minimized.
  public var cost: Double {
    frames.reduce(0) { $0 + $1.klDivergence } + coupling / 2 * movement.reduce(0) { $0 + $1 * $1 }
  }
}
