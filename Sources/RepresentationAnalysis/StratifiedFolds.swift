import NumericKernels

/// A division of labeled items into parts with nearly the same share of every class.
///
/// Items of a class are shuffled by the seed and dealt out in turn, each class beginning where the one before ended.
/// O(n log n). One seed, one result.
public struct StratifiedFolds: Sendable, Equatable {
  /// The part of each item, from 0; nil for items without a label.
  public let folds: [Int?]
  /// The number of parts.
  public let count: Int

  /// Takes a division made elsewhere; folds are from 0 to below `count`.
  package init(folds: [Int?], count: Int) { (self.folds, self.count) = (folds, count) }

  /// Divides items; throws `badOption` unless there are at least two parts.
  public init(labels: [Int?], count: Int = 5, seed: UInt64 = 0) throws {
    try Validation.requireOption(count >= 2, "fold count", count, expected: "at least 2")
    var folds = [Int?](repeating: nil, count: labels.count)
    var generator = SeededGenerator(seed: seed)
    var next = 0
    for label in Set(labels.compactMap { $0 }).sorted() {
      for item in labels.indices.filter({ labels[$0] == label }).shuffled(using: &generator) {
        folds[item] = next % count
        next += 1
      }
    }
    (self.folds, self.count) = (folds, count)
  }
}
