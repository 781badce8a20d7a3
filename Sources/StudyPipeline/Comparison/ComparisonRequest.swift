/// Which two networks of a study are compared, where, and by what.
public struct ComparisonRequest: Sendable, Equatable {
  /// What makes images differ.
  public enum Measure: String, Sendable, Codable, CaseIterable {
    /// Other images are near them in the one layer than in the other.
    case neighbors
    /// The networks answer differently.
    case predictions
  }

  /// The two networks, by name or folder; nil takes the first two that are neither checkpoints of a training nor on
  /// corrupted images; where there are no two, a network and its first corruption, or the first and the last checkpoint.
  public var models: (a: String, b: String)?
  /// The two layers, by name, unambiguous pattern or number (`#3`); nil takes of each network the last before the outputs
  /// that has neighbors.
  public var layers: (a: String, b: String)?
  /// What makes images differ.
  public var measure = Measure.neighbors
  /// How many images are told.
  public var count = 10

  /// Asks for the defaults.
  public init() {}

  /// Whether two requests ask for the same.
  public static func == (left: ComparisonRequest, right: ComparisonRequest) -> Bool {
    left.models?.a == right.models?.a && left.models?.b == right.models?.b && left.layers?.a == right.layers?.a
      && left.layers?.b == right.layers?.b && left.measure == right.measure && left.count == right.count
  }
}
