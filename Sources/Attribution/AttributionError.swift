/// Why attributions could not be computed.
public struct AttributionError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// The network has no such class or unit, or it does not depend on the image.
    case badTarget
    /// The network has no such layer, or one without a grid of positions.
    case badLayer
    /// Images, or what goes with them, do not fit the network.
    case badInput
    /// An option is out of range.
    case badOption
    /// The network gave what cannot be used.
    case computation
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// What is wrong, where, what is expected, and what to do.
  public let description: String

  init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }

  static func option(_ isFine: Bool, _ description: @autoclosure () -> String) throws {
    if !isFine { throw AttributionError(.badOption, description()) }
  }
}
