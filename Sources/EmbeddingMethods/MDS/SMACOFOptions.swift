public import NumericKernels

/// Where SMACOF starts.
public enum SMACOFInitialization: Sendable, Equatable {
  /// From classical scaling: after few iterations better than hundreds from random positions.
  case classical
  /// From positions drawn uniformly from the unit cube, as scikit-learn does.
  case random
  /// From given positions, one row per point. Their scale does not matter: the first step finds its own.
  case given(Matrix)

  /// The name that records use: `classical`, `random` or `given`.
  public var name: String {
    switch self {
    case .classical: "classical"
    case .random: "random"
    case .given: "given"
    }
  }
}

/// How SMACOF takes a step from positions X with the Guttman transform G.
public enum SMACOFUpdate: String, Sendable, Codable, CaseIterable {
  /// X ← G.
  case plain
  /// X ← 2·G − X, which needs about half the iterations (de Leeuw & Heiser 1980). The first three steps, every eighth and
  /// the last are plain, and so is a step that would raise the stress.
  case relaxed
}

/// What `SMACOF` can be told.
public struct SMACOFOptions: Sendable, Equatable {
  /// The number of coordinates, at least 1. Default 2.
  public var dimensions = 2
  /// Default `classical`.
  public var initialization: SMACOFInitialization = .classical
  /// The largest number of iterations. Default 300.
  public var iterationCount = 300
  /// Iterations end when the stress falls by less than this share of the sum of squared distances, as scikit-learn's
  /// `eps`. Nil and 0 run all iterations, unless the stress cannot fall any more. Default 1e-6.
  public var relativeTolerance: Double? = 1e-6
  /// Default `relaxed`.
  public var update: SMACOFUpdate = .relaxed
  /// Everything random follows from it. Default 0.
  public var seed: UInt64 = 0

  /// The default options.
  public init() {}

  func validate() throws {
    try Validation.requireOption(dimensions >= 1, "dimensions", dimensions, expected: "at least 1")
    try Validation.requireOption(iterationCount >= 0, "iterationCount", iterationCount, expected: "at least 0")
    if let relativeTolerance {
      try Validation.requireOption(
        relativeTolerance >= 0 && relativeTolerance.isFinite, "relativeTolerance", relativeTolerance,
        expected: "a number from 0")
    }
  }
}
