/// Why the server cannot start or go on.
public struct StudyServerError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// An option that cannot be, e.g. an assets folder without a page.
    case badInput
    /// The network or the file system refused.
    case inputOutput
    /// Another program listens on the port.
    case portInUse
  }

  /// The kind of failure.
  public let kind: Kind
  /// Full sentences: what, where, what was expected; the last one is the remedy.
  public let description: String

  /// Makes an error.
  public init(kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
