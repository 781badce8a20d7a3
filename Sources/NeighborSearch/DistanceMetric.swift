/// How far apart two rows are.
public enum DistanceMetric: String, Sendable, Codable, CaseIterable {
  /// The square root of the sum of squared differences.
  case euclidean
  /// 1 − cosine of the angle, from 0 to 2. A row of zeros is at distance 1 from every other row.
  case cosine
  /// 1 − Pearson's correlation of the two rows, from 0 to 2. A constant row is at distance 1 from every other row.
  case correlation
  /// The sum of absolute differences.
  case manhattan
}
