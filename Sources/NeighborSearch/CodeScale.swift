/// How coordinates are rounded to whole numbers from −127 to 127, and what that does to distances.
///
/// With e(x) the length of what rounding changes in x, distances of rounded rows exceed no true distance by more than
/// e(x) + e(y).
/// For any tolerance t, (L + e(x) + e(y))² ≤ (1 + t)·L² + 2·(1 + 1/t)·(e(x)² + e(y)²), a sum of terms of one row each.
struct CodeScale: Sendable {
  /// What 1 stands for.
  let step: Double
  /// Leading coordinates that are rounded.
  let columnCount: Int
  /// Whether the length of what they leave out is one more coordinate.
  let hasRest: Bool
  /// The bound is tightest for pairs at L = (e(x) + e(y)) / tolerance.
  let tolerance: Double

  /// Larger than any product of codes; three of them do not overflow.
  static let unlimited = 0x1p28
  static let largest = 127.0

  var laneCount: Int { (columnCount + (hasRest ? 1 : 0) + 3) / 4 }

  /// From squared distances to products of codes.
  var limitScale: Double { (1 + tolerance) / (2 * step * step) }

  /// The length of what rounding to multiples of a step changes in a row, typically.
  static func expectedError(step: Double, columns: Int) -> Double { step * (Double(columns) / 12).squareRoot() }

  /// Half the square of a rounded row, less what the error of rounding may add to half the square of a distance.
  func height(square: Int, error: Double) -> Int32 {
    let allowed = 2 * (1 + 1 / tolerance) * (error / step) * (error / step)
    let height = (0.5 * (Double(square) - allowed)).rounded(.down) - 1
    return Int32(max(-Self.unlimited, height))
  }
}
