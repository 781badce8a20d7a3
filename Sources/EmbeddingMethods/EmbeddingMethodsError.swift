/// What went wrong in an embedding method or a quality measure.
public struct EmbeddingMethodsError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The data are not usable.
    case badInput
    /// An option has a value outside its range.
    case badOption
    /// A file could not be read or written.
    case inputOutput
    /// An iterative method did not converge.
    case notConverged
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
}
