/// The difference of the means of two sets of rows.
enum MeanDifference {
  /// The mean of some rows of a matrix in C order less that of others, scaled to length 1; nil where both means are the same or
  /// not finite. Sums are taken in double precision, in the order of the rows. O(rows · columns).
  static func direction(
    of matrix: UnsafeBufferPointer<Float>, columnCount: Int, rows: [Int], against: [Int]
  ) -> [Float]? {
    let (mean, other) = (
      Self.mean(matrix, columnCount: columnCount, rows), Self.mean(matrix, columnCount: columnCount, against)
    )
    let difference = zip(mean, other).map { $0 - $1 }
    let length = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // Means of the same rows in another order may differ by rounding.
    let size = (mean + other).reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length.isFinite, length > 1e-7 * size else { return nil }
    return difference.map { Float($0 / length) }
  }

  private static func mean(_ matrix: UnsafeBufferPointer<Float>, columnCount: Int, _ rows: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: columnCount)
    for row in rows {
      for column in 0..<columnCount { sums[column] += Double(matrix[row * columnCount + column]) }
    }
    return sums.map { $0 / Double(rows.count) }
  }
}
