import Foundation
public import NumericKernels

/// How well classes are separated: the silhouette (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) of each point.
///
/// s = (b − a) / max(a, b), from −1 to 1: a is the mean Euclidean distance to the other points of the point's own class, b
/// the smallest mean distance to the points of another class. A point alone in its class has 0. O(n²·d). The same bits for
/// any number of threads.
public struct ClassSeparability: Sendable, Equatable {
  /// The mean over all labeled points; nil with fewer than two classes.
  public let overall: Double?
  /// The mean over the points of each class.
  public let perClass: [Int: Double]
  /// The silhouette of each point; nil for points without a label, and for all with fewer than two classes.
  public let perPoint: [Double?]
  /// The class whose points are nearest in the mean, of the other classes; nil as in `perPoint`.
  public let nearestOtherClass: [Int?]

  /// Measures a matrix with one row a point. Points labeled nil are left out altogether.
  ///
  /// Throws `badInput` when there is not one label per row and for values that are not finite, and what `progress` throws.
  public init(
    _ data: Matrix, labels: [Int?], parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireFinite(data, name: "data")
    try Validation.requireSameCount(labels.count, "list of labels", data.rowCount, "data")
    let order = labels.indices.filter { labels[$0] != nil }.sorted { (labels[$0] ?? 0, $0) < (labels[$1] ?? 0, $1) }
    let classes = ClassRanges(order.compactMap { labels[$0] })
    var silhouettes = [Double?](repeating: nil, count: labels.count)
    var others = [Int?](repeating: nil, count: labels.count)
    if classes.labels.count >= 2 {
      let sums = try DistanceSums(data, order: order, classes: classes, parallel: parallel)
        .compute(progress: progress)
      for (place, row) in order.enumerated() {
        let score = classes.silhouette(place, sums[place * classes.labels.count..<(place + 1) * classes.labels.count])
        (silhouettes[row], others[row]) = (score.value, classes.labels[score.other])
      }
    }
    (perPoint, nearestOtherClass) = (silhouettes, others)
    let known = silhouettes.compactMap { $0 }
    overall = known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    var means: [Int: Double] = [:]
    for (index, range) in classes.ranges.enumerated() where !known.isEmpty {
      means[classes.labels[index]] = order[range].reduce(0) { $0 + (silhouettes[$1] ?? 0) } / Double(range.count)
    }
    perClass = means
  }
}

/// Where the points of each class lie, sorted by class.
struct ClassRanges: Sendable {
  private(set) var labels: [Int] = []
  private(set) var ranges: [Range<Int>] = []

  init(_ sorted: [Int]) {
    var start = 0
    for place in sorted.indices where place + 1 == sorted.count || sorted[place + 1] != sorted[start] {
      labels.append(sorted[start])
      ranges.append(start..<place + 1)
      start = place + 1
    }
  }

  /// The silhouette of the point at a place, from its sums of distances to each class, and the nearest other class.
  func silhouette(_ place: Int, _ sums: ArraySlice<Double>) -> (value: Double, other: Int) {
    var (own, nearest, other, size) = (0.0, Double.infinity, 0, 0)
    for (index, range) in ranges.enumerated() {
      let sum = sums[sums.startIndex + index]
      if range.contains(place) {
        size = range.count
        own = size > 1 ? sum / Double(size - 1) : 0
      } else if sum / Double(range.count) < nearest {
        (nearest, other) = (sum / Double(range.count), index)
      }
    }
    let largest = max(own, nearest)
    return (size > 1 && largest > 0 ? (nearest - own) / largest : 0, other)
  }
}
