/// Which columns of a study are spurious cues: they predict the label without being it, and the network sees them.
public struct AuditReport: Sendable, Equatable, Codable {
  /// What came out for a column.
  public enum Outcome: String, Sendable, Equatable, Codable {
    /// It predicts the label, and the network sees it: units respond to it among images of the same label, or the network
    /// is right more or less often with it.
    case flagged
    /// It follows from the label, so that no label shows two values: a cue that is always there, or a coarser label. Only
    /// a person can tell.
    case undecided
    /// It says little about the label, or the network is not seen to respond to it.
    case clear
  }

  /// The value of a column that goes with a label most.
  public struct Link: Sendable, Equatable, Codable {
    /// The value.
    public let value: String
    /// The label.
    public let label: String
    /// The share of the label's images that have the value.
    public let withLabel: Double
    /// The share of all other images that have it.
    public let withOthers: Double
    /// The accuracy with the value less that without it, for the same label, in −1 ... 1; nil when it cannot be compared.
    public let accuracyDifference: Double?
    /// The p-value of the difference, corrected for the number of values; nil as above.
    public let accuracyPValue: Double?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(value, forKey: .value)
      try container.encode(label, forKey: .label)
      try container.encode(withLabel, forKey: .withLabel)
      try container.encode(withOthers, forKey: .withOthers)
      try container.encode(accuracyDifference, forKey: .accuracyDifference)
      try container.encode(accuracyPValue, forKey: .accuracyPValue)
    }
  }

  /// A unit that responds to the value among images of the same label.
  public struct Unit: Sendable, Equatable, Codable {
    /// The layer's name.
    public let layer: String
    /// The unit: a channel of the layer, or a column of its activations where these are no channels.
    public let unit: Int
    /// The probability that an image with the value excites it more than one of the same label without it.
    public let area: Double
    /// The probability of an area as far from ½ without a difference (van Elteren).
    public let pValue: Double
    /// The same, corrected for the number of units of all layers.
    public let correctedPValue: Double
  }

  /// A column.
  public struct Column: Sendable, Equatable, Codable {
    /// Its name.
    public let name: String
    /// Whether it was measured in the thumbnails and sizes rather than given by the manifest.
    public let isPicture: Bool
    /// How many values it has.
    public let valueCount: Int
    /// What came out.
    public let outcome: Outcome
    /// The same in words.
    public let finding: String
    /// Cramér's V of column and label, without bias, in 0 ... 1; nil when either has a single value.
    public let association: Double?
    /// The probability of so strong an association by chance, by shuffling, corrected for the number of columns.
    public let associationPValue: Double
    /// What goes together most; nil without an association.
    public let link: Link?
    /// In which layers units respond, and how many; empty for columns that do not predict the label.
    public let respondingUnitCounts: [String: Int]
    /// The units that respond most, the strongest of each layer first in the order of strength.
    public let units: [Unit]

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(isPicture, forKey: .isPicture)
      try container.encode(valueCount, forKey: .valueCount)
      try container.encode(outcome, forKey: .outcome)
      try container.encode(finding, forKey: .finding)
      try container.encode(association, forKey: .association)
      try container.encode(associationPValue, forKey: .associationPValue)
      try container.encode(link, forKey: .link)
      try container.encode(respondingUnitCounts, forKey: .respondingUnitCounts)
      try container.encode(units, forKey: .units)
    }
  }

  /// A column that cannot be examined.
  public struct LeftOut: Sendable, Equatable, Codable {
    /// Its name.
    public let name: String
    /// Why, in words.
    public let reason: String
  }

  /// The study's name.
  public let study: String
  /// The network's name.
  public let model: String
  /// Whether predictions could be scored; if not, only associations and units were examined.
  public let hasScores: Bool
  /// The layers whose units were asked.
  public let layers: [String]
  /// The columns, flagged ones first, then undecided ones, each by strength of association.
  public let columns: [Column]
  /// The columns that were not examined.
  public let leftOut: [LeftOut]
}
