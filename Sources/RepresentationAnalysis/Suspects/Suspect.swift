/// An item that deserves a look, and why.
public struct Suspect: Sendable, Equatable {
  /// What can be odd about an item.
  public enum Kind: String, Sendable, Equatable, Codable, CaseIterable {
    /// Its label is likely to be wrong (`LabelIssues`).
    case wrongLabel
    /// Most of its neighbors carry another label (`NeighborDisagreement`), though its class has images enough.
    case otherClassNeighbors
    /// The network predicts another class with high probability.
    case confidentError
    /// The network predicts another class.
    case misclassified
    /// Another item shows nearly the same (`LayerDuplicates`, `PictureDuplicates`).
    case nearDuplicate
    /// It lies apart from all others (`LocalOutlierFactor`).
    case outlier
  }

  /// One thing that is odd.
  public struct Finding: Sendable, Equatable {
    /// What is odd.
    public let kind: Kind
    /// How much, from 0 to 1.
    public let score: Double
    /// The reason in words, such as "8 of 10 neighbours in `pool5` are *salad*".
    public let reason: String
    /// The items that show it, nearest first: neighbors in the last layer, or the near-duplicates.
    public let evidence: [Int]
  }

  /// The item.
  public let item: Int
  /// What is odd about it, in the order of `Kind`.
  public let findings: [Finding]
  /// All findings in one number from 0 to 1: 1 − Π (1 − weight · score).
  public let score: Double
  /// The label it should rather have; nil unless the label is likely to be wrong.
  public let suggestedLabel: Int?

  /// The reasons of all findings, as one line.
  public var reason: String { findings.map(\.reason).joined(separator: "; ") }
}

/// What counts as odd, and how much.
public struct SuspectOptions: Sendable, Equatable, Codable {
  /// How many neighbors are asked and given as evidence, at least 1.
  public var neighborCount = 10
  /// The share of neighbors with another label from which an item is suspect, above 0 and at most 1.
  public var otherClassShare = 0.6
  /// The probability from which a wrong prediction is a confident error, in 0 ... 1.
  public var confidentProbability = 0.9
  /// The neighbors of the local outlier factor, at least 1.
  public var outlierNeighborCount = 20
  /// What a finding of each kind counts for in the ranking, in 0 ... 1; a kind that is not named counts 0.
  public var weights: [Suspect.Kind: Double] = [
    .wrongLabel: 1, .otherClassNeighbors: 0.6, .confidentError: 0.6, .misclassified: 0.3, .nearDuplicate: 0.5,
    .outlier: 0.3,
  ]

  /// The defaults.
  public init() {}
}
