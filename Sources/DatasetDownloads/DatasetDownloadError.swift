/// Why a data set could not be fetched: full sentences that say what, where, what was expected, and what to do.
public struct DatasetDownloadError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What a caller may want to treat in its own way.
  public enum Kind: String, Sendable {
    /// There is no such data set, or what came is not what its home publishes.
    case badInput
    /// The network, the server or the disk failed.
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
