/// What became of a method's maps when layers were given random weights.
public struct SanityReport: Sendable, Equatable, Codable {
  /// The number of layers with weights before the target.
  public let layerCount: Int
  /// The number of images.
  public let imageCount: Int
  /// The seed of the random weights.
  public let seed: UInt64
  /// The comparisons, with more and more random layers.
  public let steps: [Step]

  /// One comparison.
  public struct Step: Sendable, Equatable, Codable {
    /// How many of the last layers were random.
    public let layerCount: Int
    /// The first of them.
    public let firstLayer: String
    /// Each image's maps compared.
    public let images: [MapSimilarity]

    /// The mean rank correlation of the maps' magnitudes; nil where no image has one.
    public var rankCorrelation: Double? { Self.mean(images.compactMap(\.rankCorrelation)) }
    /// The mean rank correlation of the maps as they are.
    public var signedRankCorrelation: Double? { Self.mean(images.compactMap(\.signedRankCorrelation)) }
    /// The mean structural similarity.
    public var structuralSimilarity: Double? { Self.mean(images.compactMap(\.structuralSimilarity)) }

    private static func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }
}

/// How alike two maps of one image are. Numbers are nil where one of the maps is the same everywhere.
public struct MapSimilarity: Sendable, Equatable, Codable {
  /// Spearman's rank correlation of the magnitudes, from −1 to 1.
  public let rankCorrelation: Double?
  /// Spearman's rank correlation of the values with their signs.
  public let signedRankCorrelation: Double?
  /// The structural similarity of the magnitudes, each map scaled to 0…1.
  public let structuralSimilarity: Double?
}
