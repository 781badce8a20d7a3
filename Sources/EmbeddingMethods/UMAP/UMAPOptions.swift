public import NeighborSearch

/// What `UMAP` can be told. Names and defaults are umap-learn's; see the guide.
public struct UMAPOptions: Sendable, Codable, Equatable {
  /// The size of the local neighborhood, counting the point itself as umap-learn does; at least 2. Default 15.
  public var neighborCount = 15
  /// How closely points may be packed, from 0 to `spread`. Default 0.1.
  public var minimumDistance: Double = 0.1
  /// The scale of the embedding, above 0. Default 1.
  public var spread: Double = 1
  /// From 1 to 128. Default 2.
  public var dimensions = 2
  /// The number of epochs. Nil means 500 up to 10,000 rows and 200 above. Default nil.
  public var epochCount: Int?
  /// How many random points push for every neighbor that pulls, from 0 to 1,000. Default 5.
  public var negativeSampleRate = 5
  /// The weight of the pushes, at least 0. Default 1.
  public var repulsionStrength: Double = 1
  /// The first step size, above 0; it falls linearly to 0. Default 1.
  public var learningRate: Double = 1
  /// `spectral`, `pca`, `random` or `given`. Computed ones are rescaled to 0…10 in every dimension, as umap-learn does;
  /// given ones, and those of a graph in several pieces, to one median distance from their center, and rows further out
  /// than three times that are drawn in. Default `spectral`.
  public var initialization: Initialization = .spectral
  /// How distances in the data are measured when no neighbor graph is given. Default Euclidean.
  public var metric: DistanceMetric = .euclidean
  /// How many nearest neighbors count as surely connected, at least 1; fractions interpolate. Default 1.
  public var localConnectivity: Double = 1
  /// How the two directions of an edge are joined: 1 is the fuzzy union, 0 the intersection. Default 1.
  public var setOperationMixRatio: Double = 1
  /// One label a point for a supervised embedding, nil where it is unknown; nil for none at all. Default nil.
  public var labels: [Int?]?
  /// What labels weigh against the data, from 0 to 1. Default 0.5.
  public var targetWeight: Double = 0.5
  /// Everything random follows from it. Default 0.
  public var seed: UInt64 = 0

  /// The default options.
  public init() {}

  func validate() throws {
    try Validation.requireOption(neighborCount >= 2, "neighborCount", neighborCount, expected: "at least 2")
    try Validation.requireOption(
      spread > 0 && spread.isFinite, "spread", spread, expected: "a positive number")
    try Validation.requireOption(
      (0...spread).contains(minimumDistance), "minimumDistance", minimumDistance,
      expected: "a value from 0 to the spread of \(spread)")
    try Validation.requireOption((1...128).contains(dimensions), "dimensions", dimensions, expected: "1 to 128")
    if let epochCount {
      try Validation.requireOption(
        (0...1_000_000).contains(epochCount), "epochCount", epochCount, expected: "0 to 1,000,000")
    }
    try Validation.requireOption(
      (0...1000).contains(negativeSampleRate), "negativeSampleRate", negativeSampleRate, expected: "0 to 1,000")
    try Validation.requireOption(
      repulsionStrength >= 0 && repulsionStrength.isFinite, "repulsionStrength", repulsionStrength,
      expected: "at least 0")
    try Validation.requireOption(
      learningRate > 0 && learningRate.isFinite, "learningRate", learningRate, expected: "a positive number")
    try Validation.requireOption(
      localConnectivity >= 1 && localConnectivity.isFinite, "localConnectivity", localConnectivity,
      expected: "at least 1")
    try Validation.requireOption(
      (0...1).contains(setOperationMixRatio), "setOperationMixRatio", setOperationMixRatio, expected: "0 to 1")
    try Validation.requireOption((0...1).contains(targetWeight), "targetWeight", targetWeight, expected: "0 to 1")
  }

  func requireLabels(rowCount: Int) throws {
    guard let labels else { return }
    try Validation.requireOption(
      labels.count == rowCount, "The number of labels", labels.count, expected: "one for each of the \(rowCount) points"
    )
  }
}
