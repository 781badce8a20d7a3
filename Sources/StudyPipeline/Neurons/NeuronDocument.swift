public import StudyStore

/// What is known of the neurons of a layer, as `neurons.json` and `GET …/neurons` tell it.
///
/// A neuron is a column of the layer's activations by channel: a channel of a convolution, a unit of a dense layer, a
/// feature of a transformer.
public struct NeuronDocument: Sendable, Equatable, Codable {
  /// What a neuron of the layer is.
  public enum Kind: String, Sendable, Equatable, Codable {
    /// A channel of feature maps.
    case channel
    /// A unit of a dense layer.
    case unit
    /// A feature of every token.
    case feature
  }

  /// A map of the neurons.
  public struct Projection: Sendable, Equatable, Codable {
    /// The file's name without `.npy`: `mds`, `tsne-2d`, `umap-2d`.
    public var name: String
    /// What captions call it.
    public var title: String
    /// As requested and as used.
    public var parameters: [String: ParameterPair]
    /// `trustworthiness`, `continuity`, for `mds` `normalizedStress`.
    public var measures: [String: Double]
  }

  /// Groups of neurons that go together.
  public struct Clusters: Sendable, Equatable, Codable {
    /// How many there are.
    public var count: Int
    /// The cluster of each neuron; −1 for those that never vary.
    public var ofNeuron: [Int]
    /// The mean silhouette, from −1 to 1.
    public var silhouette: Double
  }

  /// A measure of how well neurons tell classes from the rest.
  public struct Score: Sendable, Equatable, Codable {
    /// The file's name without `score-` and `.npy`: `importance`, `permutation`, `mutual-information`, `selectivity`.
    public var name: String
    /// What captions call it.
    public var title: String
    /// As requested and as used.
    public var parameters: [String: ParameterPair]
  }

  /// How well a forest of extremely randomized trees tells a class from the rest, on images that it did not see.
  public struct Forest: Sendable, Equatable, Codable {
    private enum CodingKeys: String, CodingKey {
      case classIndex = "class"
      case itemCount, accuracy, balancedAccuracy, baseline
    }

    /// The class.
    public var classIndex: Int
    /// How many images are of the class.
    public var itemCount: Int
    /// The share that is told right; nil when nothing was held out.
    public var accuracy: Double?
    /// The mean of the shares among those of the class and among the rest.
    public var balancedAccuracy: Double?
    /// The accuracy of always naming the larger of class and rest.
    public var baseline: Double?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(classIndex, forKey: .classIndex)
      try container.encode(itemCount, forKey: .itemCount)
      try container.encode(accuracy, forKey: .accuracy)
      try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
      try container.encode(baseline, forKey: .baseline)
    }
  }

  /// How much neurons that tell the same class go together, against shuffled classes.
  public struct Specialization: Sendable, Equatable, Codable {
    /// The neurons of one class.
    public struct Class: Sendable, Equatable, Codable {
      private enum CodingKeys: String, CodingKey {
        case classIndex = "class"
        case neuronCount, value, expected, pValue
      }

      /// The class.
      public var classIndex: Int
      /// How many neurons tell it best.
      public var neuronCount: Int
      /// The mean share of their nearest neurons that tell it best too.
      public var value: Double
      /// The mean of that over shuffles.
      public var expected: Double
      /// How often a shuffle comes as far.
      public var pValue: Double
    }

    /// The mean share over all neurons with a class.
    public var value: Double
    /// The mean of that over shuffles.
    public var expected: Double
    /// How often a shuffle comes as far.
    public var pValue: Double
    /// How often classes were shuffled.
    public var permutationCount: Int
    /// How many nearest neurons were looked at.
    public var neighborCount: Int
    /// Class by class.
    public var classes: [Class]
  }

  /// What neurons tell apart, where it is not the label.
  public struct Groups: Sendable, Equatable, Codable {
    /// The column of the manifest.
    public var column: String
    /// Its values, or ranges of numbers: what indices of classes stand for.
    public var values: [String]
    /// The largest number of each range; nil for values as they are.
    public var upperBounds: [Double]?
    /// How many images with a value took part.
    public var itemCount: Int

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(column, forKey: .column)
      try container.encode(values, forKey: .values)
      try container.encode(upperBounds, forKey: .upperBounds)
      try container.encode(itemCount, forKey: .itemCount)
    }
  }

  /// The number of neurons.
  public var neuronCount: Int
  /// How many images took part.
  public var itemCount: Int
  /// What a neuron is.
  public var kind: Kind
  /// Neurons that say the same of every image, ascending; they are on no map.
  public var constant: [Int]
  /// The maps.
  public var projections: [Projection]
  /// Groups.
  public var clusters: Clusters
  /// The mean activation of each neuron over the images.
  public var meanActivation: [Double]
  /// What classes are here: values of a column of the manifest; nil for those of the label.
  public var groups: Groups?
  /// The classes that are told from the rest: those with enough images. Column j of every score is class
  /// `scoredClasses[j]`.
  public var scoredClasses: [Int]
  /// The measures; empty without labels.
  public var scores: [Score]
  /// How well each class can be told from the layer at all: a neuron that is the best of its class may still be weak.
  public var forests: [Forest]
  /// The class that each neuron tells best, by the first of the scores; −1 for none. Nil without labels.
  public var bestClass: [Int]?
  /// Its score. Nil without labels.
  public var bestScore: [Double]?
  /// Nil without labels.
  public var specialization: Specialization?

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(neuronCount, forKey: .neuronCount)
    try container.encode(itemCount, forKey: .itemCount)
    try container.encode(kind, forKey: .kind)
    try container.encode(constant, forKey: .constant)
    try container.encode(projections, forKey: .projections)
    try container.encode(clusters, forKey: .clusters)
    try container.encode(meanActivation, forKey: .meanActivation)
    try container.encode(groups, forKey: .groups)
    try container.encode(scoredClasses, forKey: .scoredClasses)
    try container.encode(scores, forKey: .scores)
    try container.encode(forests, forKey: .forests)
    try container.encode(bestClass, forKey: .bestClass)
    try container.encode(bestScore, forKey: .bestScore)
    try container.encode(specialization, forKey: .specialization)
  }
}
