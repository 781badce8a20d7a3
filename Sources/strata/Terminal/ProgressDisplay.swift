import Foundation
import StudyPipeline

/// Shows the course of an analysis on standard error: one line that is drawn anew on a terminal, plain lines elsewhere.
final class ProgressDisplay: AnalysisObserver, @unchecked Sendable {
  // Everything mutable is guarded by `lock`.
  private let lock = NSLock()
  private let isTerminal: Bool
  private let isQuiet: Bool
  private var stage: String?
  private var stageStart = ContinuousClock.now
  private var startFraction = 0.0
  private var startItems = 0
  private var lastDrawn = ContinuousClock.now
  private var hasLine = false

  /// - Parameters:
  ///   - isTerminal: whether a line can be drawn anew.
  ///   - isQuiet: whether only remarks are shown.
  init(isTerminal: Bool = StandardError.isTerminal, isQuiet: Bool = false) {
    self.isTerminal = isTerminal
    self.isQuiet = isQuiet
  }

  func stageProgressed(_ progress: StageProgress) {
    lock.withLock {
      guard !isQuiet else { return }
      let now = ContinuousClock.now
      if stage != progress.stage {
        stage = progress.stage
        stageStart = now
        startFraction = progress.fraction
        startItems = progress.items?.done ?? 0
        lastDrawn = now - .seconds(60)
      }
      guard now - lastDrawn >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
      lastDrawn = now
      let line = text(of: progress, elapsed: (now - stageStart) / .seconds(1))
      if isTerminal {
        StandardError.write("\r\u{1B}[2K" + String(line.prefix(max(20, StandardError.columnCount - 1))))
        hasLine = true
      } else {
        StandardError.write(line + "\n")
      }
    }
  }

  func stageEnded(stage: String, detail: String) {
    lock.withLock {
      clearLine()
      self.stage = nil
      if !isQuiet { StandardError.write("\(Self.padded(stage))  \(detail)\n") }
    }
  }

  func remark(_ text: String) {
    lock.withLock {
      clearLine()
      StandardError.write("note: \(text)\n")
    }
  }

  private func clearLine() {
    if hasLine { StandardError.write("\r\u{1B}[2K") }
    hasLine = false
  }

  private func text(of progress: StageProgress, elapsed: Double) -> String {
    var parts = [Self.padded(progress.stage)]
    if isTerminal { parts.append(Self.bar(progress.fraction)) }
    parts.append("\(Int(progress.fraction * 100)) %")
    if let items = progress.items {
      parts.append("\(items.done) of \(items.total)")
      if elapsed > 0.5, items.done > startItems {
        parts.append(String(format: "%.1f/s", Double(items.done - startItems) / elapsed))
      }
    }
    if let layer = progress.layer { parts.append(layer) }
    let gained = progress.fraction - startFraction
    if elapsed > 1, gained > 0.01, progress.fraction < 1 {
      parts.append(Self.duration(elapsed / gained * (1 - progress.fraction)) + " left")
    }
    return parts.joined(separator: "  ")
  }

  private static func padded(_ stage: String) -> String {
    stage + String(repeating: " ", count: max(0, 12 - stage.count))
  }

  private static func bar(_ fraction: Double) -> String {
    let filled = Int((max(0, min(1, fraction)) * 24).rounded())
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
