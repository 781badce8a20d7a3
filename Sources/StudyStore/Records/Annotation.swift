public import Foundation

/// Something that a person added to a study: a label decision, a named selection, a handle, a saved view.
public struct Annotation: Sendable, Equatable, Codable {
  /// E.g. `labelDecision`, `selection`, `handle`, `view`.
  public var kind: String
  /// Unique within its kind.
  public var name: String
  /// What it says.
  public var value: JSONValue
  /// When it was made.
  public var created: Date
  /// When it was last changed.
  public var modified: Date
}
