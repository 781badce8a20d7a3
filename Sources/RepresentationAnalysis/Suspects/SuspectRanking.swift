public import NeighborSearch

/// What is known about items, from which suspects are found.
public struct SuspectSources: Sendable {
  /// The neighbors in a layer, or in pixels.
  public struct Layer: Sendable {
    /// What the layer is called in reasons.
    public let name: String
    /// The neighbors of each item.
    public let graph: NeighborGraph

    /// A layer and its neighbors.
    public init(name: String, graph: NeighborGraph) { (self.name, self.graph) = (name, graph) }
  }

  /// The layers, from the first to the last; the last gives the neighbors for evidence, and the outliers.
  public var layers: [Layer]
  /// The label of each item; nil for none.
  public var labels: [Int?]
  /// The network's prediction for each item, nil where there is none; empty without predictions.
  public var predictions: [Int?] = []
  /// The probability of each prediction; empty when it is not known.
  public var confidences: [Double?] = []
  /// Labels that are likely to be wrong.
  public var labelIssues: [LabelIssue] = []
  /// Pairs that show nearly the same.
  public var duplicates: [DuplicatePair] = []

  /// Layers and labels; the rest can be set.
  public init(layers: [Layer], labels: [Int?]) { (self.layers, self.labels) = (layers, labels) }
}

/// All suspects of all kinds in one order, each with its reasons.
///
/// O(layers · n·k + n log n). Deterministic.
public struct SuspectRanking: Sendable, Equatable {
  /// The highest score first; of equal ones, the smaller item.
  public let suspects: [Suspect]

  /// Finds the suspects. `className` names labels in reasons.
  ///
  /// Throws `badInput` for columns and graphs of other lengths than the labels and for issues and pairs with other
  /// items, and `badOption` for options out of range.
  public init(
    _ sources: SuspectSources, options: SuspectOptions = .init(), className: (Int) -> String = { "class \($0)" }
  ) throws {
    try Self.check(sources, options)
    var findings = [[Suspect.Finding]](repeating: [], count: sources.labels.count)
    var suggested: [Int: Int] = [:]
    let evidence = Evidence(sources, options)
    for issue in sources.labelIssues {
      findings[issue.item].append(Self.finding(issue, evidence, className))
      suggested[issue.item] = issue.suggestedLabel
    }
    try Self.addDisagreement(sources, options, evidence, className, to: &findings)
    Self.addErrors(sources, options, evidence, className, to: &findings)
    Self.addDuplicates(sources, className, to: &findings)
    try Self.addOutliers(sources, options, evidence, to: &findings)
    suspects = findings.indices.filter { !findings[$0].isEmpty }
      .map { item in
        let product = findings[item].reduce(1.0) { $0 * (1 - (options.weights[$1.kind] ?? 0) * $1.score) }
        return Suspect(item: item, findings: findings[item], score: 1 - product, suggestedLabel: suggested[item])
      }
      .sorted { ($1.score, $0.item) < ($0.score, $1.item) }
  }

  /// The suspects of a kind, by the score of that finding.
  public func suspects(of kind: Suspect.Kind) -> [Suspect] {
    let scored = suspects.compactMap { suspect in
      suspect.findings.first { $0.kind == kind }.map { (suspect, $0.score) }
    }
    return scored.sorted { ($1.1, $0.0.item) < ($0.1, $1.0.item) }.map(\.0)
  }

  private static func finding(
    _ issue: LabelIssue, _ evidence: Evidence, _ className: (Int) -> String
  ) -> Suspect.Finding {
    let reason =
      "labeled *\(className(issue.label))* (\(issue.labelProbability.twoDecimals)), which those who have not seen it take "
      + "for *\(className(issue.suggestedLabel))* (\(issue.suggestedProbability.twoDecimals))"
    return Suspect.Finding(
      kind: .wrongLabel, score: issue.score, reason: reason, evidence: evidence.neighbors(of: issue.item))
  }

  private static func addDisagreement(
    _ sources: SuspectSources, _ options: SuspectOptions, _ evidence: Evidence, _ className: (Int) -> String,
    to findings: inout [[Suspect.Finding]]
  ) throws {
    let votes = try sources.layers.map {
      try NeighborDisagreement($0.graph, labels: sources.labels, neighborCount: options.neighborCount).votes
    }
    var counts: [Int: Int] = [:]
    for case let label? in sources.labels { counts[label, default: 0] += 1 }
    guard let last = votes.last, let name = sources.layers.last?.name else { return }
    for (item, vote) in last.enumerated() {
      guard let share = vote.otherShare, share >= options.otherClassShare, let main = vote.mainLabel else { continue }
      // Where a class has too few other images, its neighbors cannot but be of other classes.
      let others = (sources.labels[item].flatMap { counts[$0] } ?? 1) - 1
      guard Double(others) > (1 - options.otherClassShare) * Double(vote.voterCount) else { continue }
      let disagreeing = Int((share * Double(vote.voterCount)).rounded())
      var reason =
        main == sources.labels[item]
        ? "\(disagreeing) of \(vote.voterCount) neighbours in `\(name)` are of other classes"
        : "\(vote.mainCount) of \(vote.voterCount) neighbours in `\(name)` are *\(className(main))*"
      if votes.count > 1 {
        let agreeing = votes.count { ($0[item].otherShare ?? 0) >= options.otherClassShare }
        reason += ", and most are of other classes in \(agreeing) of \(votes.count) layers"
      }
      findings[item].append(
        .init(kind: .otherClassNeighbors, score: share, reason: reason, evidence: evidence.neighbors(of: item)))
    }
  }

