/// How `TSNEModel` places new rows. The defaults are those of openTSNE's `transform`.
public struct TSNEPlacingOptions: Sendable, Codable, Equatable {
  /// The effective number of embedded neighbors that pull each new row, at least 1; 3 × as many are searched. Clamped to a
  /// third of the embedded rows. Default 5.
  public var perplexity: Double = 5
  /// The factor of the attraction, at least 1. Default 1.5.
  public var exaggeration: Double = 1.5
  /// The number of iterations; 0 leaves new rows at the median of their neighbors. Default 250.
  public var iterationCount = 250
  /// The step along the gradient without its factor 4. Default 0.1.
  public var learningRate: Double = 0.1
  /// From 0 to below 1. Default 0.8.
  public var momentum: Double = 0.8
  /// Longer gradients are cut to this length. Default 0.25.
  public var longestGradient: Double = 0.25

  /// The default options.
  public init() {}

  func validate() throws {
    for (name, value) in [("perplexity", perplexity), ("exaggeration", exaggeration)] {
      try Validation.requireOption(value >= 1 && value.isFinite, "placing \(name)", value, expected: "at least 1")
    }
    try Validation.requireOption(
      perplexity <= 1e6, "placing perplexity", perplexity, expected: "at most 1,000,000")
    try Validation.requireOption(
      iterationCount >= 0, "placing iterationCount", iterationCount, expected: "at least 0")
    try Validation.requireOption(
      (0..<1).contains(momentum), "placing momentum", momentum, expected: "a value from 0 to below 1")
    for (name, value) in [("learningRate", learningRate), ("longestGradient", longestGradient)] {
      try Validation.requireOption(
        value > 0 && value.isFinite, "placing \(name)", value, expected: "a positive number")
    }
  }
}
