/// Correlations of two lists of numbers.
enum Correlation {
  /// Pearson's correlation in two passes; nil when a list is constant or empty.
  static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
    guard !first.isEmpty else { return nil }
    let means = (first.reduce(0, +) / Double(first.count), second.reduce(0, +) / Double(second.count))
    var (mixed, left, right) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
      mixed += (x - means.0) * (y - means.1)
      left += (x - means.0) * (x - means.0)
      right += (y - means.1) * (y - means.1)
    }
    let isVaried = first.contains { $0 != first[0] } && second.contains { $0 != second[0] }
    guard isVaried, left > 0, right > 0 else { return nil }
    return min(1, max(-1, mixed / (left.squareRoot() * right.squareRoot())))
  }

  /// Ranks from 1 of numbers that are not negative; equal ones share the mean of theirs. O(n·log n).
  static func ranks(_ values: [Float]) -> [Double] {
    // The bits of floats that are not negative ascend as the numbers do (adding 0 turns −0 into 0).
    var order = values.indices.map { UInt64((values[$0] + 0).bitPattern) << 32 | UInt64($0) }
    order.sort()
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count && order[end] >> 32 == order[start] >> 32 { end += 1 }
      for place in start..<end { ranks[Int(order[place] & 0xFFFF_FFFF)] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
