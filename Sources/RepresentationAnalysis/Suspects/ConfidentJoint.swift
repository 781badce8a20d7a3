/// The stages of confident learning (Northcutt, Jiang & Chuang 2021, doi:10.1613/jair.1.12125): which labels of which
/// classes are likely to be others in truth.
///
/// Class thresholds t_j are the mean of p(j) over the items labeled j. An item counts as truly j when p(j) ≥ t_j, and j
/// is the most probable of the classes for which that holds; where it holds for none, the item is not counted. Rows are
/// given labels, columns true classes. O(n·classes). Deterministic.
public struct ConfidentJoint: Sendable, Equatable {
  /// The labels, ascending; rows and columns of the joints.
  public let classes: [Int]
  /// The mean self-confidence of each class; 1 for a class without a known item, so that few count as it.
  public let thresholds: [Double]
  /// classes × classes: how many items labeled with the row count as the column.
  public let counts: [Int]
  /// classes × classes: the estimated joint distribution of given and true labels, with sum 1, or 0 where nothing is
  /// known. Each row of `counts` is scaled to the share of its label; a row without counts lies on the diagonal.
  public let calibrated: [Double]
  /// The class that each item counts as, as a place in `classes`; nil for items that are not counted.
  public let confidentClasses: [Int?]

  /// Rounding of a threshold is no reason to fall below it.
  private static let tolerance = 1e-6

  /// Counts items with a label and known probabilities.
  ///
  /// Throws `badInput` when there is not one label per item, or a label has no column.
  public init(_ probabilities: ClassProbabilities, labels: [Int?]) throws {
    try Validation.requireLabels(labels, of: probabilities)
    let index = ClassIndex(labels, classes: probabilities.classes)
    let size = index.classes.count
    let found = Self.thresholds(probabilities, index)
    var counts = [Int](repeating: 0, count: size * size)
    var known = [Int](repeating: 0, count: size)
    var confident = [Int?](repeating: nil, count: labels.count)
    for item in labels.indices {
      guard let line = probabilities[item] else { continue }
      confident[item] = Self.confidentClass(line, found)
      guard index.places[item] >= 0 else { continue }
      known[index.places[item]] += 1
      if let other = confident[item] { counts[index.places[item] * size + other] += 1 }
    }
    (classes, thresholds, self.counts, confidentClasses) = (index.classes, found, counts, confident)
    calibrated = Self.calibrate(counts, known)
  }

  /// The estimated share of wrong labels: what lies off the diagonal of the calibrated joint. 0 where nothing is known.
  public var noiseRate: Double {
    let kept = classes.indices.reduce(0) { $0 + calibrated[$1 * classes.count + $1] }
    return max(0, calibrated.reduce(0, +) - kept)
  }

  private static func thresholds(_ probabilities: ClassProbabilities, _ index: ClassIndex) -> [Double] {
    var (sums, counts) = (
      [Double](repeating: 0, count: index.classes.count), [Double](repeating: 0, count: index.classes.count)
    )
    for (item, place) in index.places.enumerated() where place >= 0 {
      guard let line = probabilities[item] else { continue }
      sums[place] += Double(line[line.startIndex + place])
      counts[place] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 1 }
  }

  private static func confidentClass(_ line: ArraySlice<Float>, _ thresholds: [Double]) -> Int? {
    var best: Int?
    for (place, value) in line.enumerated() where Double(value) >= thresholds[place] - tolerance {
      if best.map({ value > line[line.startIndex + $0] }) ?? true { best = place }
    }
    return best
  }

  private static func calibrate(_ counts: [Int], _ known: [Int]) -> [Double] {
    let (size, total) = (known.count, Double(known.reduce(0, +)))
    var joint = [Double](repeating: 0, count: counts.count)
    for row in 0..<size where known[row] > 0 {
      let share = Double(known[row]) / total
      let sum = counts[row * size..<(row + 1) * size].reduce(0, +)
      guard sum > 0 else {
        joint[row * size + row] = share
        continue
      }
      for column in 0..<size { joint[row * size + column] = share * Double(counts[row * size + column]) / Double(sum) }
    }
    return joint
  }
}