  private static func addErrors(
    _ sources: SuspectSources, _ options: SuspectOptions, _ evidence: Evidence, _ className: (Int) -> String,
    to findings: inout [[Suspect.Finding]]
  ) {
    for (item, prediction) in sources.predictions.enumerated() {
      guard let prediction, let label = sources.labels[item], prediction != label else { continue }
      let confidence = sources.confidences.isEmpty ? nil : sources.confidences[item]
      let isConfident = confidence.map { $0 >= options.confidentProbability } ?? false
      let reason = "predicted *\(className(prediction))*" + (confidence.map { " with \($0.twoDecimals)" } ?? "")
      findings[item].append(
        .init(
          kind: isConfident ? .confidentError : .misclassified, score: confidence ?? 0.5, reason: reason,
          evidence: evidence.neighbors(of: item)))
    }
  }

  private static func addDuplicates(
    _ sources: SuspectSources, _ className: (Int) -> String, to findings: inout [[Suspect.Finding]]
  ) {
    var partners: [Int: [(item: Int, pair: DuplicatePair)]] = [:]
    for pair in sources.duplicates {
      partners[pair.first, default: []].append((pair.second, pair))
      partners[pair.second, default: []].append((pair.first, pair))
    }
    for (item, found) in partners {
      let sorted = found.sorted { ($1.pair.score, $0.item) < ($0.pair.score, $1.item) }
      let best = sorted[0]
      var reason = "nearly the same as image \(best.item)"
      if best.pair.routes.contains(.mirroredPicture), !best.pair.routes.contains(.picture) { reason += ", mirrored" }
      if let own = sources.labels[item], let other = sources.labels[best.item], own != other {
        reason += ", which is labeled *\(className(other))*"
      }
      if sorted.count > 1 { reason += ", and \(sorted.count - 1) more" }
      findings[item].append(
        .init(kind: .nearDuplicate, score: best.pair.score, reason: reason, evidence: sorted.map(\.item)))
    }
  }

  private static func addOutliers(
    _ sources: SuspectSources, _ options: SuspectOptions, _ evidence: Evidence, to findings: inout [[Suspect.Finding]]
  ) throws {
    guard let layer = sources.layers.last else { return }
    let found = try LocalOutlierFactor(layer.graph, neighborCount: options.outlierNeighborCount)
    for item in found.outliers {
      let factor = found.factors[item]
      findings[item].append(
        .init(
          kind: .outlier, score: 1 - 1 / factor,
          reason: "lies \(factor.twoDecimals) times as far from its neighbours in `\(layer.name)` as they from theirs",
          evidence: evidence.neighbors(of: item)))
    }
  }

  private static func check(_ sources: SuspectSources, _ options: SuspectOptions) throws {
    let count = sources.labels.count
    for layer in sources.layers {
      try Validation.requireSameCount(count, "list of labels", layer.graph.rowCount, "neighbor graph of \(layer.name)")
    }
    if !sources.predictions.isEmpty {
      try Validation.requireSameCount(count, "list of labels", sources.predictions.count, "list of predictions")
    }
    if !sources.confidences.isEmpty {
      try Validation.requireSameCount(
        sources.predictions.count, "list of predictions", sources.confidences.count, "list of confidences")
    }
    let items = sources.labelIssues.map(\.item) + sources.duplicates.flatMap { [$0.first, $0.second] }
    if let item = items.first(where: { !(0..<count).contains($0) }) {
      throw RepresentationAnalysisError(
        kind: .badInput,
        description:
          "A label issue or a pair of duplicates names item \(item) of \(count); items from 0 to below that are "
          + "expected. Compute them from the same items.")
    }
    try Validation.requireOption(
      options.otherClassShare > 0 && options.otherClassShare <= 1, "otherClassShare", options.otherClassShare,
      expected: "above 0 and at most 1")
    try Validation.requireOption(
      (0...1).contains(options.confidentProbability), "confidentProbability", options.confidentProbability,
      expected: "from 0 to 1")
    for kind in Suspect.Kind.allCases {
      let weight = options.weights[kind] ?? 0
      try Validation.requireOption(
        (0...1).contains(weight), "the weight of \(kind.rawValue)", weight, expected: "from 0 to 1")
    }
  }
}

/// The nearest neighbors in the last layer.
private struct Evidence {
  let graph: NeighborGraph?
  let count: Int

  init(_ sources: SuspectSources, _ options: SuspectOptions) {
    (graph, count) = (sources.layers.last?.graph, max(0, options.neighborCount))
  }

  func neighbors(of item: Int) -> [Int] { graph?.neighbors(of: item).prefix(count).map(Int.init) ?? [] }
}

extension Double {
  /// Rounded to hundredths, with two decimals.
  fileprivate var twoDecimals: String {
    let hundredths = Int((self * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}
