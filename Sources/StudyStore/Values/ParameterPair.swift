/// A parameter as it was asked for and as it was used.
///
/// They differ, for example, when a perplexity above the limit for the number of rows was clamped.
public struct ParameterPair: Sendable, Hashable, Codable {
  /// What the caller asked for; `null` when the caller left it to the default.
  public var requested: JSONValue
  /// What the run used.
  public var effective: JSONValue

  /// Makes a pair.
  public init(requested: JSONValue, effective: JSONValue) {
    self.requested = requested
    self.effective = effective
  }

  /// A parameter that was used as requested.
  public init(_ value: JSONValue) {
    self.init(requested: value, effective: value)
  }
}
