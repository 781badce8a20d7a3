import ActivationTaps
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
public import StudyStore

/// From a network and images to a study: every stage in order, each only if its work is not done already.
///
/// Interrupted at any moment, even by force, a second run goes on where the first stopped and ends with the same bytes.
public struct StudyAnalysis: Sendable {
  private let options: AnalysisOptions
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares an analysis; nothing is read or written yet.
  public init(
    options: AnalysisOptions, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    self.options = options
    self.observer = observer
    self.cancellation = cancellation
  }

  /// Runs all stages and returns the study, still open for writing.
  ///
  /// The network, the images and the options are checked before the study's folder is touched.
  /// - Throws: the errors of all parts, each naming the file and the remedy; `CancellationError` when asked to stop.
  public func run() throws -> Study {
    let network = try ONNXNetwork(contentsOf: options.model)
    let tapPoints =
      try options.layers.isEmpty ? network.defaultTapPoints() : network.tapPoints(matching: options.layers)
    let dataset = try DatasetFormat.open(options.images, split: options.split, classNames: options.classNames)
    for remark in dataset.remarks { observer.remark(remark) }
    let selection = options.sample.indices(of: dataset)
    if selection.count < dataset.items.count {
      observer.remark(
        options.sample.statement(
          chosen: selection.count, of: dataset.items.count, classCount: dataset.classNames.count))
    }
    let modelName = options.modelName ?? options.model.deletingPathExtension().lastPathComponent
    let assignment = try ClassAssignment(
      outputCount: network.classifierHead?.classCount, modelName: modelName, dataset: dataset,
      classNames: options.classNames, classNamesFile: options.classNamesFile, labelMap: options.labelMap)
    for remark in assignment.remarks { observer.remark(remark) }
    let groups = try classGroups(of: dataset)
    var extraction = options.extraction
    extraction.threadCount = options.threadCount
    let stage = ExtractionStage(
      network: network, modelName: modelName, checkpoint: options.checkpoint,
      modelHash: try Self.contentHash(of: network), tapPoints: tapPoints,
      preprocessing: try preprocessing(for: network), options: extraction, outputs: assignment.outputs)
    try stage.validate()

    let isNew = !FileManager.default.fileExists(atPath: options.study.path)
    let study = try openStudy(dataset: dataset)
    do {
      try fill(
        study, dataset: dataset, selection: selection, groups: groups, extraction: stage,
        model: StudyPaths.folderName(for: modelName))
    } catch let error where !(error is CancellationError) {
      // A study that we began and in which nothing was finished is of no use to anybody.
      if isNew, (try? study.database.finishedRuns().isEmpty) == true {
        try? FileManager.default.removeItem(at: options.study)
      }
      throw error
    }
    return study
  }

  /// Runs the stages, one after the other.
  private func fill(
    _ study: Study, dataset: any ImageDataset, selection: [Int], groups: [ClassHierarchy]?,
    extraction: ExtractionStage, model: String
  ) throws {
    let parallel = ParallelRows(threadCount: options.threadCount)
    var context = StageContext(study: study, observer: observer, cancellation: cancellation, parallel: parallel)
    let images = try ImagesStage(
      dataset: dataset, selection: selection, isStrict: options.isStrict, parallel: parallel
    ).run(context)

    if let groups { try study.database.recordHierarchies(groups) }
    context.model = model
    let layers = try extraction.run(context, images: images, model: model)
    try LayerAnalysis(
      embeddings: options.embeddings, neighborCount: options.neighborCount, metric: options.metric,
      measuresLayers: options.measuresLayers, seed: options.seed
    ).run(context, layers: layers, of: model, images: images)
    try study.clearProgress()
    try study.tellSkipped(observer)
  }

  /// The groups that were given; nil leaves those that the study knows.
  private func classGroups(of dataset: any ImageDataset) throws -> [ClassHierarchy]? {
    guard let file = options.groups else { return nil }
    let groups = try ClassGroups(contentsOf: file, dataset: dataset)
    if !groups.unnamedClasses.isEmpty {
      let shown = groups.unnamedClasses.prefix(5).joined(separator: ", ")
      let more = groups.unnamedClasses.count > 5 ? " and \(groups.unnamedClasses.count - 5) more" : ""
      observer.remark("\(file.lastPathComponent) names no group for \(shown)\(more); they are in none.")
    }
    return groups.divisions.map { ClassHierarchy(name: $0.name, groups: $0.groups, groupOfClass: $0.groupOfClass) }
  }

  private func preprocessing(for network: ONNXNetwork) throws -> Preprocessing {
    if let chosen = options.preprocessing { return chosen }
    let preset = NetworkInput.usualPreprocessing(for: network)
    observer.remark(NetworkInput.remark(on: preset))
    return preset
  }

  /// The hash of the network's file and of the files beside it that hold its weights.
  static func contentHash(of network: ONNXNetwork) throws -> String {
    let files = try network.externalDataFiles
    let own = try ContentHash.ofFile(at: network.url)
    guard !files.isEmpty else { return own }
    var key = StageKey(stage: "network", version: 1)
    key.add("network", own)
    for file in files { key.add(file.lastPathComponent, try ContentHash.ofFile(at: file)) }
    return key.digest
  }

  private func openStudy(dataset: any ImageDataset) throws -> Study {
    let source: JSONValue = .object([
      "name": .string(dataset.name), "source": .string(Self.source(options.images)),
      "sample": .string(options.sample.strategy.rawValue),
      "limit": options.sample.limit.map { .integer($0) } ?? .null,
    ])
    let study = try Study.openOrCreate(
      at: options.study,
      settings: StudySettings(
        name: options.study.deletingPathExtension().lastPathComponent, seed: options.seed, dataset: source))
    if case .object(let known) = try study.database.settings().dataset, known["kind"]?.stringValue == ImportOrigin.kind
    {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The study \(options.study.path) was made by `strata import`, whose items and labels an analysis would "
          + "replace. Analyze into another folder, and import the arrays into that study.")
    }
    if case .object(let known) = try study.database.settings().dataset, let recorded = known["source"]?.stringValue,
      recorded != Self.source(options.images)
    {
      throw StudyPipelineError(
        kind: .badInput,
        description: "The study \(options.study.path) was made from \(recorded); these images are from "
          + "\(Self.source(options.images)). Give the same images, or another folder with --study.")
    }
    try study.database.recordDataset(source)
    return study
  }

  /// Images as the catalogue names them.
  static func source(_ images: String) -> String {
    images.hasPrefix("builtin:") ? images : URL(fileURLWithPath: images).standardizedFileURL.path
  }
}
