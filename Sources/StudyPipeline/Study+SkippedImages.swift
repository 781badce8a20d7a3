import StudyStore

extension Study {
  /// Says which images could not be read and were left out.
  func tellSkipped(_ observer: any AnalysisObserver) throws {
    let skipped = try database.skippedItems()
    guard !skipped.isEmpty else { return }
    let shown = skipped.prefix(10).map { "\n  \($0.reason)" }.joined()
    let more = skipped.count > 10 ? "\n  … and \(skipped.count - 10) more, listed in the study's catalogue" : ""
    observer.remark(
      skipped.count == 1
        ? "1 image could not be read and was left out:\(shown)"
        : "\(skipped.count) images could not be read and were left out:\(shown)\(more)")
  }
}
