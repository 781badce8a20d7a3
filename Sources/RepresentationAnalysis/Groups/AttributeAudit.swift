import Foundation
import NumericKernels

/// When an attribute counts as a spurious cue.
public struct AttributeAuditOptions: Sendable, Equatable, Codable {
  /// Cramér's V of attribute and label from which they go together, in 0 ... 1.
  public var smallestAssociation = 0.2
  /// The largest p-value of that, by permutation, and of differences in accuracy, corrected; in 0 ... 1.
  public var significance = 0.05
  /// The smallest difference in accuracy that matters, in 0 ... 1.
  public var smallestDifference = 0.05
  /// How often the attribute is shuffled, at least 100.
  public var permutationCount = 200
  /// The seed of shuffling.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}
}

/// Whether a column is a spurious cue: it goes together with the label, and the network is right more or less often
/// with it than without it, for the same label.
///
/// Differences in accuracy are those of a value against all others within each label, weighted and tested by Mantel &
/// Haenszel 1959 (doi:10.1093/jnci/22.4.719) without continuity, and corrected for the number of values by Benjamini
/// and Hochberg: a class that is hard does not make an attribute guilty that is frequent in it. Items without
/// attribute, label or prediction are left out. O(permutations · n). One seed, one result.
public struct AttributeAudit: Sendable, Equatable {
  /// What came out.
  public enum Verdict: String, Sendable, Equatable, Codable {
    /// It goes together with the label, and the accuracy differs by it.
    case spurious
    /// It follows from the label, so that no label shows two values and nothing can be compared: a cue that is always
    /// there, or a coarser label. Only the units that carry it, and a person, can tell.
    case inseparable
    /// It goes together with the label, but the network is not known to use it.
    case associated
    /// It says little about the label.
    case unrelated
  }

  /// One value of the attribute.
  public struct Value: Sendable, Equatable {
    /// The value.
    public let value: Int
    /// How many items have it.
    public let count: Int
    /// The accuracy with it less that without it, for the same label, in −1 ... 1; nil when no label shows both.
    public let accuracyDifference: Double?
    /// The corrected p-value of the difference; nil as above.
    public let correctedPValue: Double?
  }

  /// How strongly attribute and label go together.
  public let association: Association
  /// The share of shuffled attributes that go together with the label as strongly, the attribute itself included.
  public let associationPValue: Double
  /// The values, ascending.
  public let values: [Value]
  /// What follows.
  public let verdict: Verdict

  /// Audits a column.
  ///
  /// Throws `badInput` for columns of different lengths, and `badOption` for options out of range.
  public init(
    attribute: [Int?], labels: [Int?], predictions: [Int?], options: AttributeAuditOptions = .init()
  ) throws {
    try Validation.requireSameCount(labels.count, "list of labels", attribute.count, "attribute")
    try Validation.requireSameCount(labels.count, "list of labels", predictions.count, "list of predictions")
    try Self.check(options)
    let items = labels.indices.filter { attribute[$0] != nil && labels[$0] != nil && predictions[$0] != nil }
    let (rows, columns) = (ClassIndex(items.map { attribute[$0] }), ClassIndex(items.map { labels[$0] }))
    association = try Association(items.map { attribute[$0] }, items.map { labels[$0] })
    let strength = association.cramersV ?? 0
    associationPValue = strength > 0 ? Self.permutationPValue(rows, columns, strength, options) : 1
    let isRight = items.map { labels[$0] == predictions[$0] }
    let tests = rows.classes.indices.map { StratifiedDifference($0, rows, columns, isRight) }
    let testable = tests.indices.filter { tests[$0].difference != nil }
    let corrected = Dictionary(
      uniqueKeysWithValues: zip(testable, GroupUnits.corrected(testable.map { tests[$0].pValue })))
    values = rows.classes.indices.map {
      Value(
        value: rows.classes[$0], count: rows.counts[$0], accuracyDifference: tests[$0].difference,
        correctedPValue: corrected[$0])
    }
    let differs = values.contains {
      abs($0.accuracyDifference ?? 0) >= options.smallestDifference && ($0.correctedPValue ?? 1) <= options.significance
    }
    if strength < options.smallestAssociation || associationPValue > options.significance {
      verdict = .unrelated
    } else {
      verdict = testable.isEmpty ? .inseparable : differs ? .spurious : .associated
    }
  }

  private static func permutationPValue(
    _ rows: ClassIndex, _ columns: ClassIndex, _ strength: Double, _ options: AttributeAuditOptions
  ) -> Double {
    var generator = SeededGenerator(seed: options.seed)
    var places = rows.places
    var reached = 1
    for _ in 0..<options.permutationCount {
      places.shuffle(using: &generator)
      var table = [Int](repeating: 0, count: rows.classes.count * columns.classes.count)
      for (row, column) in zip(places, columns.places) { table[row * columns.classes.count + column] += 1 }
      if Association.cramersV(table, rows.counts, columns.counts) >= strength { reached += 1 }
    }
    return Double(reached) / Double(options.permutationCount + 1)
  }

  private static func check(_ options: AttributeAuditOptions) throws {
    for (name, value) in [
      ("smallestAssociation", options.smallestAssociation), ("significance", options.significance),
      ("smallestDifference", options.smallestDifference),
    ] {
      try Validation.requireOption((0...1).contains(value), name, value, expected: "from 0 to 1")
    }
    try Validation.requireOption(
      options.permutationCount >= 100, "permutationCount", options.permutationCount, expected: "at least 100")
  }
}

/// The accuracy with a value less that without it, within each label, over all labels.
private struct StratifiedDifference {
  /// nil when no label shows the value and another one.
  let difference: Double?
  let pValue: Double

  init(_ value: Int, _ rows: ClassIndex, _ columns: ClassIndex, _ isRight: [Bool]) {
    var counts = [(count: Double, right: Double)](repeating: (0, 0), count: 2 * columns.classes.count)
    for (item, column) in columns.places.enumerated() {
      let place = 2 * column + (rows.places[item] == value ? 0 : 1)
      counts[place].count += 1
      if isRight[item] { counts[place].right += 1 }
    }
    var (weights, sum, excess, variance) = (0.0, 0.0, 0.0, 0.0)
    for column in columns.classes.indices {
      let (with, without) = (counts[2 * column], counts[2 * column + 1])
      let total = with.count + without.count
      guard with.count > 0, without.count > 0 else { continue }
      let (weight, right) = (with.count * without.count / total, with.right + without.right)
      weights += weight
      sum += weight * (with.right / with.count - without.right / without.count)
      excess += with.right - with.count * right / total
      variance += weight * right * (total - right) / (total * (total - 1))
    }
    difference = weights > 0 ? sum / weights : nil
    pValue = variance > 0 ? erfc(abs(excess) / (2 * variance).squareRoot()) : 1
  }
}
