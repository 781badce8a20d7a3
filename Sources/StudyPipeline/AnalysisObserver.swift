import Foundation

/// How far a stage is.
public struct StageProgress: Sendable, Equatable {
  /// What is being done, for people: `neighbours`.
  public let stage: String
  /// In which layer, if in one.
  public let layer: String?
  /// 0...1.
  public let fraction: Double
  /// Items done and all items, where the stage goes item by item.
  public let items: (done: Int, total: Int)?

  /// Describes progress.
  public init(stage: String, layer: String? = nil, fraction: Double, items: (done: Int, total: Int)? = nil) {
    self.stage = stage
    self.layer = layer
    self.fraction = fraction
    self.items = items
  }

  /// Whether two reports say the same.
  public static func == (left: StageProgress, right: StageProgress) -> Bool {
    left.stage == right.stage && left.layer == right.layer && left.fraction == right.fraction
      && left.items?.done == right.items?.done && left.items?.total == right.items?.total
  }
}

/// Hears of the course of an analysis. Calls come from any thread, one at a time for each stage.
public protocol AnalysisObserver: Sendable {
  /// A stage is under way.
  func stageProgressed(_ progress: StageProgress)
  /// A stage has ended; `detail` says in a few words what came out, or that it was up to date.
  func stageEnded(stage: String, detail: String)
  /// Something that a person should know, which stops nothing: skipped images, clamped parameters.
  func remark(_ text: String)
}

/// A flag that asks an analysis to stop at the next opportunity. Safe from any thread and from signal sources.
public final class AnalysisCancellation: @unchecked Sendable {
  private let lock = NSLock()
  private var isCancelledStorage = false  // guarded by `lock`

  /// A flag that is not raised.
  public init() {}

  /// Whether the analysis shall stop.
  public var isCancelled: Bool { lock.withLock { isCancelledStorage } }

  /// Asks the analysis to stop. What it has written stays; the next run goes on from there.
  public func cancel() { lock.withLock { isCancelledStorage = true } }

  /// Throws `CancellationError` when the flag is raised.
  public func check() throws {
    if isCancelled { throw CancellationError() }
  }
}
