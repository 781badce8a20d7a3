import Foundation
import ModelTraining
import StudyPipeline

/// A training with its course on the terminal, and an end when it is asked for.
final class TrainingRun: TrainingJobObserver, @unchecked Sendable {
  // The display guards itself; the rest does not change.
  private let request: TrainingRequest
  private let display: ProgressDisplay
  private let cancellation: AnalysisCancellation

  init(_ request: TrainingRequest, display: ProgressDisplay, cancellation: AnalysisCancellation) {
    (self.request, self.display, self.cancellation) = (request, display, cancellation)
  }

  /// Trains, or goes on.
  func train() throws -> TrainingResult { try TrainingJob(request, observer: self).run() }

  func decoding(_ fraction: Double) throws {
    try cancellation.check()
    display.stageProgressed(StageProgress(stage: "images", fraction: fraction))
  }

  func remark(_ text: String) { display.remark(text) }

  func stepped(_ progress: TrainingProgress) throws {
    try cancellation.check()
    guard progress.epoch > 0, let loss = progress.loss, let accuracy = progress.accuracy else { return }
    let inEpoch = Double(progress.shownCount) / Double(max(1, progress.imageCount))
    let images = progress.imageCount
    display.stageProgressed(
      StageProgress(
        stage: "training",
        layer: "epoch \(progress.epoch) of \(progress.epochCount), loss \(Self.number(loss)), "
          + "accuracy \(Self.percent(accuracy))",
        fraction: (Double(progress.epoch - 1) + inEpoch) / Double(progress.epochCount),
        items: ((progress.epoch - 1) * images + progress.shownCount, progress.epochCount * images)))
  }

  func epochEnded(_ record: EpochRecord, of epochCount: Int) throws {
    var text = "loss \(Self.number(record.trainingLoss)), accuracy \(Self.percent(record.trainingAccuracy))"
    if let loss = record.validationLoss, let accuracy = record.validationAccuracy {
      text += "; validation \(Self.number(loss)), \(Self.percent(accuracy))"
    }
    display.stageEnded(
      stage: "epoch \(record.epoch)", detail: text + String(format: "; %.1f s", record.seconds))
  }

  func checkpointWritten(_ record: CheckpointRecord) throws {
    let test = record.testAccuracy.map { ", test \(Self.percent($0))" } ?? ""
    display.stageEnded(stage: "kept", detail: record.file + test)
  }

  private static func number(_ value: Double) -> String { String(format: "%.4f", value) }
  private static func percent(_ value: Double) -> String { String(format: "%.2f %%", value * 100) }
}
