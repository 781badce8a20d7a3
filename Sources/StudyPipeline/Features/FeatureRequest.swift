public import FeatureVisualization
public import Foundation

/// Which units get images.
public struct FeatureSelection: Sendable, Equatable {
  /// Layers by name, pattern or number; empty means all between the input and the outputs, unless objectives are named.
  public var layers: [String] = []
  /// At most so many channels of each layer, spread evenly over their numbers; nil means all.
  public var channelLimit: Int? = 16
  /// Exactly these channels of the layers that are named; nil: `channelLimit` says how many.
  public var channels: [Int]?
  /// What selections of the study's images have in common, in each of the layers that are named.
  public var directions: [FeatureDirection] = []
  /// Objectives as text, see `Objective.init(parsing:classNames:)`.
  public var objectives: [String] = []

  /// The default channels of all layers.
  public init() {}
}

/// What `StudyFeatures` is asked for. The defaults are those of `strata maximize`.
public struct FeatureRequest: Sendable {
  /// The study's folder.
  public var study: URL
  /// The network of the study; nil means the first.
  public var model: String?
  /// Which units get images.
  public var selection = FeatureSelection()
  /// The network's file; nil takes the one that the study was made with.
  public var network: URL?
  /// How images are optimized.
  public var options = MaximizationOptions()
  /// Colours and spectrum are measured in at most so many images of the study, drawn by the seed.
  public var imageLimit = 256
  /// Threads; nil means one for every core.
  public var threadCount: Int?

  /// Asks for the default channels of a study.
  public init(study: URL) { self.study = study }

  func validate() throws {
    guard selection.channelLimit.map({ $0 >= 1 }) ?? true, imageLimit >= 1 else {
      throw StudyPipelineError(
        kind: .badInput, description: "Channels or images were limited to none. At least 1 of each is expected.")
    }
    guard selection.directions.isEmpty || !selection.layers.isEmpty else {
      throw StudyPipelineError(
        kind: .badInput, description: "A direction belongs to a layer. Name the layers in which it is to be taken.")
    }
  }
}
