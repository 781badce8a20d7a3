import Foundation
import NumericKernels
public import StudyStore

/// From arrays that were made elsewhere to a study: everything of `StudyAnalysis` but the network.
///
/// Interrupted at any moment, even by force, a second run goes on where the first stopped and ends with the same bytes. An import into
/// a study that exists adds another model, so that both can be compared.
public struct StudyImport: Sendable {
  private let options: ImportOptions
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares an import; nothing is read or written yet.
  public init(
    options: ImportOptions, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    self.options = options
    self.observer = observer
    self.cancellation = cancellation
  }

  /// Runs all stages and returns the study, still open for writing.
  ///
  /// All files are read and checked, every number of theirs included, before the study's folder is touched.
  /// - Throws: errors naming the file, the row and the remedy; `CancellationError` when asked to stop.
  public func run() throws -> Study {
    let content = try ImportContent(options)
    for remark in content.remarks { observer.remark(remark) }
    for array in content.sources.layers + content.given.map(\.array) {
      try cancellation.check()
      try array.requireFinite()
    }
    let isNew = !FileManager.default.fileExists(atPath: options.study.path)
    let items = try ImportedItems(options, sources: content.sources)
    for remark in items.remarks { observer.remark(remark) }
    let predictions =
      try options.predictions.map {
        try ImportedPredictions(contentsOf: $0, rowNames: items.rowNames)
      } ?? content.sources.predictions
    try content.require(predictions, at: options.predictions)
    // What is wrong with the items is found before a study is made.
    let dataset = try items.dataset(named: content.modelName)
    let study = try Study.openOrCreate(
      at: options.study,
      settings: StudySettings(
        name: options.study.deletingPathExtension().lastPathComponent, seed: options.seed,
        dataset: ImportOrigin(options, rowCount: dataset.items.count).json))
    do {
      let target = ImportTarget(
        study: study, options: options, content: content, dataset: dataset, rowNames: items.rowNames)
      try fill(target, predictions: predictions)
    } catch let error where !(error is CancellationError) {
      // A study that we began and in which nothing was finished is of no use to anybody.
      if isNew, (try? Self.hasLayers(study)) != true { try? FileManager.default.removeItem(at: options.study) }
      throw error
    }
    return study
  }

  private static func hasLayers(_ study: Study) throws -> Bool {
    try study.database.finishedRuns().contains { $0.stage == ImportStage.name }
  }

  private func fill(_ target: ImportTarget, predictions: ImportedPredictions?) throws {
    let (study, content) = (target.study, target.content)
    let parallel = ParallelRows(threadCount: options.threadCount)
    var context = StageContext(study: study, observer: observer, cancellation: cancellation, parallel: parallel)
    let folder = StudyPaths.folderName(for: content.modelName)
    try target.requireOwnModel(folder: folder)
    let (images, rows) = try target.items(context, isStrict: options.isStrict)
    try target.recordText()
    let assigned = try predictions?.assigned(
      to: images.dataset, modelName: content.modelName, outputs: options.outputs, outputsFile: options.outputsFile)
    for remark in (predictions?.remarks ?? []) + (assigned?.remarks ?? []) { observer.remark(remark) }
    context.model = folder
    let layers = try ImportStage(
      modelName: content.modelName, arrays: content.sources.layers, outputs: assigned?.outputs ?? [],
      predictions: assigned?.rows
    ).run(context, rows: rows, model: folder)
    let given = GivenEmbeddingStage(embeddings: content.given)
    try given.run(context, rows: rows, layers: layers, model: folder)
    var analysis = LayerAnalysis(
      embeddings: content.embeddings, neighborCount: options.neighborCount, metric: options.metric,
      measuresLayers: options.measuresLayers, seed: options.seed)
    analysis.given = given.names(in: layers)
    try analysis.run(context, layers: layers, of: folder, images: images)
    try study.clearProgress()
    try study.tellSkipped(observer)
  }
}
