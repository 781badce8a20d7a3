/// How gradients are integrated along the straight path from a baseline to the image.
public struct IntegratedGradients: Sendable, Equatable {
  /// Where on the path gradients are taken.
  public enum Rule: String, Sendable, Equatable, Codable, CaseIterable {
    /// The middles of equal steps.
    case midpoint
    /// The nodes of Gauss and Legendre: exact for smooth functions with few points.
    case gaussLegendre = "gauss-legendre"
  }

  /// How many points the path has.
  public enum Steps: Sendable, Equatable {
    /// So many.
    case fixed(Int)
    /// Twice as many until the values add up to the difference of the scores, but for this share of it, or until there
    /// are `maximum`.
    case automatic(tolerance: Double, maximum: Int)

    /// 32 points, and twice as many until 5 % are reached, at most 512.
    public static let usual = Steps.automatic(tolerance: 0.05, maximum: 512)
  }

  /// The first number of points when it is chosen automatically.
  static let firstStepCount = 32

  /// Where the path begins.
  public var baseline: Baseline
  /// How many points it has.
  public var steps: Steps
  /// Where they lie.
  public var rule: Rule

  /// Creates options.
  public init(baseline: Baseline = .zero, steps: Steps = .usual, rule: Rule = .gaussLegendre) {
    (self.baseline, self.steps, self.rule) = (baseline, steps, rule)
  }

  func validate() throws {
    switch steps {
    case .fixed(let count):
      try AttributionError.option(
        (1...4096).contains(count), "\(count) steps of integrated gradients were asked for. Expected 1 to 4096.")
    case .automatic(let tolerance, let maximum):
      try AttributionError.option(
        tolerance > 0 && tolerance.isFinite && (1...4096).contains(maximum),
        "Steps of integrated gradients up to an error of \(tolerance), at most \(maximum), were asked for. Expected an "
          + "error above 0 and 1 to 4096 steps.")
    }
  }
}
