import StudyPipeline

/// Nobody watches a reply being made.
struct SilentObserver: AnalysisObserver {
  func stageProgressed(_ progress: StageProgress) {}
  func stageEnded(stage: String, detail: String) {}
  func remark(_ text: String) {}
}
