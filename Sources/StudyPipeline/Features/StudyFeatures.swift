import FeatureVisualization
public import Foundation
import NumericKernels
public import StudyStore
import TensorEngine

/// Makes the images that excite channels, classes and sums of a study's network most, and keeps them in the study.
///
/// The network and the images are needed, and libtorch. Colours count as natural when they are those of the study's images.
public struct StudyFeatures: Sendable {
  /// The images of a layer.
  public struct Layer: Sendable, Equatable {
    /// The layer.
    public let layer: StudyLayer
    /// What is known of its images.
    public let document: FeatureDocument
    /// The folder that holds them.
    public let folder: URL
  }

  private let request: FeatureRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(request: FeatureRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Makes the images that are not there yet and returns those of all layers that were asked for. Each batch is kept as soon as
  /// it is done: a second run goes on where the first stopped.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have and for another
  ///   network's file; `FeatureVisualizationError` for units and options that do not fit; `GraphExecutionError` for operators
  ///   that cannot be computed; `TensorEngineError` without libtorch; errors of the study's files; `CancellationError`.
  public func run() throws -> [Layer] {
    try run(in: Study.open(at: request.study, for: .writing))
  }

  /// The same in a study that is open for writing.
  public func run(in study: Study) throws -> [Layer] {
    try request.validate()
    let model = try study.model(named: request.model)
    let file = StudyNetworkFile(study: study, model: model)
    try file.requireNetwork()
    let wanted = try Self.wanted(request.selection, study: study, model: model)
    let context = StageContext(
      study: study, observer: observer, cancellation: cancellation,
      parallel: ParallelRows(threadCount: request.threadCount), model: model.folder)
    let engine = try TensorEngine.load()
    try engine.setThreadCount(context.parallel.threadCount)
    let network = try VisualizedNetwork(
      network: file.open(request.network), preprocessing: file.preprocessing(), engine: engine)
    let stage = try FeatureStage(request: request, model: model, network: network, study: study)
    // Also after an error nobody shall think that images are still made.
    defer { try? study.clearProgress() }
    return try run(stage, wanted, context)
  }

  /// What a selection means in a study.
  static func wanted(_ selection: FeatureSelection, study: Study, model: StudyModel) throws -> [FeatureObjectives] {
    let choice = LayerChoice(
      layers: try study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count)
    return try FeatureObjectives.wanted(selection, choice: choice, outputClasses: model.outputClasses.map(\.name)) {
      layer in
      try selection.directions.map {
        try SelectionDirection($0, layer: layer, model: model.folder, study: study).entry
      }
    }
  }

  private func run(_ stage: FeatureStage, _ wanted: [FeatureObjectives], _ context: StageContext) throws -> [Layer] {
    let total = Double(wanted.reduce(0) { $0 + $1.entries.count })
    var (before, made) = (0.0, 0)
    var measured: NaturalImages?
    let found = try wanted.map { objectives in
      let (start, share) = (before / total, Double(objectives.entries.count) / total)
      let progress = context.handler(stage: FeatureStage.name, layer: objectives.layer, from: start, to: start + share)
      let result = try stage.run(context, objectives, progress: progress) {
        if let measured { return measured }
        let natural = try NaturalImages(
          of: context.study, limit: request.imageLimit, seed: request.options.seed, network: stage.network,
          withSpectrum: request.options.parameterization == .phases, cancellation: cancellation)
        measured = natural
        return natural
      }
      before += Double(objectives.entries.count)
      if result.isNew { made += 1 }
      let files = FeatureFiles(context.study, model: stage.model.folder, layer: objectives.layer.folder)
      return Layer(layer: objectives.layer, document: result.document, folder: files.folder.url)
    }
    let count = found.reduce(0) { $0 + $1.document.features.count }
    observer.stageEnded(
      stage: FeatureStage.name, detail: "\(count) images in \(found.count) layers" + (made == 0 ? ", up to date" : ""))
    return found
  }
}
