/// What went wrong in a neighbor search.
public struct NeighborSearchError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The data or the arguments are not usable.
    case badInput
    /// A file could not be read or written.
    case inputOutput
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
