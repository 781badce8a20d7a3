/// What went wrong while a network was prepared for computing, or computed.
public struct GraphExecutionError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The kinds of failure that callers tell apart.
  public enum Kind: String, Sendable, Equatable, CaseIterable {
    /// A node has an operator that cannot be computed here.
    case unsupportedOperator
    /// A node has an attribute, or a value of it, that cannot be computed here.
    case unsupportedAttribute
    /// There is no tensor of a name that was asked for or given.
    case unknownTensor
    /// What was given does not fit the network.
    case badInput
    /// An operator failed while it was computed.
    case computation
  }

  /// The kind of failure.
  public let kind: Kind
  /// The file, the node, what was expected, and what to do.
  public let description: String

  /// Makes an error.
  public init(kind: Kind, description: String) {
    self.kind = kind
    self.description = description
  }
}
