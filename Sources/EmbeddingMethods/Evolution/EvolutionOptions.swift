/// How a sequence of frames of the same points becomes a sequence of maps that can be followed.
public enum EvolutionMethod: String, Sendable, Codable, CaseIterable {
  /// All maps descend together, held to their neighbors by the movement penalty (Rauber, Falcão & Telea 2016,
  /// doi:10.2312/eurovisshort.20161164).
  case dynamicTSNE = "dynamic-tsne"
  /// Every map is t-SNE by itself; the first starts from principal components, the others from the first map (Rauber,
  /// Fadel, Falcão & Telea 2017, doi:10.1109/TVCG.2016.2598838).
  case sharedInitialization = "shared-initialization"
  /// One t-SNE of all rows of all frames, where these have the same columns (the same paper, for epochs).
  case union
  /// Every map is t-SNE by itself, from its own principal components; then each is turned onto the one after it.
  case aligned

  /// The method's name in words.
  public var displayName: String {
    switch self {
    case .dynamicTSNE: "dynamic t-SNE"
    case .sharedInitialization: "t-SNE, one initialization"
    case .union: "t-SNE of the union"
    case .aligned: "t-SNE, aligned"
    }
  }
}

/// What `EvolutionProjection` can be told.
public struct EvolutionOptions: Sendable, Codable, Equatable {
  /// How the maps are held together. Default dynamic t-SNE.
  public var method = EvolutionMethod.dynamicTSNE
  /// λ of dynamic t-SNE, at least 0: `DynamicTSNEOptions.coupling`. The other methods do not know it. Default 0.003: more
  /// lends frames the order of those beside them, which shows as a neighborhood hit that the data do not have (see the
  /// guide on evolution for the measurements).
  public var movementPenalty = 0.003
  /// The options of every map. `initialization` is where the first starts, or all of them together.
  public var frame = TSNEOptions()

  /// The default options.
  public init() {}

  /// Throws `badOption` for values out of range.
  public func validate() throws {
    try frame.validate()
    try Validation.requireOption(
      (0...1e6).contains(movementPenalty), "movementPenalty", movementPenalty, expected: "a value from 0 to 1,000,000")
  }
}
