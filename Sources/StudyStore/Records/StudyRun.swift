public import Foundation

/// What a run works on: the study, a model or a layer; and, where one stage runs several times on the same, which.
public struct RunScope: Sendable, Hashable {
  /// Folder name of the model; nil for the study as a whole.
  public var model: String?
  /// Folder name of the layer; nil for the model as a whole.
  public var layer: String?
  /// Tells apart several runs of one stage on the same layer, e.g. `umap-15d`.
  public var variant: String?

  /// The study as a whole.
  public static var study: RunScope { RunScope() }

  /// The study as a whole; `variant` tells apart several runs of one stage.
  public static func study(variant: String) -> RunScope { RunScope(variant: variant) }

  /// A model as a whole.
  public static func model(_ model: String, variant: String? = nil) -> RunScope {
    RunScope(model: model, variant: variant)
  }

  /// A layer of a model, both by folder name.
  public static func layer(_ layer: String, of model: String, variant: String? = nil) -> RunScope {
    RunScope(model: model, layer: layer, variant: variant)
  }

  private init(model: String? = nil, layer: String? = nil, variant: String? = nil) {
    self.model = model
    self.layer = layer
    self.variant = variant
  }
}

/// One execution of a stage.
public struct StudyRun: Sendable, Equatable, Identifiable {
  /// How far a run is. A killed run stays `running` in the catalogue until the next writer opens the study.
  public enum Status: String, Sendable {
    /// Begun, not finished.
    case running
    /// Its files are in place and recorded.
    case finished
  }

  /// The catalogue's number for it.
  public var id: Int64
  /// Which stage, e.g. `extract`, `neighbors`, `embed`.
  public var stage: String
  /// What it works on.
  public var scope: RunScope
  /// Content hash of everything that decides the result: inputs, parameters, code version.
  public var key: String
  /// Parameters by name, as requested and as used.
  public var parameters: [String: ParameterPair]
  /// Seed of its random numbers, if it draws any.
  public var seed: UInt64?
  /// Version of Strata that ran it.
  public var codeVersion: String
  /// When it began.
  public var started: Date
  /// When it finished.
  public var finished: Date?
  /// How far it is.
  public var status: Status
}

/// What a stage has to do.
public enum RunDecision: Sendable, Equatable {
  /// Nothing: this finished run of the same key exists, and its files are on disk with the recorded sizes.
  case upToDate(StudyRun)
  /// Everything: do the work, put the files in place, then call ``Study/finishRun(_:artifacts:metrics:effective:)``.
  case start(StudyRun)
}

/// A number about a layer (or a model, or the study), with one value per class where that makes sense.
public struct StudyMetric: Sendable, Equatable {
  /// E.g. `neighborhoodHit`, `trustworthiness.umap-15d`; unique within its layer.
  public var name: String
  /// The number; finite.
  public var value: Double
  /// One value per class of the study; nil where a class has no items.
  public var perClass: [Double?]?

  /// Makes a metric.
  public init(name: String, value: Double, perClass: [Double?]? = nil) {
    self.name = name
    self.value = value
    self.perClass = perClass
  }
}
