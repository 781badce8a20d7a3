import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyStore

/// Runs a network of a study again on the study's own images, spoiled in known ways, and adds each way as a network of the
/// same study: what breaks, and where.
///
/// Images are spoiled after resizing and cropping and before the normalization. What the clean network has of neighbors,
/// embeddings and measures the others get, with the same options and seeds. Their embeddings start from that of the same
/// clean layer (principal components are the clean layer's own), and are turned onto it, so that what moved shows as
/// movement. Interrupted at any moment, a second run goes on where the first stopped and ends with the same bytes.
public struct StudyCorruption: Sendable {
  private let request: CorruptionRequest
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(
    _ request: CorruptionRequest, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    (self.request, self.observer, self.cancellation) = (request, observer, cancellation)
  }

  /// Analyzes what has not been analyzed yet, and tells of the asked corruptions.
  ///
  /// - Throws: `StudyPipelineError` for a network that the study does not have, that is corrupted itself, or whose file or
  ///   images are not those of the study; what an analysis throws; `CancellationError` when asked to stop.
  public func run() throws -> CorruptionReport {
    let study = try Study.open(at: request.study, for: .writing)
    let model = try cleanModel(study)
    let network = try StudyNetworkFile(study: study, model: model).open(request.network)
    let analysis = try RecordedAnalysis(study, model: model, network: network, threadCount: request.threadCount)
    let images = try images(of: study)
    let context = StageContext(
      study: study, observer: observer, cancellation: cancellation,
      parallel: ParallelRows(threadCount: request.threadCount))
    let classCount = try study.description().classes.count
    for corruption in request.corruptions {
      let applied = AppliedCorruption(
        corruption: corruption, of: model.folder, seed: try study.database.settings().seed)
      try analyze(applied, analysis, network, images, classCount: classCount, context)
    }
    let wasCompared = try study.database.run(stage: LikenessStage.name, scope: .study) != nil
    if analysis.isMeasured || wasCompared {
      try LikenessStage(seed: study.database.settings().seed).run(context, labels: images.labels)
    }
    try study.clearProgress()
    let report = try CorruptionReport(study, model: model.folder)
    return report.selecting(request.corruptions)
  }

  private func cleanModel(_ study: Study) throws -> StudyModel {
    let usual = try study.database.models().first { $0.corruption == nil }
    let model = try study.model(named: request.model ?? usual?.folder)
    guard let corruption = model.corruption else { return model }
    throw StudyPipelineError(
      kind: .badInput,
      description:
        "\(model.name) is on corrupted images itself. Give the network that it was made from, \(corruption.of), "
        + "with --model.")
  }

  private func images(of study: Study) throws -> StudyImages {
    guard case .object(let dataset) = try study.database.settings().dataset,
      let recorded = dataset["source"]?.stringValue,
      let run = try study.database.run(stage: ImagesStage.name, scope: .study)
    else {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The study \(study.url.path) does not say where its images are. Make it again with `strata analyze`.")
    }
    let opened = try DatasetFormat.open(request.images ?? recorded)
    return try StudyImages(restoring: study, from: opened, selection: Array(opened.items.indices), run: run)
  }

  private func analyze(
    _ applied: AppliedCorruption, _ clean: RecordedAnalysis, _ network: ONNXNetwork, _ images: StudyImages,
    classCount: Int, _ outer: StageContext
  ) throws {
    let told = SubjectObserver(observer)
    told.subject = applied.corruption.description
    let folder = applied.folder(of: clean.model)
    var context = StageContext(
      study: outer.study, observer: told, cancellation: cancellation, parallel: outer.parallel)
    context.model = folder
    let extraction = ExtractionStage(
      network: network, modelName: applied.name(of: clean.model), checkpoint: nil, modelHash: clean.model.contentHash,
      tapPoints: clean.tapPoints, preprocessing: try StudyNetworkFile.decode(clean.model.preprocessing),
      options: clean.extraction, outputs: clean.model.outputClasses, corruption: applied)
    let layers = try extraction.run(context, images: images, model: folder)
    try NeighborsStage(neighborCount: clean.neighborCount, metric: clean.metric, seed: clean.seed)
      .run(context, layers: layers, model: folder)
    for request in clean.embeddings {
      try EmbeddingStage(request: request, seed: clean.seed, reference: clean.model.folder)
        .run(context, layers: layers, model: folder)
      try AlignmentStage(name: request.name, reference: clean.model.folder).run(context, layers: layers, model: folder)
    }
    let labels = images.labels
    try QualityStage(embeddings: clean.embeddings.map(\.name), metric: clean.metric)
      .run(context, layers: layers, model: folder, labels: labels, classCount: classCount)
    if clean.isMeasured {
      try MeasuresStage(seed: clean.seed)
        .run(context, layers: layers, model: folder, labels: labels, classCount: classCount)
    }
    if clean.hasSuspects {
      try SuspectsStage(seed: clean.seed).run(context, layers: layers, model: folder, labels: labels)
    }
  }
}
