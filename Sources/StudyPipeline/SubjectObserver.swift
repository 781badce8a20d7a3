import Foundation

/// Says the same remark once, and of what is said which checkpoint or corruption it is about.
final class SubjectObserver: AnalysisObserver, @unchecked Sendable {
  private let observer: any AnalysisObserver
  private let lock = NSLock()
  private var remarks: Set<String> = []  // guarded by `lock`
  private var subjectStorage = ""  // guarded by `lock`

  init(_ observer: any AnalysisObserver) { self.observer = observer }

  var subject: String {
    get { lock.withLock { subjectStorage } }
    set { lock.withLock { subjectStorage = newValue } }
  }

  func stageProgressed(_ progress: StageProgress) {
    observer.stageProgressed(
      StageProgress(
        stage: "\(subject) \(progress.stage)", layer: progress.layer, fraction: progress.fraction,
        items: progress.items))
  }

  func stageEnded(stage: String, detail: String) {
    observer.stageEnded(stage: "\(subject) \(stage)", detail: detail)
  }

  func remark(_ text: String) {
    if lock.withLock({ remarks.insert(text).inserted }) { observer.remark(text) }
  }
}
