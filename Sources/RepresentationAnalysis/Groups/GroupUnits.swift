import Foundation
public import NumericKernels

/// Which units of a layer tell groups apart.
///
/// For each group and unit, the area under the ROC curve: the probability that an item of the group has a larger
/// activation than another one, ties counting half (Mann & Whitney 1947, doi:10.1214/aoms/1177730491). p-values are
/// two-sided, from the normal distribution with the variance corrected for ties, without continuity; corrected for the
/// number of tests by Benjamini & Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x) over all groups and units
/// together. Units with the same value everywhere are not tested.
///
/// Within strata, such as labels, items are only compared with items of the same stratum: the areas are averaged with the
/// weights inside · outside / (items + 1), and tested by van Elteren 1960 (Bulletin of the International Statistical
/// Institute 37), which with a single stratum is the test above. So a unit that tells the labels apart does not pass for
/// one that tells apart what is frequent in one of them.
///
/// O(d·n log n). The same bits for any number of threads.
public struct GroupUnits: Sendable, Equatable {
  /// A unit for one group.
  public struct Unit: Sendable, Equatable {
    /// The group.
    public let group: Int
    /// The column of the layer.
    public let column: Int
    /// From 0 to 1; ½ says nothing, below it the unit is lower in the group.
    public let area: Double
    /// The probability of an area as far from ½ without a difference.
    public let pValue: Double
    /// The smallest false discovery rate at which it counts as different.
    public let correctedPValue: Double
  }

  /// The groups that occur, ascending.
  public let groups: [Int]
  /// The number of columns.
  public let columnCount: Int
  /// All tested units, by group, then by column.
  public let units: [Unit]

  /// Compares each group with all other items that have a group, within strata where they are given. Items without a
  /// group or a stratum are left out.
  ///
  /// Throws `badInput` when there is not one group and one stratum per row and for values that are not finite, and what
  /// `progress` throws.
  public init(
    _ data: Matrix, groups: [Int?], within strata: [Int?]? = nil, parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireFinite(data, name: "data")
    try Validation.requireSameCount(groups.count, "list of groups", data.rowCount, "data")
    if let strata { try Validation.requireSameCount(strata.count, "list of strata", data.rowCount, "data") }
    let index = ClassIndex(groups)
    let parts = Self.parts(index, strata)
    let size = index.classes.count
    let scores = AlignedBuffer<RankScore>(count: size * data.columnCount, repeating: RankScore())
    let portion = 256
    for start in stride(from: 0, to: data.columnCount, by: portion) {
      try progress?(Double(start) / Double(data.columnCount))
      parallel.forEachChunk(of: min(portion, data.columnCount - start), chunkSize: 4) { _, range in
        for column in start + range.lowerBound..<start + range.upperBound {
          let found = RankScore.ofGroups(data, column: column, index, parts)
          for (group, score) in found.enumerated() { scores.pointer[group * data.columnCount + column] = score }
        }
      }
    }
    (self.groups, columnCount) = (index.classes, data.columnCount)
    let tested = (0..<scores.count).filter { scores.pointer[$0].isTested }
    let corrected = Self.corrected(tested.map { scores.pointer[$0].pValue })
    units = zip(tested, corrected).map { place, value in
      Unit(
        group: index.classes[place / data.columnCount], column: place % data.columnCount,
        area: scores.pointer[place].area, pValue: scores.pointer[place].pValue, correctedPValue: value)
    }
    try progress?(1)
  }

  /// The units whose area is farthest from ½, of those with a corrected p-value of at most `falseDiscoveryRate`.
  public func strongest(limit: Int, falseDiscoveryRate: Double = 0.05) -> [Unit] {
    let different = units.filter { $0.correctedPValue <= falseDiscoveryRate }
    let sorted = different.sorted {
      (abs($1.area - 0.5), $0.column, $0.group) < (abs($0.area - 0.5), $1.column, $1.group)
    }
    return Array(sorted.prefix(max(0, limit)))
  }

  /// The items of each stratum that have a group; strata that show a single group say nothing and are left out.
  private static func parts(_ index: ClassIndex, _ strata: [Int?]?) -> [[Int]] {
    let known = index.places.indices.filter { index.places[$0] >= 0 }
    guard let strata else { return [known] }
    let members = Dictionary(grouping: known.filter { strata[$0] != nil }) { strata[$0] ?? 0 }
    return members.keys.sorted().compactMap { key in
      members[key].flatMap { items in Set(items.map { index.places[$0] }).count > 1 ? items : nil }
    }
  }

  /// p-values corrected by Benjamini and Hochberg, in their order: the smallest false discovery rate at which each counts.
  public static func corrected(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
    var result = values
    var smallest = 1.0
    for (rank, place) in order.enumerated().reversed() {
      smallest = min(smallest, values[place] * Double(values.count) / Double(rank + 1))
      result[place] = smallest
    }
    return result
  }
}

/// The rank test of one group in one column.
private struct RankScore: BitwiseCopyable {
  var area = 0.5
  var pValue = 1.0
  var isTested = false

  /// One score for each group, over all parts.
  static func ofGroups(_ data: Matrix, column: Int, _ index: ClassIndex, _ parts: [[Int]]) -> [RankScore] {
    let size = index.classes.count
    var (excess, weight) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    var (variance, spread) = (weight, weight)
    for rows in parts {
      let ranked = RankedPart(data, column: column, rows: rows, index)
      let scale = 1 / (ranked.total + 1)
      for group in 0..<size {
        let (inside, outside) = (ranked.counts[group], ranked.total - ranked.counts[group])
        guard inside > 0, outside > 0 else { continue }
        let statistic = ranked.sums[group] - inside * (inside + 1) / 2
        excess[group] += (statistic - inside * outside / 2) * scale
        weight[group] += inside * outside * scale
        variance[group] += inside * outside / 12 * ranked.tieFactor * scale * scale
        spread[group] += inside * outside * scale * scale
      }
    }
    return (0..<size).map { group in
      guard weight[group] > 0, variance[group] > 1e-9 * spread[group] else { return RankScore() }
      let z = abs(excess[group]) / variance[group].squareRoot()
      return RankScore(area: 0.5 + excess[group] / weight[group], pValue: erfc(z / 2.0.squareRoot()), isTested: true)
    }
  }
}

/// The ranks of some items in one column.
private struct RankedPart {
  let total: Double
  /// The number of items of each group.
  private(set) var counts: [Double]
  /// The sum of the ranks of each group, which count from 1; equal values share the mean of theirs.
  private(set) var sums: [Double]
  /// The number of items plus 1, less what ties take.
  let tieFactor: Double

  init(_ data: Matrix, column: Int, rows: [Int], _ index: ClassIndex) {
    let values = rows.map { (value: data.elements[$0 * data.columnCount + column], group: index.places[$0]) }
      .sorted { $0.value < $1.value }
    counts = [Double](repeating: 0, count: index.classes.count)
    sums = counts
    total = Double(values.count)
    var (start, ties) = (0, 0.0)
    while start < values.count {
      var end = start + 1
      while end < values.count, values[end].value == values[start].value { end += 1 }
      let size = Double(end - start)
      ties += size * size * size - size
      for place in start..<end {
        sums[values[place].group] += Double(start + end + 1) / 2
        counts[values[place].group] += 1
      }
      start = end
    }
    tieFactor = total + 1 - ties / max(1, total * (total - 1))
  }
}
