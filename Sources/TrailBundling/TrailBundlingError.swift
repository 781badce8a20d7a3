/// What went wrong in bundling.
public struct TrailBundlingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The trails are not usable.
    case badInput
    /// An option has a value outside its range.
    case badOption
  }

  /// The kind of failure.
  public let kind: Kind
  /// What happened, where, what was expected, and what to do.
  public let description: String

  /// Creates an error.
  public init(kind: Kind, description: String) {
    self.kind = kind
    self.description = description
  }

  static func require(_ condition: Bool, _ name: String, _ value: some Any, expected: String) throws {
    guard condition else {
      throw TrailBundlingError(
        kind: .badOption, description: "\(name) is \(value); \(expected) is expected. Choose such a value.")
    }
  }
}
