/// How far apart two rows are.
///
/// A metric has a name, `rawValue`, which is also how it is coded: `euclidean`, `cosine`, `correlation`, `manhattan`,
/// `chebyshev`, and `minkowski:` followed by the exponent, as in `minkowski:3`.
public enum DistanceMetric: Sendable, Hashable {
  /// The square root of the sum of squared differences.
  case euclidean
  /// 1 − cosine of the angle, from 0 to 2. A row of zeros is at distance 1 from every other row.
  case cosine
  /// 1 − Pearson's correlation of the two rows, from 0 to 2. A constant row is at distance 1 from every other row.
  case correlation
  /// The sum of absolute differences.
  case manhattan
  /// The largest absolute difference.
  case chebyshev
  /// The p-th root of the sum of p-th powers of absolute differences. The exponent is a finite number of at least 1;
  /// searches throw for others. 1 is `manhattan` and 2 `euclidean`, slower.
  case minkowski(exponent: Double)
}

extension DistanceMetric: RawRepresentable, Codable {
  private static let minkowskiPrefix = "minkowski:"

  /// The name of the metric.
  public var rawValue: String {
    switch self {
    case .euclidean: "euclidean"
    case .cosine: "cosine"
    case .correlation: "correlation"
    case .manhattan: "manhattan"
    case .chebyshev: "chebyshev"
    case .minkowski(let exponent):
      Self.minkowskiPrefix + (Int(exactly: exponent).map(String.init) ?? String(exponent))
    }
  }

  /// The metric of a name; nil for other names and for exponents that are not finite numbers of at least 1.
  public init?(rawValue: String) {
    switch rawValue {
    case "euclidean": self = .euclidean
    case "cosine": self = .cosine
    case "correlation": self = .correlation
    case "manhattan": self = .manhattan
    case "chebyshev": self = .chebyshev
    default:
      guard rawValue.hasPrefix(Self.minkowskiPrefix),
        let exponent = Double(rawValue.dropFirst(Self.minkowskiPrefix.count)), exponent >= 1, exponent.isFinite
      else { return nil }
      self = .minkowski(exponent: exponent)
    }
  }
}

extension DistanceMetric: CaseIterable {
  /// One of each kind; Minkowski's with exponent 3.
  public static let allCases: [DistanceMetric] = [
    .euclidean, .cosine, .correlation, .manhattan, .chebyshev, .minkowski(exponent: 3),
  ]
}
