/// Which classes a network takes for one another, with the images.
public struct ConfusionReport: Sendable, Equatable, Codable {
  /// A label, or an output of the network that is no label but is predicted.
  public struct Class: Sendable, Equatable, Codable {
    /// The label's place in the study; outputs that are no label follow behind all labels: the number of labels plus the
    /// output's place.
    public let index: Int
    /// Its name.
    public let name: String
    /// Whether it is a label of the study.
    public let isLabel: Bool
    /// How many images with this label are counted.
    public let labeled: Int
    /// How many of these are predicted right.
    public let right: Int
  }

  /// The images of one label that are predicted as one class. Classes are named by their `index`.
  public struct Cell: Sendable, Equatable, Codable {
    /// What they are labeled.
    public let label: Int
    /// What they are predicted as.
    public let prediction: Int
    /// The rows of the study, ascending; at least one.
    public let images: [Int]
  }

  /// Two classes that are taken for one another, named by their `index`.
  public struct Pair: Sendable, Equatable, Codable {
    /// The class whose images are more often taken for the other.
    public let first: Int
    /// The other class.
    public let second: Int
    /// How many images of the first are predicted as the second.
    public let firstAsSecond: Int
    /// How many images of the second are predicted as the first.
    public let secondAsFirst: Int
    /// The mean of the shares of both classes' images that are taken for the other, in 0 ... 1.
    public let rate: Double
  }

  /// A place of an embedding in which two labels mix.
  public struct Zone: Sendable, Equatable, Codable {
    /// The two labels, the more frequent first.
    public let labels: [Int]
    /// Their names.
    public let names: [String]
    /// The rows of the study, ascending.
    public let images: [Int]
    /// The mean entropy of the labels around the images, in bits.
    public let entropy: Double
  }

  /// Where zones were looked for.
  public struct Place: Sendable, Equatable, Codable {
    /// The layer's name.
    public let layer: String
    /// The embedding.
    public let embedding: String
  }

  /// The study's name.
  public let study: String
  /// The network's name.
  public let model: String
  /// How many images have a label that an output is matched to, and a prediction; 0 when nothing can be scored.
  public let counted: Int
  /// All classes that occur among these, similar ones side by side.
  public let classes: [Class]
  /// Every pair of label and prediction that occurs, by `index`.
  public let cells: [Cell]
  /// All pairs of classes that are confused, the most confused first.
  public let pairs: [Pair]
  /// Where zones were looked for; nil when they were not.
  public let place: Place?
  /// The largest first.
  public let zones: [Zone]

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(study, forKey: .study)
    try container.encode(model, forKey: .model)
    try container.encode(counted, forKey: .counted)
    try container.encode(classes, forKey: .classes)
    try container.encode(cells, forKey: .cells)
    try container.encode(pairs, forKey: .pairs)
    try container.encode(place, forKey: .place)
    try container.encode(zones, forKey: .zones)
  }
}
