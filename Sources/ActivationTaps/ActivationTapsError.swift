/// What went wrong while a network ran or its activations were written.
public struct ActivationTapsError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The network, the layers or the images are not usable.
    case badInput
    /// A file could not be read or written.
    case inputOutput
    /// OpenVINO cannot run the network, or is not installed as it should be.
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
