/// What went wrong with a training: full sentences that say what, where, what was expected, and what to do.
public struct ModelTrainingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What a caller may want to treat in its own way.
  public enum Kind: String, Sendable {
    /// The description of a network, the data or the options are not usable.
    case badInput
    /// A file could not be read or written.
    case inputOutput
    /// The loss became infinite or no number.
    case diverged
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
