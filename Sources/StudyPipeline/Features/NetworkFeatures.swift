public import FeatureVisualization
public import Foundation
public import ImageDatasets
import NumericKernels
import ONNXModel
import StudyStore
import TensorEngine

/// Makes the images that excite units of a network most without a study, into a folder.
public struct NetworkFeatures: Sendable {
  /// What is asked for. The defaults are those of `strata maximize`.
  public struct Request: Sendable {
    /// The network's file.
    public var network: URL
    /// Where images go: a folder for each layer.
    public var output: URL
    /// How images become its input.
    public var preprocessing: Preprocessing = .imagenet
    /// Which units get images.
    public var selection = FeatureSelection()
    /// The classes' names in the order of the outputs.
    public var classNames: [String] = []
    /// Images whose colours and spectrum count as natural; nil: photographs.
    public var images: (any ImageDataset)?
    /// At most so many of them, drawn by the seed.
    public var imageLimit = 256
    /// How images are optimized.
    public var options = MaximizationOptions()
    /// Where it is computed.
    public var device = "cpu"
    /// Threads; nil means one for every core.
    public var threadCount: Int?

    /// Asks for the default channels of a network.
    public init(network: URL, output: URL) { (self.network, self.output) = (network, output) }
  }

  /// The images of a layer.
  public struct Layer: Sendable, Equatable {
    /// What is known of them.
    public let document: FeatureDocument
    /// The folder that holds them.
    public let folder: URL
  }

  private let request: Request
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(request: Request, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Makes the images that are not there yet. Each batch is kept as soon as it is done.
  ///
  /// - Throws: as `StudyFeatures.run`; `ONNXModelError` for a network that cannot be read.
  public func run() throws -> [Layer] {
    let opened = try ONNXNetwork(contentsOf: request.network)
    let engine = try TensorEngine.load()
    try engine.setThreadCount(ParallelRows(threadCount: request.threadCount).threadCount)
    let network = try VisualizedNetwork(
      network: opened, preprocessing: request.preprocessing, engine: engine, device: Device(parsing: request.device))
    let choice = LayerChoice(layers: Self.layers(of: opened), outputCount: opened.classifierHead?.classCount ?? 0)
    let wanted = try FeatureObjectives.wanted(
      request.selection, choice: choice, outputClasses: request.classNames)
    let natural = try request.images.map {
      try NaturalImages(
        of: $0, limit: request.imageLimit, seed: request.options.seed, network: network,
        withSpectrum: request.options.parameterization == .phases, cancellation: cancellation)
    }
    let maximizer = try ActivationMaximizer(
      network, options: request.options, colors: natural?.colors, spectrum: natural?.spectrum)
    let key = try self.key(opened, natural: natural?.description)
    let total = Double(wanted.reduce(0) { $0 + $1.entries.count })
    var before = 0.0
    let found = try wanted.map { objectives in
      let (start, share) = (before / total, Double(objectives.entries.count) / total)
      before += Double(objectives.entries.count)
      return try make(objectives, key: key, maximizer, colors: natural?.description) { [observer, cancellation] in
        try cancellation.check()
        observer.stageProgressed(
          StageProgress(stage: FeatureStage.name, layer: objectives.layer.name, fraction: start + share * $0))
      }
    }
    let count = found.reduce(0) { $0 + $1.document.features.count }
    observer.stageEnded(stage: FeatureStage.name, detail: "\(count) images in \(found.count) layers")
    return found
  }

  private func make(
    _ objectives: FeatureObjectives, key: String, _ maximizer: ActivationMaximizer, colors: String?,
    progress: @escaping ProgressHandler
  ) throws -> Layer {
    let folder = request.output.appendingPathComponent(objectives.layer.folder, isDirectory: true)
    let maker = FeatureMaker(
      objectives: objectives, folder: FeatureFolder(url: folder), key: key, options: request.options)
    let kept = maker.kept
    if let kept, maker.missing(kept).isEmpty { return Layer(document: kept, folder: folder) }
    let document = try maker.make(
      kept: kept, with: maximizer, colors: colors ?? "photographs", comparison: nil, progress: progress)
    return Layer(document: document, folder: folder)
  }

  private func key(_ network: ONNXNetwork, natural: String?) throws -> String {
    var key = StageKey(stage: FeatureStage.name, version: 1)
    key.add("network", try StudyAnalysis.contentHash(of: network))
    try key.add("preprocessing", encoding: request.preprocessing)
    try key.add("options", encoding: request.options.decisive)
    key.add("natural", natural ?? "photographs")
    return key.digest
  }

  /// The network's activations as a study would record them.
  private static func layers(of network: ONNXNetwork) -> [StudyLayer] {
    network.tapPoints.enumerated().map { index, point in
      let shape = point.shape.dropFirst().map { $0 ?? 1 }
      return StudyLayer(
        name: point.name, tensorName: point.tensorName,
        folder: StudyPaths.layerFolderName(index: index, name: point.name), operatorName: point.operatorName,
        shape: Array(shape), featureCount: shape.reduce(1, *), pooling: "none", depth: point.depth)
    }
  }
}
