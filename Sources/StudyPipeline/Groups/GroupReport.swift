/// How a network treats groups of a study's images, as a whole and layer by layer.
public struct GroupReport: Sendable, Equatable, Codable {
  /// A number and where it lies with about 95 % probability.
  public struct Estimate: Sendable, Equatable, Codable {
    /// The number.
    public let value: Double
    /// The lower end; nil when a single image says nothing about it.
    public let lower: Double?
    /// The upper end.
    public let upper: Double?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(value, forKey: .value)
      try container.encode(lower, forKey: .lower)
      try container.encode(upper, forKey: .upper)
    }
  }

  /// The images with one value of the column.
  public struct Group: Sendable, Equatable, Codable {
    /// The value.
    public let value: String
    /// How many images have it.
    public let count: Int
    /// How many of them have a prediction that can be scored.
    public let scored: Int
    /// The share of these whose prediction is right (Wilson's interval); nil when none is scored.
    public let accuracy: Estimate?
    /// The mean probability of the predictions (bootstrap interval); nil when none is scored.
    public let confidence: Estimate?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(value, forKey: .value)
      try container.encode(count, forKey: .count)
      try container.encode(scored, forKey: .scored)
      try container.encode(accuracy, forKey: .accuracy)
      try container.encode(confidence, forKey: .confidence)
    }
  }

  /// The share of one group among the neighbors of another.
  public struct Share: Sendable, Equatable, Codable {
    /// The place in `groups`.
    public let group: Int
    /// Its share of all neighbors that have a group.
    public let share: Estimate
    /// The share that neighbors drawn at random would have.
    public let expected: Double
  }

  /// A group in a layer.
  public struct Placement: Sendable, Equatable, Codable {
    /// The place in `groups`.
    public let group: Int
    /// How well labels are separated for its images: their mean silhouette, in −1 ... 1; nil with fewer than two labels.
    public let separability: Estimate?
    /// The share of its images' neighbors that carry their label; nil without labels.
    public let hit: Estimate?
    /// Of which groups its images' neighbors are.
    public let neighbors: [Share]

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(group, forKey: .group)
      try container.encode(separability, forKey: .separability)
      try container.encode(hit, forKey: .hit)
      try container.encode(neighbors, forKey: .neighbors)
    }
  }

  /// A unit that is more or less active in a group than in the others.
  public struct Unit: Sendable, Equatable, Codable {
    /// The place in `groups`.
    public let group: Int
    /// The unit: a channel of the layer, or a column of its activations where these are no channels.
    public let unit: Int
    /// The probability that an image of the group excites it more than another image; ½ says nothing.
    public let area: Double
    /// The probability of an area as far from ½ without a difference.
    public let pValue: Double
    /// The same, corrected for the number of units and groups of the layer.
    public let correctedPValue: Double
  }

  /// A layer.
  public struct Layer: Sendable, Equatable, Codable {
    /// Its name.
    public let name: String
    /// The groups, in their order.
    public let groups: [Placement]
    /// How many units were compared.
    public let unitCount: Int
    /// How many tell a group from the others, by a corrected p-value of at most 0.05.
    public let tellingUnitCount: Int
    /// The units that tell the groups apart best, each with the group that it tells best.
    public let units: [Unit]
  }

  /// The study's name.
  public let study: String
  /// The network's name.
  public let model: String
  /// The column.
  public let column: String
  /// How many images have no value of it and were left out.
  public let withoutValue: Int
  /// On how many images separability was measured: all that have a value, or a sample of a large study.
  public let separabilityImageCount: Int
  /// The groups, in order.
  public let groups: [Group]
  /// The layers, in the order of the network.
  public let layers: [Layer]
}
