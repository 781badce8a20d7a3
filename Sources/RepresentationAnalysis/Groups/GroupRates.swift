/// A mean or a share for each group, with its uncertainty.
///
/// The value of a group is the sum of its items' numerators over the sum of their denominators; with denominators of 1 it
/// is a mean. The interval is the value ± 1.96 standard errors of such a ratio by linearization (Cochran 1977, Sampling
/// Techniques, section 6.4), each item counting as one draw: neighbors of one item are not independent. With few items
/// it is rough, and it has no width when all items agree. O(n). Deterministic.
public struct GroupRates: Sendable, Equatable {
  /// One group.
  public struct Group: Sendable, Equatable {
    /// The group.
    public let group: Int
    /// How many items took part.
    public let count: Int
    /// Sum over sum.
    public let value: Double
    /// Where it lies with about 95 % probability; nil with a single item.
    public let interval: ConfidenceInterval?
  }

  /// The groups with at least one item that takes part and denominators above 0, ascending.
  public let groups: [Group]

  /// Measures each group. Items with a numerator of nil or without a group take no part; denominators are at least 0.
  /// Intervals are cut to `range`, such as 0 ... 1 for shares.
  ///
  /// Throws `badInput` for columns of different lengths, and `badOption` for values that are not finite.
  public init(
    numerators: [Double?], denominators: [Double]? = nil, groups: [Int?], within range: ClosedRange<Double>
  ) throws {
    try Validation.requireSameCount(groups.count, "list of groups", numerators.count, "list of numerators")
    let sizes = denominators ?? [Double](repeating: 1, count: groups.count)
    try Validation.requireSameCount(groups.count, "list of groups", sizes.count, "list of denominators")
    try Validation.requireOption(
      numerators.allSatisfy { $0?.isFinite ?? true } && sizes.allSatisfy { $0.isFinite && $0 >= 0 }, "a value",
      "not finite or negative", expected: "finite numerators and denominators of at least 0")
    let counted = groups.indices.filter { groups[$0] != nil && numerators[$0] != nil }
    let members = Dictionary(grouping: counted) { groups[$0] ?? 0 }
    self.groups = members.keys.sorted().compactMap { group in
      let items = members[group] ?? []
      let whole = items.reduce(0) { $0 + sizes[$1] }
      guard whole > 0 else { return nil }
      let value = items.reduce(0) { $0 + (numerators[$1] ?? 0) } / whole
      var interval: ConfidenceInterval?
      if items.count > 1 {
        let squares = items.reduce(0) { sum, item in
          let residual = (numerators[item] ?? 0) - value * sizes[item]
          return sum + residual * residual
        }
        let count = Double(items.count)
        let half = 1.959963984540054 * (squares * count / (count - 1)).squareRoot() / whole
        interval = ConfidenceInterval(
          lower: max(range.lowerBound, value - half), upper: min(range.upperBound, value + half))
      }
      return Group(group: group, count: items.count, value: value, interval: interval)
    }
  }
}
