/// What went wrong with images, data sets or class names: a sentence that names the file and ends with the remedy.
public struct ImageDatasetsError: Error, CustomStringConvertible, Sendable, Equatable {
  /// What a caller may want to treat in its own way.
  public enum Kind: String, Sendable, Codable {
    /// A data set, manifest, class list or preprocessing is not what it should be.
    case badInput
    /// A file or folder could not be read or written.
    case inputOutput
    /// One image cannot be used: missing, empty, truncated, damaged, too large or of a foreign format. A caller
    /// may skip it, and must then count and list it.
    case unreadableImage
  }

  /// What kind of error this is.
  public let kind: Kind
  /// Full sentences: what, where, what was expected, and what to do.
  public let description: String

  /// Creates an error.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
