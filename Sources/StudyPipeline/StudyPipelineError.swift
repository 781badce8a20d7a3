package import Foundation

/// What went wrong in an analysis, beyond what its parts report themselves.
public struct StudyPipelineError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable {
    /// The network, the images or the options are not usable.
    case badInput
    /// Something that the work needs is not there: libtorch, or the network's file.
    case unavailable
    /// A file could not be read or written.
    case inputOutput
    /// A mistake of ours.
    case internalFault
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

  /// A file that could not be written.
  package static func unwritable(_ url: URL, _ error: any Error) -> StudyPipelineError {
    StudyPipelineError(
      kind: .inputOutput,
      description:
        "\(url.path) cannot be written: \(error.localizedDescription) Make room on the disk, check the folder's "
        + "permissions, and run again: what is finished stays.")
  }
}
