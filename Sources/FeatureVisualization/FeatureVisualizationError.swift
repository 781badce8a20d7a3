/// Why an image could not be optimized.
public struct FeatureVisualizationError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The network's input is no image, or its preprocessing cannot be followed backwards.
    case badNetwork
    /// The network has no such layer, unit, place or class.
    case badObjective
    /// Images, spectra or statistics do not fit.
    case badInput
    /// An option is out of range.
    case badOption
    /// The network gave what cannot be optimized.
    case computation
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong, where, what is expected, and what to do.
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}
