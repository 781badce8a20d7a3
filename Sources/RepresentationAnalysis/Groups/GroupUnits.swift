import Foundation
public import NumericKernels

/// Which units of a layer tell groups apart.
///
/// For each group and unit, the area under the ROC curve: the probability that an item of the group has a larger
/// activation than another one, ties counting half (Mann & Whitney 1947, doi:10.1214/aoms/1177730491). p-values are
/// two-sided, from the normal distribution with the variance corrected for ties, without continuity; corrected for the
/// number of tests by Benjamini & Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x) over all groups and units
/// together. Units with the same value everywhere are not tested. O(d·n log n). The same bits for any number of
/// threads.
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

  /// Compares each group with all other items that have a group. Items without one are left out.
  ///
  /// Throws `badInput` when there is not one group per row and for values that are not finite, and what `progress`
  /// throws.
  public init(
    _ data: Matrix, groups: [Int?], parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireFinite(data, name: "data")
    try Validation.requireSameCount(groups.count, "list of groups", data.rowCount, "data")
    let index = ClassIndex(groups)
    let size = index.classes.count
    let scores = AlignedBuffer<RankScore>(count: size * data.columnCount, repeating: RankScore())
    let portion = 256
    for start in stride(from: 0, to: data.columnCount, by: portion) {
      try progress?(Double(start) / Double(data.columnCount))
      parallel.forEachChunk(of: min(portion, data.columnCount - start), chunkSize: 4) { _, range in
        for column in start + range.lowerBound..<start + range.upperBound {
          let found = RankScore.ofGroups(data, column: column, index)
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

  /// p-values corrected by Benjamini and Hochberg, in their order.
  static func corrected(_ values: [Double]) -> [Double] {
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

  /// One score for each group.
  static func ofGroups(_ data: Matrix, column: Int, _ index: ClassIndex) -> [RankScore] {
    let rows = index.places.indices.filter { index.places[$0] >= 0 }
    let values = rows.map { (value: data.elements[$0 * data.columnCount + column], group: index.places[$0]) }
      .sorted { $0.value < $1.value }
    var sums = [Double](repeating: 0, count: index.classes.count)
    var (start, ties) = (0, 0.0)
    while start < values.count {
      var end = start + 1
      while end < values.count, values[end].value == values[start].value { end += 1 }
      let size = Double(end - start)
      ties += size * size * size - size
      // Equal values share the mean of their ranks, which count from 1.
      for place in start..<end { sums[values[place].group] += Double(start + end + 1) / 2 }
      start = end
    }
    let total = Double(values.count)
    return index.counts.enumerated().map { group, count in
      let (inside, outside) = (Double(count), total - Double(count))
      let variance = inside * outside / 12 * (total + 1 - ties / max(1, total * (total - 1)))
      guard outside > 0, variance > 1e-9 * inside * outside else { return RankScore() }
      let statistic = sums[group] - inside * (inside + 1) / 2
      let z = abs(statistic - inside * outside / 2) / variance.squareRoot()
      return RankScore(area: statistic / (inside * outside), pValue: erfc(z / 2.0.squareRoot()), isTested: true)
    }
  }
}
