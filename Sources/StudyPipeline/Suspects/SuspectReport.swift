/// Images of a study that deserve a look, each with its reasons and its evidence.
public struct SuspectReport: Sendable, Equatable, Codable {
  /// One thing that is odd about an image.
  public struct Finding: Sendable, Equatable, Codable {
    /// What is odd: `wrongLabel`, `otherClassNeighbors`, `confidentError`, `misclassified`, `nearDuplicate`, `outlier`.
    public let kind: String
    /// How much, from 0 to 1.
    public let score: Double
    /// The reason in words.
    public let reason: String
    /// The rows that show it, the nearest first.
    public let evidence: [Int]
  }

  /// An image.
  public struct Entry: Sendable, Equatable, Codable {
    /// The row of the study.
    public let item: Int
    /// Its name in the study.
    public let identifier: String
    /// Its label; nil without.
    public let label: String?
    /// The label it should rather have; nil unless its label is likely to be wrong.
    public let suggestedLabel: String?
    /// All findings in one number from 0 to 1.
    public let score: Double
    /// The reasons of all findings, in words.
    public let reason: String
    /// What is odd about it.
    public let findings: [Finding]
    /// What a person has decided about it; nil as long as nobody has.
    public var decision: SuspectDecision?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(item, forKey: .item)
      try container.encode(identifier, forKey: .identifier)
      try container.encode(label, forKey: .label)
      try container.encode(suggestedLabel, forKey: .suggestedLabel)
      try container.encode(score, forKey: .score)
      try container.encode(reason, forKey: .reason)
      try container.encode(findings, forKey: .findings)
      try container.encode(decision, forKey: .decision)
    }
  }

  /// The study's name; nil in the file that a study keeps, whose bytes do not depend on what the study is called.
  public let study: String?
  /// The network's name.
  public let model: String
  /// The layers whose neighbors were asked, from the first to the last; the last gave the evidence.
  public let layers: [String]
  /// What the suspicion of wrong labels rests on.
  public let labelSources: [String]
  /// The share of labels that is estimated to be wrong; nil when labels could not be judged.
  public let estimatedNoise: Double?
  /// How suspicious the label of each image is, from 0 to 1, row by row; nil without a label that can be judged.
  public let labelScores: [Double?]
  /// The most suspicious first.
  public let suspects: [Entry]

  /// The same report with other suspects listed, such as those of one kind.
  public func listing(_ entries: [Entry]) -> SuspectReport {
    SuspectReport(
      study: study, model: model, layers: layers, labelSources: labelSources, estimatedNoise: estimatedNoise,
      labelScores: labelScores, suspects: entries)
  }

  /// The same report without the study's name.
  var nameless: SuspectReport {
    SuspectReport(
      study: nil, model: model, layers: layers, labelSources: labelSources, estimatedNoise: estimatedNoise,
      labelScores: labelScores, suspects: suspects)
  }
}
