/// How suspected labels are found and ranked.
public struct LabelIssueOptions: Sendable, Equatable, Codable {
  /// What makes a label suspicious, from 0 to 1.
  public enum Score: String, Sendable, Equatable, Codable {
    /// (1 + the largest probability of another class − that of the label) / 2.
    case normalizedMargin
    /// 1 − the probability of the label.
    case selfConfidence
  }

  /// What the ranking follows.
  public var score = Score.normalizedMargin

  /// The defaults.
  public init() {}
}

/// A label that is likely to be wrong.
public struct LabelIssue: Sendable, Equatable {
  /// The item.
  public let item: Int
  /// The label that it has.
  public let label: Int
  /// The class that it counts as by confident learning.
  public let suggestedLabel: Int
  /// How suspicious the label is, from 0 to 1.
  public let score: Double
  /// The probability of the label it has.
  public let labelProbability: Double
  /// The probability of the suggested label.
  public let suggestedProbability: Double
  /// The share of the sources in which the item counts as another class than its label; 1 with a single source.
  public let agreement: Double
}

/// Labels that are likely to be wrong, by confident learning (see `ConfidentJoint`) on out-of-sample probabilities.
///
/// Sources are the probe and the neighbors of one or more layers. The joint is that of their mean; candidates are its
/// items off the diagonal, ranked by score, then by agreement over the sources, then by item. A label is never changed.
/// O(sources · n · classes). Deterministic.
public struct LabelIssues: Sendable, Equatable {
  /// The most suspicious first.
  public let issues: [LabelIssue]
  /// How suspicious each label is, from 0 to 1, candidate or not; nil without a label or probabilities.
  public let scores: [Double?]
  /// The estimate of noise by class, of the mean of all sources.
  public let joint: ConfidentJoint

  /// Finds the issues. Throws `badInput` for no source, for sources of other items or classes, when there is not one
  /// label per item, and for a label that has no column.
  public init(
    _ sources: [ClassProbabilities], labels: [Int?], options: LabelIssueOptions = .init()
  ) throws {
    let mean = try ClassProbabilities.mean(of: sources)
    let index = ClassIndex(labels, classes: mean.classes)
    let found = try ConfidentJoint(mean, labels: labels)
    let single = try sources.count == 1 ? [found] : sources.map { try ConfidentJoint($0, labels: labels) }
    var issues: [LabelIssue] = []
    var scores = [Double?](repeating: nil, count: labels.count)
    for (item, place) in index.places.enumerated() where place >= 0 {
      guard let line = mean[item] else { continue }
      let own = Double(line[line.startIndex + place])
      let score = Self.score(line, place, options.score)
      scores[item] = score
      guard let other = found.confidentClasses[item], other != place else { continue }
      let agreeing = single.count { ($0.confidentClasses[item] ?? place) != place }
      issues.append(
        LabelIssue(
          item: item, label: mean.classes[place], suggestedLabel: mean.classes[other], score: score,
          labelProbability: own, suggestedProbability: Double(line[line.startIndex + other]),
          agreement: Double(agreeing) / Double(single.count)))
    }
    self.issues = issues.sorted { ($1.score, $1.agreement, $0.item) < ($0.score, $0.agreement, $1.item) }
    (self.scores, joint) = (scores, found)
  }

  /// The noise that was estimated, as a number of items.
  public var estimatedCount: Int { Int((joint.noiseRate * Double(scores.count { $0 != nil })).rounded()) }

  private static func score(_ line: ArraySlice<Float>, _ place: Int, _ kind: LabelIssueOptions.Score) -> Double {
    let own = Double(line[line.startIndex + place])
    guard kind == .normalizedMargin else { return 1 - own }
    var other = 0.0
    for (column, value) in line.enumerated() where column != place { other = max(other, Double(value)) }
    return (1 + other - own) / 2
  }
}
