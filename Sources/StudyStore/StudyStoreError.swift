/// What went wrong with a study, in words for the person who ran the command.
public struct StudyStoreError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// A value that the catalogue cannot hold, e.g. a label without a class.
    case badInput
    /// The file system refused: no space, no permission, no such folder.
    case inputOutput
    /// Another process is writing this study.
    case locked
    /// The study was made by a newer version of Strata.
    case newerVersion
    /// The folder is not a study.
    case notAStudy
    /// The catalogue exists but is damaged.
    case corrupt
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
