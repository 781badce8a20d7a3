/// Why neurons could not be analyzed.
public struct NeuronAnalysisError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure.
  public enum Kind: String, Sendable, Equatable {
    /// The activations cannot be analyzed.
    case badInput
    /// An option is out of range.
    case badOption
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong, where, what is expected, and what to do.
  public let description: String

  package init(kind: Kind, description: String) { (self.kind, self.description) = (kind, description) }
}
