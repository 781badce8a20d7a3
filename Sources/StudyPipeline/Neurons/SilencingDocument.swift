public import NeuronSilencing

/// What silencing neurons of a layer does to its network, as `silencing.json` tells it.
public struct SilencingDocument: Sendable, Equatable, Codable {
  /// The layer's name.
  public var layer: String
  /// The classes that are told: label `j` of the reports is class `classes[j]`.
  public var classes: [Int]
  /// Each class's highest-scoring neurons against random ones.
  public var experiment: SilencingExperimentReport
  /// Each neuron by itself, in their order; empty when that was not asked for.
  public var each: [SilencingScores]
}
