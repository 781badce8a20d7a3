/// How often items of each label are predicted as each class.
///
/// Items without a label or a prediction are not counted. O(n + classes²). Deterministic.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Two classes that are taken for one another.
  public struct ConfusedPair: Sendable, Equatable {
    /// The class whose items are more often taken for the other.
    public let first: Int
    /// The other class.
    public let second: Int
    /// How many items of the first are predicted as the second.
    public let firstAsSecond: Int
    /// How many items of the second are predicted as the first.
    public let secondAsFirst: Int
    /// The mean of the shares of both classes' items that are taken for the other, in 0 ... 1.
    public let rate: Double
  }

  /// The labels and predictions that occur, ascending.
  public let classes: [Int]
  /// classes × classes, row-major: rows are labels, columns predictions.
  public let counts: [Int]

  /// Counts. Throws `badInput` when there is not one prediction per label.
  public init(labels: [Int?], predictions: [Int?]) throws {
    try Validation.requireSameCount(labels.count, "list of labels", predictions.count, "list of predictions")
    let classes = Set((labels + predictions).compactMap { $0 }).sorted()
    let (rows, columns) = (ClassIndex(labels, classes: classes), ClassIndex(predictions, classes: classes))
    var counts = [Int](repeating: 0, count: classes.count * classes.count)
    for (row, column) in zip(rows.places, columns.places) where row >= 0 && column >= 0 {
      counts[row * classes.count + column] += 1
    }
    (self.classes, self.counts) = (classes, counts)
  }

  /// classes × classes, symmetric: the mean of the shares of two classes' items that are taken for the other; 1 on the
  /// diagonal.
  public var similarity: [Double] {
    let size = classes.count
    let sums = (0..<size).map { Double(max(1, counts[$0 * size..<($0 + 1) * size].reduce(0, +))) }
    return (0..<size * size).map { index in
      let (i, j) = (index / size, index % size)
      return i == j ? 1 : (Double(counts[i * size + j]) / sums[i] + Double(counts[j * size + i]) / sums[j]) / 2
    }
  }

  /// The pairs of classes that are confused at all, by rate, then count, then label.
  public func mostConfusedPairs(limit: Int = 20) -> [ConfusedPair] {
    let (size, rates) = (classes.count, similarity)
    var pairs: [ConfusedPair] = []
    for i in 0..<size {
      for j in i + 1..<max(i + 1, size) where rates[i * size + j] > 0 {
        let (there, back) = (counts[i * size + j], counts[j * size + i])
        let (first, second) = there >= back ? (i, j) : (j, i)
        pairs.append(
          ConfusedPair(
            first: classes[first], second: classes[second], firstAsSecond: max(there, back),
            secondAsFirst: min(there, back), rate: rates[i * size + j]))
      }
    }
    let sorted = pairs.sorted {
      ($1.rate, $1.firstAsSecond + $1.secondAsFirst, $0.first, $0.second)
        < ($0.rate, $0.firstAsSecond + $0.secondAsFirst, $1.first, $1.second)
    }
    return Array(sorted.prefix(max(0, limit)))
  }
}
