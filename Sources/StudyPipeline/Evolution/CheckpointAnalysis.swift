import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import StudyStore

/// Makes every checkpoint of a training a network of a study: activations, neighbors and quality of each; embeddings and
/// all measures only where they are asked for.
public struct CheckpointAnalysis: Sendable {
  private let folder: CheckpointFolder
  private let options: AnalysisOptions
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - folder: the checkpoints.
  ///   - options: those of every checkpoint, as `StudyAnalysis` takes them; `model` is not used. `embeddings` are made of
  ///     the first and the last. Preprocessing and class names come from `training.json` unless they are given.
  ///   - observer: told of the course.
  ///   - cancellation: asks to stop.
  public init(
    _ folder: CheckpointFolder, options: AnalysisOptions, observer: any AnalysisObserver,
    cancellation: AnalysisCancellation = .init()
  ) {
    self.folder = folder
    self.options = Self.completed(options, folder.training)
    self.observer = observer
    self.cancellation = cancellation
  }

  /// Analyzes what has not been analyzed yet.
  ///
  /// All networks are read and compared before the study's folder is touched.
  /// - Throws: `StudyPipelineError` for checkpoints with different layers; what `StudyAnalysis.run()` throws.
  public func run() throws {
    try requireSameLayers()
    let quiet = SubjectObserver(observer)
    for (place, checkpoint) in folder.checkpoints.enumerated() {
      let isLast = place == folder.checkpoints.count - 1
      var options = options
      options.model = checkpoint.file
      options.modelName = "\(folder.series) epoch \(checkpoint.epoch)"
      options.checkpoint = (folder.series, checkpoint.epoch)
      options.measuresLayers = isLast
      if place > 0, !isLast { options.embeddings = [] }
      quiet.subject = "epoch \(checkpoint.epoch)"
      _ = try StudyAnalysis(options: options, observer: quiet, cancellation: cancellation).run()
    }
    try keepTraining()
  }

  private static func completed(_ options: AnalysisOptions, _ training: TrainingRecord?) -> AnalysisOptions {
    var options = options
    options.preprocessing = options.preprocessing ?? training?.preprocessing
    if options.classNames == nil, let classes = training?.classes {
      options.classNames = .init(classes)
      options.classNamesFile = TrainingRecord.fileName
    }
    return options
  }

  private func requireSameLayers() throws {
    var first: (file: String, layers: [String])?
    for checkpoint in folder.checkpoints {
      try cancellation.check()
      let network = try ONNXNetwork(contentsOf: checkpoint.file)
      let tapPoints =
        try options.layers.isEmpty ? network.defaultTapPoints() : network.tapPoints(matching: options.layers)
      let (file, layers) = (checkpoint.file.lastPathComponent, tapPoints.map(\.name))
      guard let expected = first else {
        first = (file, layers)
        continue
      }
      guard layers != expected.layers else { continue }
      let difference = Set(layers).symmetricDifference(expected.layers).min()
      throw StudyPipelineError(
        kind: .badInput,
        description: "\(file) and \(expected.file) in \(folder.url.path) have different layers"
          + (difference.map { ": \($0) is in one of them only" } ?? ", or the same in another order")
          + ". Give the checkpoints of one network, one folder for each training.")
    }
  }

  /// The page shows the curves of trainings that lie in the study.
  private func keepTraining() throws {
    guard folder.training != nil else { return }
    let paths = StudyPaths(root: options.study)
    let target = paths.checkpoints.appendingPathComponent(StudyPaths.folderName(for: folder.series))
      .appendingPathComponent(TrainingRecord.fileName)
    let source = folder.url.appendingPathComponent(TrainingRecord.fileName)
    guard source.standardizedFileURL != target.standardizedFileURL else { return }
    do {
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contentsOf: source).write(wholeTo: target)
    } catch {
      throw StudyPipelineError.unwritable(target, error)
    }
  }
}
