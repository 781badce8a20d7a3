public import Foundation
import NumericKernels
public import StudyStore

/// Takes the measures of a study's layers, for studies that were made before there were any.
///
/// `StudyAnalysis` does the same as its last stages; neither needs the network or the images for it.
public struct StudyMeasurement: Sendable {
  private let url: URL
  private let threadCount: Int?
  private let observer: any AnalysisObserver
  private let cancellation: AnalysisCancellation

  /// Prepares; nothing is read or written yet.
  public init(
    study: URL, threadCount: Int? = nil, observer: any AnalysisObserver, cancellation: AnalysisCancellation = .init()
  ) {
    url = study
    self.threadCount = threadCount
    self.observer = observer
    self.cancellation = cancellation
  }

  /// Measures what has not been measured yet and returns the study, still open for writing.
  /// - Throws: errors of the study's files, naming them; `CancellationError` when asked to stop.
  public func run() throws -> Study {
    let study = try Study.open(at: url, for: .writing)
    let seed = try study.database.settings().seed
    let labels = try study.database.items().map(\.labelIndex)
    let classCount = try study.description().classes.count
    var context = StageContext(
      study: study, observer: observer, cancellation: cancellation, parallel: ParallelRows(threadCount: threadCount))
    for model in try study.database.models() {
      context.model = model.folder
      let layers = try study.database.layers(ofModel: model.folder)
      try MeasuresStage(seed: seed).run(
        context, layers: layers, model: model.folder, labels: labels, classCount: classCount)
      try SuspectsStage(seed: seed).run(context, layers: layers, model: model.folder, labels: labels)
    }
    context.model = nil
    try LikenessStage(seed: seed).run(context, labels: labels)
    try study.clearProgress()
    return study
  }
}
