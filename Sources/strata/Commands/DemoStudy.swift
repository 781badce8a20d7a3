import FeatureVisualization
import Foundation
import ImageDatasets
import ModelTraining
import ONNXModel
import StudyPipeline
import StudyStore

/// Makes the study of `strata demo`.
struct DemoStudy {
  let folder: URL
  let imageCount: Int?
  let seed: UInt64
  let display: ProgressDisplay
  let cancellation: AnalysisCancellation

  /// Epochs after which the network is kept: the first ones change most.
  private static let checkpointEpochs = [0, 1, 2, 4, 7]
  private static let series = "digits-cnn"
  /// With fewer images it is a matter of luck whether there are enough light and enough dark digits.
  private static let smallestByPolarity = 100

  /// Trains, makes every checkpoint a network of the study, and follows the test images through layers and epochs.
  func makeTrained(epochCount: Int) throws -> Study {
    let images = "builtin:digits:\(imageCount ?? 6000):\(seed)"
    var request = TrainingRequest(
      images: images, network: .described(.smallConvolutionalNetwork),
      folder: StudyPaths(root: folder).checkpoints)
    request.series = Self.series
    request.preprocessing = .symmetric
    request.options.epochCount = epochCount
    request.options.checkpointEpochs = Self.checkpointEpochs
    request.options.seed = seed
    let training = try TrainingRun(request, display: display, cancellation: cancellation).train()

    let checkpoints = try CheckpointFolder(contentsOf: training.folder)
    var options = AnalysisOptions(study: folder, model: checkpoints.checkpoints[0].file, images: images)
    options.split = "test"
    options.seed = seed
    try CheckpointAnalysis(checkpoints, options: options, observer: display, cancellation: cancellation).run()
    var evolution = EvolutionRequest(study: folder)
    evolution.model = checkpoints.series
    evolution.seed = seed
    _ = try StudyEvolution(request: evolution, observer: display, cancellation: cancellation).run()
    try analyzeNeurons(ofTraining: checkpoints.series)
    return try reported()
  }

  /// Maps the neurons before and after the training, scores them for digits and for light or dark, and silences those of the
  /// last hidden layer after it.
  private func analyzeNeurons(ofTraining series: String) throws {
    let models = try Study.open(at: folder, for: .reading).database.models().filter { $0.series == series }
      .sorted { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
    guard let first = models.first, let last = models.last else { return }
    for model in first == last ? [last] : [first, last] { try mapNeurons(of: model.name) }
    if try hasScores(last) {
      var request = SilencingRequest(study: folder)
      (request.model, request.silencesEach, request.seed) = (last.name, true, seed)
      _ = try StudySilencing(request: request, observer: display, cancellation: cancellation).run()
    } else {
      display.remark("Few images: no neuron has scores for digits, so none is silenced. More come with --images 1500.")
    }
    try optimizeImages(of: last)
  }

  /// Whether there were images enough to say which neurons tell which digits.
  private func hasScores(_ model: StudyModel) throws -> Bool {
    let study = try Study.open(at: folder, for: .reading)
    return try study.database.layers(ofModel: model.folder).contains {
      try NeuronFiles(study, model: model.folder, layer: $0.folder).score("importance") != nil
    }
  }

  /// What 16 channels of every layer and each digit's score look for.
  private func optimizeImages(of model: StudyModel) throws {
    var request = FeatureRequest(study: folder)
    request.model = model.name
    request.selection.layers = try Study.open(at: folder, for: .reading).database.layers(ofModel: model.folder)
      .filter { $0.operatorName != "Input" && $0.featureCount != model.outputClasses.count }.map(\.name)
    request.selection.objectives = model.outputClasses.indices.map { "class:\($0)" }
    request.options = MaximizationOptions(stepCount: 128, batchSize: 16, seed: seed)
    _ = try StudyFeatures(request: request, observer: display, cancellation: cancellation).run()
    try makeAtlas(of: model)
  }

  /// A map of what the last feature maps see.
  private func makeAtlas(of model: StudyModel) throws {
    let layers = try Study.open(at: folder, for: .reading).database.layers(ofModel: model.folder)
    guard let last = layers.last(where: { $0.operatorName != "Input" && $0.shape.count == 3 }) else { return }
    var request = AtlasRequest(study: folder, layers: [last.folder])
    (request.model, request.activationLimit, request.gridSide) = (model.name, 12_000, 12)
    (request.options.stepCount, request.options.seed) = (96, seed)
    _ = try StudyAtlas(request: request, observer: display, cancellation: cancellation).run()
  }

  private func mapNeurons(of model: String?) throws {
    let isEnough = try Study.open(at: folder, for: .reading).database.itemCount() >= Self.smallestByPolarity
    for column in isEnough ? [nil, "polarity"] : [nil] {
      var request = NeuronRequest(study: folder)
      (request.model, request.by, request.seed) = (model, column, seed)
      _ = try StudyNeurons(request: request, observer: display, cancellation: cancellation).run()
    }
  }

  /// The study for those who look at it, with its table printed.
  private func reported() throws -> Study {
    let study = try Study.open(at: folder, for: .reading)
    try StudyReport(study).print(asJSON: false)
    return study
  }

  /// Analyzes a network with its first weights.
  func makeUntrained() throws -> Study {
    var options = AnalysisOptions(
      study: folder, model: try writeNetwork(), images: "builtin:digits:\(imageCount ?? 1500):\(seed)")
    options.preprocessing = .symmetric
    options.seed = seed
    options.classNames = ClassNames((0..<10).map(String.init))
    _ = try StudyAnalysis(options: options, observer: display, cancellation: cancellation).run()
    try mapNeurons(of: nil)
    return try reported()
  }

  /// The network goes into the caches: a study's folder holds results, and starts empty.
  private func writeNetwork() throws -> URL {
    let caches = FileManager.default.urls(for: .cachesDirectory, in: .userDomainMask).first
    let folder = (caches ?? FileManager.default.temporaryDirectory).appendingPathComponent("strata")
    let file = folder.appendingPathComponent("demo-cnn-\(seed).onnx")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try DemoNetwork.make(seed: seed).write(to: file, options: .atomic)
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description: "\(file.path) cannot be written: \(error.localizedDescription) Make room there.")
    }
    return file
  }
}
