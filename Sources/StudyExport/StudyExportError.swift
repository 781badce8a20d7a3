/// Why a study cannot be exported.
public struct StudyExportError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// Options that cannot be, or a size that cannot be reached.
    case badInput
    /// The file system refused.
    case inputOutput
  }

  /// The kind of failure.
  public let kind: Kind
  /// Full sentences: what, where, what was expected; the last one is the remedy.
  public let description: String

  /// Makes an error.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
