import Foundation

/// How strongly two columns of categories go together.
///
/// Items without a value in either are left out. O(n + values²). Deterministic.
public struct Association: Sendable, Equatable {
  /// Cramér's V with the correction of its bias (Bergsma 2013, doi:10.1016/j.jkss.2012.10.002), in 0 ... 1; nil when
  /// either column has fewer than two values.
  public let cramersV: Double?
  /// The mutual information over the mean of both entropies, in 0 ... 1; nil as above.
  public let normalizedInformation: Double?

  /// Measures two columns. Throws `badInput` when they have different lengths.
  public init(_ first: [Int?], _ second: [Int?]) throws {
    try Validation.requireSameCount(first.count, "first column", second.count, "second column")
    let both = first.indices.filter { first[$0] != nil && second[$0] != nil }
    let (rows, columns) = (ClassIndex(both.map { first[$0] }), ClassIndex(both.map { second[$0] }))
    guard rows.classes.count > 1, columns.classes.count > 1 else {
      (cramersV, normalizedInformation) = (nil, nil)
      return
    }
    let table = Self.table(rows, columns)
    cramersV = Self.cramersV(table, rows.counts, columns.counts)
    let (own, other) = (Self.entropy(rows.counts), Self.entropy(columns.counts))
    normalizedInformation = max(0, 2 * (own + other - Self.entropy(table)) / (own + other))
  }

  static func table(_ rows: ClassIndex, _ columns: ClassIndex) -> [Int] {
    var table = [Int](repeating: 0, count: rows.classes.count * columns.classes.count)
    for (row, column) in zip(rows.places, columns.places) { table[row * columns.classes.count + column] += 1 }
    return table
  }

  static func cramersV(_ table: [Int], _ rows: [Int], _ columns: [Int]) -> Double {
    let total = Double(rows.reduce(0, +))
    var phi = -1.0
    for (place, count) in table.enumerated() where count > 0 {
      phi +=
        Double(count) * Double(count) / (Double(rows[place / columns.count]) * Double(columns[place % columns.count]))
    }
    let (r, c) = (Double(rows.count), Double(columns.count))
    phi = max(0, phi - (r - 1) * (c - 1) / (total - 1))
    let smaller = min(r - (r - 1) * (r - 1) / (total - 1), c - (c - 1) * (c - 1) / (total - 1))
    return smaller > 1 ? min(1, (phi / (smaller - 1)).squareRoot()) : 0
  }

  private static func entropy(_ counts: [Int]) -> Double {
    let total = Double(counts.reduce(0, +))
    return counts.reduce(0.0) { $1 > 0 ? $0 - Double($1) / total * log(Double($1) / total) : $0 }
  }

  /// Divides numbers, such as a corner's mean color, into at most `count` groups of nearly the same size, from 0
  /// upward.
  ///
  /// Equal numbers come into the same group; nil and NaN into none. Throws `badOption` for fewer than two groups. O(n
  /// log n).
  public static func quantileGroups(_ values: [Double?], count: Int = 4) throws -> [Int?] {
    try Validation.requireOption(count >= 2, "count", count, expected: "at least 2")
    let known = values.compactMap { $0 }.filter { !$0.isNaN }.sorted()
    let limits = (1..<count).compactMap { known.isEmpty ? nil : known[min(known.count - 1, $0 * known.count / count)] }
    let groups = values.map { value in value.flatMap { value in value.isNaN ? nil : limits.count { $0 <= value } } }
    let used = ClassIndex(groups)
    return used.places.map { $0 >= 0 ? $0 : nil }
  }
}
