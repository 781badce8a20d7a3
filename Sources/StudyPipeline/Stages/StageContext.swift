import Foundation
import NumericKernels
import StudyStore

/// What every stage is given: the study, who listens, and whether to stop.
struct StageContext: Sendable {
  let study: Study
  let observer: any AnalysisObserver
  let cancellation: AnalysisCancellation
  let parallel: ParallelRows
  /// Folder name of the model that is analyzed; nil in stages of the whole study.
  var model: String?

  /// Tells of progress, on the screen and in the catalogue (for pages that watch), or stops.
  func report(_ progress: StageProgress, layerFolder: String? = nil) throws {
    try cancellation.check()
    observer.stageProgressed(progress)
    try study.reportProgress(
      StudyProgress(stage: progress.stage, model: model, layer: layerFolder, fraction: progress.fraction))
  }

  /// A handler for kernels that report a fraction.
  func handler(stage: String, layer: StudyLayer, from start: Double = 0, to end: Double = 1) -> ProgressHandler {
    { fraction in
      try report(
        StageProgress(stage: stage, layer: layer.name, fraction: start + (end - start) * fraction),
        layerFolder: layer.folder)
    }
  }
}
