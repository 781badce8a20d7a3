/// The probability of each class for each item, by something that has not seen the item.
///
/// Where it comes from: `LinearProbe.classProbabilities`, `NearestNeighborProbabilities`, or a file.
public struct ClassProbabilities: Sendable, Equatable {
  /// The labels of the columns, ascending.
  public let classes: [Int]
  /// The number of items.
  public let itemCount: Int
  /// `itemCount` × `classes.count`, row-major; a row is in 0 … 1 and sums to 1, or is NaN where nothing is known.
  public let values: [Float]

  /// How far the sum of a row may be from 1.
  private static let sumTolerance: Float = 1e-3

  /// Takes probabilities made elsewhere. O(items × classes).
  ///
  /// Throws `badInput` unless the classes are ascending, there is one value for each item and class, and each row is
  /// NaN throughout or in 0 … 1 with sum 1 to within 0.001.
  public init(classes: [Int], itemCount: Int, values: [Float]) throws {
    self.init(unchecked: classes, itemCount: itemCount, values: values)
    guard zip(classes, classes.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw Self.failure("The classes \(classes.prefix(8)) are not ascending", "Sort the columns by label.")
    }
    guard itemCount >= 0, values.count == itemCount * classes.count else {
      throw Self.failure(
        "There are \(values.count) probabilities for \(itemCount) items and \(classes.count) classes",
        "Give one for each item and class.")
    }
    for item in 0..<itemCount {
      let line = values[item * classes.count..<(item + 1) * classes.count]
      guard !line.allSatisfy(\.isNaN) else { continue }
      guard line.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(line.reduce(0, +) - 1) <= Self.sumTolerance else {
        throw Self.failure(
          "The probabilities of item \(item) are \(Array(line.prefix(8))); values from 0 to 1 with sum 1 are expected",
          "Apply a softmax to scores first.")
      }
    }
  }

  init(unchecked classes: [Int], itemCount: Int, values: [Float]) {
    (self.classes, self.itemCount, self.values) = (classes, itemCount, values)
  }

  /// The probabilities of one item in the order of `classes`; nil where nothing is known.
  public subscript(item: Int) -> ArraySlice<Float>? {
    let line = values[item * classes.count..<(item + 1) * classes.count]
    return line.first.map { !$0.isNaN } == true ? line : nil
  }

  /// The most probable label of each item, the smallest of equal ones; nil where nothing is known.
  public var predictions: [Int?] {
    (0..<itemCount).map { item in
      guard let line = self[item], let best = line.max(), let place = line.firstIndex(of: best) else { return nil }
      return classes[place - line.startIndex]
    }
  }

  /// The probability of each item's most probable label; nil where nothing is known.
  public var confidences: [Double?] { (0..<itemCount).map { self[$0]?.max().map(Double.init) } }

  /// The mean of several sources, item by item, over the sources that know the item. O(sources × items × classes).
  ///
  /// Throws `badInput` for no source and for sources with different items or classes.
  public static func mean(of sources: [ClassProbabilities]) throws -> ClassProbabilities {
    guard let first = sources.first else {
      throw failure("There are no probabilities to take the mean of", "Give those of a probe or of neighbors.")
    }
    for source in sources where source.classes != first.classes || source.itemCount != first.itemCount {
      throw failure(
        "Probabilities of \(first.itemCount) items and \(first.classes.count) classes meet others of "
          + "\(source.itemCount) items and \(source.classes.count) classes",
        "Compute both from the same labels.")
    }
    let width = first.classes.count
    var sums = [Double](repeating: 0, count: first.values.count)
    var counts = [Double](repeating: 0, count: first.itemCount)
    for source in sources {
      for item in 0..<first.itemCount {
        guard let line = source[item] else { continue }
        counts[item] += 1
        for (column, value) in line.enumerated() { sums[item * width + column] += Double(value) }
      }
    }
    let values = sums.indices.map { Float(counts[$0 / width] > 0 ? sums[$0] / counts[$0 / width] : .nan) }
    return ClassProbabilities(unchecked: first.classes, itemCount: first.itemCount, values: values)
  }

  private static func failure(_ problem: String, _ remedy: String) -> RepresentationAnalysisError {
    RepresentationAnalysisError(kind: .badInput, description: "\(problem). \(remedy)")
  }
}
