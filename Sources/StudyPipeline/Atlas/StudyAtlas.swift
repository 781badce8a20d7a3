import FeatureVisualization
public import Foundation
import NumericKernels
public import StudyStore
import TensorEngine

/// Makes activation atlases of layers of a study's network (Carter et al. 2019, doi:10.23915/distill.00015) and keeps them in the
/// study.
///
/// Activations at random positions of the images are laid out by UMAP and averaged over the cells of a grid; for each cell an image
/// is optimized that the layer answers in the direction of the mean; and each cell is told by the class that its activations speak
/// for. The network, the images and libtorch are needed. One seed gives one atlas.
public struct StudyAtlas: Sendable {
  /// The atlas of a layer.
  public struct Layer: Sendable, Equatable {
    /// The layer.
    public let layer: StudyLayer
    /// What is known of its atlas.
    public let document: AtlasDocument
    /// The folder that holds it.
    public let folder: URL
  }

  private let request: AtlasRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(request: AtlasRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Makes what is missing and returns the atlases. Pictures are kept as soon as they are done: a second run goes on where the
  /// first stopped.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for layers that the study does not have, for grids without cells and for
  ///   another network's file; `FeatureVisualizationError` for layers without channels; `GraphExecutionError` for operators that
  ///   cannot be computed; `TensorEngineError` without libtorch; errors of the study's files; `CancellationError`.
  public func run() throws -> [Layer] {
    try request.validate()
    let study = try Study.open(at: request.study, for: .writing)
    let model = try study.model(named: request.model)
    let file = StudyNetworkFile(study: study, model: model)
    try file.requireNetwork()
    let choice = LayerChoice(
      layers: try study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count)
    let layers = try choice(request.layers)
    let context = StageContext(
      study: study, observer: observer, cancellation: cancellation,
      parallel: ParallelRows(threadCount: request.threadCount), model: model.folder)
    let engine = try TensorEngine.load()
    try engine.setThreadCount(context.parallel.threadCount)
    let networks = try AtlasNetworks(file, given: request.network, engine: engine)
    var natural: [Int: NaturalImages] = [:]
    var made = 0
    let found = try layers.enumerated().map { index, layer in
      let stage = AtlasStage(request: request, model: model, networks: networks, layer: layer)
      let handler = context.handler(
        stage: AtlasStage.name, layer: layer, from: Double(index) / Double(layers.count),
        to: Double(index + 1) / Double(layers.count))
      let result = try stage.run(context, progress: handler) { network in
        if let known = natural[network.height] { return known }
        let measured = try NaturalImages(
          of: study, limit: request.imageLimit, seed: request.options.seed, network: network,
          withSpectrum: request.options.parameterization == .phases, cancellation: cancellation)
        natural[network.height] = measured
        return measured
      }
      if result.isNew { made += 1 }
      let files = AtlasFiles(study, model: model.folder, layer: layer.folder)
      return Layer(layer: layer, document: result.document, folder: files.folder)
    }
    let cells = found.reduce(0) { $0 + $1.document.cells.count }
    observer.stageEnded(
      stage: AtlasStage.name, detail: "\(cells) cells in \(found.count) layers" + (made == 0 ? ", up to date" : ""))
    try study.clearProgress()
    return found
  }
}
