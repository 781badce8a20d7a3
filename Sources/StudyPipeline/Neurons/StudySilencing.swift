import Foundation
import ImageDatasets
import NeuronSilencing
import NumericKernels
import ONNXModel
public import StudyStore
import TensorEngine

/// Silences neurons of a layer and measures what becomes of the classes: those that score highest for a class against
/// random ones, and each by itself.
///
/// The study has to hold scores of the layer's neurons (`StudyNeurons`); its network and its images are needed.
public struct StudySilencing: Sendable {
  static let stage = "silencing"

  private let request: SilencingRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(
    request: SilencingRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Silences, or finds that it has been done, and returns what became of the classes.
  ///
  /// - Throws: `StudyPipelineError` of kind `badInput` for networks and layers that the study does not have, a network's
  ///   file that is another, and neurons without scores; `NeuronSilencingError`; `TensorEngineError` without libtorch;
  ///   errors of the study's files and images; `CancellationError` when asked to stop.
  public func run() throws -> SilencingDocument {
    let study = try Study.open(at: request.study, for: .writing)
    let model = try study.model(named: request.model)
    try StudyNetworkFile(study: study, model: model).requireNetwork()
    let layer = try chosenLayer(of: model, in: study)
    let files = NeuronFiles(study, model: model.folder, layer: layer.folder)
    guard let document = try files.document(), let url = try files.score("importance") else {
      throw noScores(layer, model)
    }
    let labels = try study.database.items().map(\.labelIndex)
    let decision = try study.beginRun(
      stage: Self.stage, scope: .layer(layer.folder, of: model.folder), key: try key(study, layer, model, labels),
      parameters: ["itemLimit": .same(.integer(request.itemLimit))], seed: request.seed)
    guard case .start(let run) = decision else {
      observer.stageEnded(stage: Self.stage, detail: "\(layer.name), up to date")
      return try Self.document(study, model: model.folder, layer: layer.folder) ?? { throw noScores(layer, model) }()
    }
    do {
      let context = StageContext(
        study: study, observer: observer, cancellation: cancellation,
        parallel: ParallelRows(threadCount: request.threadCount), model: model.folder)
      let found = try make(
        context, layer: layer, model: model, scores: try NPYFile(contentsOf: url).matrix(),
        classes: document.scoredClasses, labels: labels)
      try write(found, run: run, layer: layer, model: model, in: study)
      observer.stageEnded(
        stage: Self.stage, detail: "\(layer.name), \(found.experiment.itemCount) images, \(found.classes.count) classes"
      )
      try study.clearProgress()
      return found
    } catch {
      try? study.abandonRun(run)
      throw error
    }
  }

  /// What is recorded of a layer, or nil before `strata silence` ran.
  public static func document(_ study: Study, model: String, layer: String) throws -> SilencingDocument? {
    guard let url = try study.file(.neuronSilencing, layer: layer, of: model) else { return nil }
    do {
      return try JSONDecoder().decode(SilencingDocument.self, from: Data(contentsOf: url))
    } catch {
      throw StudyPipelineError(
        kind: .badInput, description: "\(url.path) cannot be read. Remove it and run `strata silence` again.")
    }
  }

  private func chosenLayer(of model: StudyModel, in study: Study) throws -> StudyLayer {
    let choice = LayerChoice(
      layers: try study.database.layers(ofModel: model.folder), outputCount: model.outputClasses.count)
    if let name = request.layer {
      let found = try choice([name])
      guard found.count == 1, let layer = found.first else {
        throw StudyPipelineError(
          kind: .badInput, description: "\(name) names \(found.count) layers. Name one, such as \(found[0].name).")
      }
      return layer
    }
    let scored = try choice.inOrder([]).last {
      try NeuronFiles(study, model: model.folder, layer: $0.folder).score("importance") != nil
    }
    guard let scored else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "No layer of \(model.name) has scores of its neurons. Run `strata neurons \(study.url.path)` first.")
    }
    return scored
  }

  private func noScores(_ layer: StudyLayer, _ model: StudyModel) -> StudyPipelineError {
    StudyPipelineError(
      kind: .badInput,
      description:
        "The neurons of \(layer.name) of \(model.name) have no scores, so there are none that matter most to a "
        + "class. Run `strata neurons \(request.study.path) --layers \(layer.name)` first; it needs labels.")
  }

  private func key(_ study: Study, _ layer: StudyLayer, _ model: StudyModel, _ labels: [Int?]) throws -> String {
    var key = StageKey(stage: Self.stage, version: 1)
    key.add("network", model.contentHash)
    let score = try study.database.artifact(.neuronScores, name: "importance", layer: layer.folder, of: model.folder)
    key.add("scores", score?.sha256 ?? "")
    try key.add("labels", encoding: labels)
    try key.add("outputs", encoding: model.outputClasses)
    key.add("replacement", request.replacement.rawValue)
    key.add("share", String(request.share))
    key.add("repetitionCount", String(request.repetitionCount))
    key.add("each", String(request.silencesEach))
    key.add("itemLimit", String(request.itemLimit))
    key.add("seed", String(request.seed))
    return key.digest
  }

  private func make(
    _ context: StageContext, layer: StudyLayer, model: StudyModel, scores: Matrix, classes: [Int], labels: [Int?]
  ) throws -> SilencingDocument {
    let engine = try TensorEngine.load()
    try engine.setThreadCount(context.parallel.threadCount)
    let file = StudyNetworkFile(study: context.study, model: model)
    let silencer = try NeuronSilencer(network: file.open(request.network), layer: layer.tensorName, engine: engine)
    let experiment = try SilencingExperiment(
      scores: scores, options: .init(share: request.share, repetitions: request.repetitionCount, seed: request.seed))
    let data = try self.data(context.study, model, file, classes: classes, labels: labels)
    let replacement: SilencingReplacement =
      request.replacement == .zero
      ? .zero
      : .mean(
        try silencer.means(on: data, progress: context.handler(stage: Self.stage, layer: layer, from: 0, to: 0.1)))
    let report = try experiment.run(
      with: silencer, on: data, replacement: replacement,
      progress: context.handler(stage: Self.stage, layer: layer, from: 0.1, to: request.silencesEach ? 0.3 : 1))
    let each =
      request.silencesEach
      ? try silencer.report(
        silencing: (0..<silencer.neuronCount).map { [$0] }, replacement: replacement, on: data,
        progress: context.handler(stage: Self.stage, layer: layer, from: 0.3, to: 1)
      ).groups.map(\.after) : []
    return SilencingDocument(layer: layer.name, classes: classes, experiment: report, each: each)
  }

  /// A sample of the images of the scored classes; their labels are places in `classes`.
  private func data(
    _ study: Study, _ model: StudyModel, _ file: StudyNetworkFile, classes: [Int], labels: [Int?]
  ) throws -> SilencingData {
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let known = labels.map { $0.flatMap { places[$0] } }
    let rows = known.indices.filter { known[$0] != nil }
    let chosen = SampleSelection(strategy: .stratified, limit: request.itemLimit, seed: request.seed)
      .indices(labels: rows.map { known[$0] }).map { rows[$0] }
    let (images, preprocessing) = (try StudyImageFiles(study: study), try file.preprocessing())
    let (corruption, names) = (try file.corruption(), try study.database.itemColumns().identifiers)
    return SilencingData(
      imageShape: model.inputShape, labels: chosen.map { known[$0] }, labelCount: classes.count,
      labelOfOutput: model.outputClasses.map { $0.labelIndex.flatMap { places[$0] } }
    ) { [cancellation] items, buffer in
      try cancellation.check()
      let (decoder, preprocessor) = (ImageDecoder(), StudyPreprocessor(preprocessing, corruption: corruption))
      let size = buffer.count / items.count
      for (place, item) in items.enumerated() {
        let part = UnsafeMutableBufferPointer(rebasing: buffer[(place * size)..<((place + 1) * size)])
        let row = chosen[item]
        preprocessor.write(try images.picture(atRow: row, using: decoder), named: names[row], into: part)
      }
    }
  }

  private func write(
    _ document: SilencingDocument, run: StudyRun, layer: StudyLayer, model: StudyModel, in study: Study
  ) throws {
    let path = NeuronFiles.path("silencing.json", layer: layer, model: model.folder)
    let url = study.paths.url(ofRelativePath: path)
    do {
      try StudyJSON.data(document).write(wholeTo: url)
    } catch let error as CocoaError {
      throw StudyPipelineError.unwritable(url, error)
    }
    try study.finishRun(run, artifacts: [FinishedArtifact(path: path, role: .neuronSilencing)])
  }
}
