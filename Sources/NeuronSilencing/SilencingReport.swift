/// What silencing groups of neurons does to the classes of a network.
public struct SilencingReport: Sendable, Codable, Equatable {
  /// The layer's tensor.
  public let layer: String
  /// The number of the layer's neurons.
  public let neuronCount: Int
  /// What took the place of activations: `zero` or `mean`.
  public let replacement: String
  /// The number of images that were scored.
  public let itemCount: Int
  /// The network as it is.
  public let before: SilencingScores
  /// One for each group, in their order.
  public let groups: [Group]

  /// A group of neurons and the network without them.
  public struct Group: Sendable, Codable, Equatable {
    /// The silenced neurons.
    public let neurons: [Int]
    /// The network while they are silenced.
    public let after: SilencingScores
  }
}

/// How well a network tells classes.
public struct SilencingScores: Sendable, Codable, Equatable {
  /// The share of images whose most probable output stands for their label, 0…1. Ties go to the smaller output.
  public let accuracy: Double
  /// The mean logarithm of the probability of an image's label, at most 0. It also shows what does not yet turn a
  /// prediction.
  public let logProbability: Double
  /// The labels that have images, ascending.
  public let classes: [ClassScores]

  /// How well one class is told.
  public struct ClassScores: Sendable, Codable, Equatable {
    /// The label.
    public let label: Int
    /// The number of its images.
    public let itemCount: Int
    /// The share of them whose most probable output stands for it, 0…1.
    public let accuracy: Double
    /// The mean logarithm of the probability of the label.
    public let logProbability: Double
  }

  /// The scores of one label; nil where it has no images.
  public func scores(ofLabel label: Int) -> ClassScores? { classes.first { $0.label == label } }

  /// The scores of the images of all other labels; nil where there are none.
  public func scores(withoutLabel label: Int) -> (accuracy: Double, logProbability: Double)? {
    let others = classes.filter { $0.label != label }
    let count = Double(others.reduce(0) { $0 + $1.itemCount })
    guard count > 0 else { return nil }
    return (
      others.reduce(0) { $0 + $1.accuracy * Double($1.itemCount) } / count,
      others.reduce(0) { $0 + $1.logProbability * Double($1.itemCount) } / count
    )
  }
}
