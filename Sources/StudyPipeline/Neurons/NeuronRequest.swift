public import Foundation
public import NeuronAnalysis

/// What `StudyNeurons` is asked for. The defaults are those of `strata neurons`.
public struct NeuronRequest: Sendable {
  /// The study's folder.
  public var study: URL
  /// The network; nil means the first.
  public var model: String?
  /// Layers by name or pattern; empty means all between the input and the outputs that have a column for each neuron.
  public var layers: [String] = []
  /// The column of the manifest whose values neurons are to tell apart; nil, or `label`, for the label. The maps do not depend
  /// on it: those that are there stay.
  public var by: String?
  /// Into how many groups of nearly the same size the numbers of that column are divided; nil takes each value as a group.
  public var bins: Int?
  /// Which maps are made, in this order.
  public var projections: [NeuronProjectionMethod] = NeuronProjectionMethod.allCases
  /// How they are made. Its `seed` is replaced by `seed`.
  public var options = NeuronProjectionOptions()
  /// Trees in the forest of each class, which score how well neurons tell it from the rest; 0 leaves all scores out.
  public var treeCount = 100
  /// At most so many images take part, equally many of each class.
  public var itemLimit = 4_000
  /// Everything random follows from it.
  public var seed: UInt64 = 42
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the neurons of a study with the defaults.
  public init(study: URL) { self.study = study }
}
