import NumericKernels

/// An interval that holds an unknown number with a probability of about 95 %.
public struct ConfidenceInterval: Sendable, Equatable {
  /// Its lower end.
  public let lower: Double
  /// Its upper end.
  public let upper: Double

  /// The interval of a share by Wilson 1927 (doi:10.1080/01621459.1927.10502953) from `hits` among `count`, which is
  /// above 0.
  static func wilson(hits: Int, count: Int) -> ConfidenceInterval {
    let (z, n, share) = (1.959963984540054, Double(count), Double(hits) / Double(count))
    let center = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    return ConfidenceInterval(lower: max(0, center - half), upper: min(1, center + half))
  }

  /// The interval of a mean from the 2.5 and 97.5 percentiles of means over values drawn again with replacement (the
  /// percentile bootstrap, Efron 1979, doi:10.1214/aos/1176344552). There is at least one value.
  static func bootstrap(_ values: [Double], drawCount: Int, generator: inout SeededGenerator) -> ConfidenceInterval {
    let means = (0..<drawCount).map { _ in
      var sum = 0.0
      for _ in values.indices { sum += values[Int.random(in: values.indices, using: &generator)] }
      return sum / Double(values.count)
    }.sorted()
    let outside = Int(0.025 * Double(drawCount))
    return ConfidenceInterval(lower: means[outside], upper: means[drawCount - 1 - outside])
  }
}

/// How well the network does for each value of a column.
///
/// Items without a label, a prediction or a group are not counted. O(n + draws · n). One seed, one result.
public struct GroupPerformance: Sendable, Equatable {
  /// One group.
  public struct Group: Sendable, Equatable {
    /// The value of the column.
    public let group: Int
    /// How many items with label and prediction it has.
    public let count: Int
    /// The share of them whose prediction is their label.
    public let accuracy: Double
    /// Where the accuracy lies with 95 % probability, by Wilson.
    public let accuracyInterval: ConfidenceInterval
    /// The mean probability of the predictions; nil when none is known.
    public let meanConfidence: Double?
    /// Where the mean confidence lies with 95 % probability, by bootstrap; nil when none is known.
    public let confidenceInterval: ConfidenceInterval?
  }

  /// The groups with at least one counted item, ascending.
  public let groups: [Group]

  /// Measures each group. `confidences` may be empty.
  ///
  /// Throws `badInput` for columns of different lengths, and `badOption` for fewer than 100 draws.
  public init(
    groups: [Int?], labels: [Int?], predictions: [Int?], confidences: [Double?] = [], drawCount: Int = 1000,
    seed: UInt64 = 0
  ) throws {
    try Validation.requireSameCount(labels.count, "list of labels", groups.count, "list of groups")
    try Validation.requireSameCount(labels.count, "list of labels", predictions.count, "list of predictions")
    if !confidences.isEmpty {
      try Validation.requireSameCount(labels.count, "list of labels", confidences.count, "list of confidences")
    }
    try Validation.requireOption(drawCount >= 100, "drawCount", drawCount, expected: "at least 100")
    let counted = labels.indices.filter { groups[$0] != nil && labels[$0] != nil && predictions[$0] != nil }
    let members = Dictionary(grouping: counted) { groups[$0] ?? 0 }
    self.groups = members.keys.sorted().enumerated().map { stream, group in
      let items = members[group] ?? []
      let hits = items.count { labels[$0] == predictions[$0] }
      let known = confidences.isEmpty ? [] : items.compactMap { confidences[$0] }
      // Groups draw from streams of their own, so that one more group changes no other.
      var generator = SeededGenerator(seed: seed, stream: UInt64(stream))
      return Group(
        group: group, count: items.count, accuracy: Double(hits) / Double(items.count),
        accuracyInterval: .wilson(hits: hits, count: items.count),
        meanConfidence: known.isEmpty ? nil : known.reduce(0, +) / Double(known.count),
        confidenceInterval: known.isEmpty
          ? nil : .bootstrap(known, drawCount: drawCount, generator: &generator))
    }
  }
}

extension ClassSeparability {
  /// The mean silhouette over the items of each group, in −1 ... 1: how well classes are separated for the group. Items
  /// without a silhouette or a group are left out. Throws `badInput` when there is not one group per item.
  public func means(byGroup groups: [Int?]) throws -> [Int: Double] {
    try Validation.requireSameCount(groups.count, "list of groups", perPoint.count, "list of silhouettes")
    var sums: [Int: (sum: Double, count: Int)] = [:]
    for case (let group?, let value?) in zip(groups, perPoint) {
      let before = sums[group] ?? (0, 0)
      sums[group] = (before.sum + value, before.count + 1)
    }
    return sums.mapValues { $0.sum / Double($0.count) }
  }
}
