/// Why neurons could not be silenced.
public struct NeuronSilencingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The network has no such layer, or one that cannot be silenced.
    case badLayer
    /// Neurons, images, labels or scores do not fit.
    case badInput
    /// An option is out of range.
    case badOption
    /// The network gave what cannot be scored.
    case computation
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong, where, what is expected, and what to do.
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}
