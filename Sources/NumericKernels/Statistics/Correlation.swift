/// Correlations of two lists of numbers.
package enum Correlation {
  /// Pearson's correlation in two passes; nil when a list is constant or empty.
  package static func pearson(_ first: [Double], _ second: [Double]) -> Double? {
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

  /// Ranks from 1 of finite numbers; equal ones share the mean of theirs. At most 2³² numbers. O(n·log n).
  package static func ranks(_ values: [Float]) -> [Double] {
    var order = values.indices.map { UInt64(ascendingBits(values[$0])) << 32 | UInt64($0) }
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

  /// Spearman's rank correlation of finite numbers; nil when a list is constant or empty.
  package static func spearman(_ first: [Float], _ second: [Float]) -> Double? {
    pearson(ranks(first), ranks(second))
  }

  /// Bits that ascend as the numbers do: those of positive floats do, those of negative ones descend. Adding 0 turns −0
  /// into 0.
  private static func ascendingBits(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }
}
