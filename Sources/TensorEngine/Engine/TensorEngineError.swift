/// What went wrong while tensors were computed.
public struct TensorEngineError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The library StrataTorch or libtorch itself is not there, or not as it should be.
    case unavailable
    /// The shapes, values or names are not usable.
    case badInput
    /// There is not enough memory.
    case outOfMemory
    /// libtorch failed for a reason of its own.
    case engine
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
