import Foundation

extension Study {
  /// Tells readers what is being done. At most two reports a second reach the catalogue; a new stage or layer, and the
  /// end of one, always do. Call it as often as is convenient.
  public func reportProgress(_ progress: StudyProgress) throws {
    guard progressThrottle.admits(progress, at: DispatchTime.now().uptimeNanoseconds) else { return }
    try database.recordProgress(progress)
  }

  /// Tells readers that nothing is being done.
  public func clearProgress() throws {
    progressThrottle.reset()
    try database.recordProgress(nil)
  }
}

/// Lets through at most two progress reports a second.
package final class ProgressThrottle: @unchecked Sendable {
  // `lock` guards the rest.
  private let lock = NSLock()
  private var last: StudyProgress?
  private var lastTime: UInt64 = 0

  package init() {}

  /// Whether a report at this time, of a clock that only goes forward, is to be written.
  package func admits(_ progress: StudyProgress, at nanoseconds: UInt64) -> Bool {
    lock.withLock {
      if let last, last.stage == progress.stage, last.model == progress.model, last.layer == progress.layer,
        progress.fraction < 1 || last.fraction >= 1, nanoseconds &- lastTime < 500_000_000
      {
        return false
      }
      last = progress
      lastTime = nanoseconds
      return true
    }
  }

  func reset() {
    lock.withLock { last = nil }
  }
}
