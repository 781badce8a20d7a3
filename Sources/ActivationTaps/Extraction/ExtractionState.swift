import Foundation
import NumericKernels

/// What the threads of an extraction share: which batches are left, what has been gathered, whether to stop.
final class ExtractionState: @unchecked Sendable {
  // Everything mutable is guarded by `lock`.
  private let lock = NSLock()
  private let checkpointLock = NSLock()
  private var nextBatch = 0
  private var completed: [UInt8]
  private var completedItems: Int
  private var failure: (any Error)?
  private var lastCheckpoint = ContinuousClock.now
  private var collectors: [LayerCollector]
  private var predictions: PredictionTable?

  let itemCount: Int
  let batchSize: Int
  let resumedItems: Int
  private let checkpointFile: URL
  private let key: String
  private let checkpointInterval: Duration
  private let areLogits: Bool
  private let predictionOutput: Int?
  private let progress: (@Sendable (ExtractionProgress) throws -> Void)?

  init(
    itemCount: Int, batchSize: Int, collectors: [LayerCollector], predictions: PredictionTable?,
    predictionOutput: Int?, areLogits: Bool, checkpoint: ExtractionCheckpoint?, checkpointFile: URL, key: String,
    checkpointInterval: Double, progress: (@Sendable (ExtractionProgress) throws -> Void)?
  ) {
    self.itemCount = itemCount
    self.batchSize = batchSize
    self.collectors = collectors
    self.predictions = predictions
    self.predictionOutput = predictionOutput
    self.areLogits = areLogits
    self.checkpointFile = checkpointFile
    self.key = key
    self.checkpointInterval = .seconds(checkpointInterval)
    self.progress = progress
    let batchCount = (itemCount + batchSize - 1) / batchSize
    let known = checkpoint.map { Array($0.completedBatches) } ?? []
    completed = known.count == batchCount ? known : Array(repeating: 0, count: batchCount)
    var done = 0
    for (batch, flag) in completed.enumerated() where flag != 0 {
      done += min(batchSize, itemCount - batch * batchSize)
    }
    completedItems = done
    resumedItems = done
  }

  var currentProgress: ExtractionProgress {
    lock.withLock {
      ExtractionProgress(completedItems: completedItems, itemCount: itemCount, resumedItems: resumedItems)
    }
  }

  /// The items of the next batch that nobody has taken, or nil when there are none or the work stops.
  func claimBatch() -> Range<Int>? {
    lock.withLock {
      guard failure == nil else { return nil }
      while nextBatch < completed.count, completed[nextBatch] != 0 { nextBatch += 1 }
      guard nextBatch < completed.count else { return nil }
      defer { nextBatch += 1 }
      return (nextBatch * batchSize)..<min(itemCount, (nextBatch + 1) * batchSize)
    }
  }

  /// Takes what a finished request holds.
  func collect(_ request: InferenceRequest, inputShape: [Int], items: Range<Int>) throws {
    try lock.withLock {
      guard failure == nil else { return }
      for collector in collectors {
        try collector.collect(request, inputShape: inputShape, first: items.lowerBound, count: items.count)
      }
      try notePredictions(request, items: items)
      completed[items.lowerBound / batchSize] = 1
      completedItems += items.count
      try progress?(
        ExtractionProgress(completedItems: completedItems, itemCount: itemCount, resumedItems: resumedItems))
    }
    if lock.withLock({ ContinuousClock.now - lastCheckpoint >= checkpointInterval }) { try saveCheckpoint() }
  }

  /// Stops all threads; the first failure is kept.
  func fail(_ error: any Error) {
    lock.withLock { if failure == nil { failure = error } }
  }

  /// Throws what stopped the work.
  func rethrowFailure() throws {
    if let failure = lock.withLock({ failure }) { throw failure }
  }

  /// Makes everything that was collected so far survive: rows first, then the note that they are there.
  func saveCheckpoint() throws {
    guard checkpointLock.try() else { return }
    defer { checkpointLock.unlock() }
    let checkpoint = lock.withLock {
      ExtractionCheckpoint(
        key: key, completedBatches: Data(completed), topImages: collectors.map { $0.top?.snapshot ?? [] },
        predictions: predictions?.snapshot ?? [])
    }
    // The batches noted above were written before the note was made; later rows do no harm.
    for collector in collectors { try collector.writer?.synchronize() }
    try checkpoint.write(to: checkpointFile)
    lock.withLock { lastCheckpoint = .now }
  }

  /// Ends the work, when all threads have left it.
  func finish() -> (collectors: [LayerCollector], predictions: PredictionTable?) {
    lock.withLock { (collectors, predictions) }
  }

  private func notePredictions(_ request: InferenceRequest, items: Range<Int>) throws {
    guard let predictionOutput, var table = predictions.take() else { return }
    defer { predictions = table }
    try request.withOutput(predictionOutput) { values in
      for (place, item) in items.enumerated() {
        let row = UnsafeBufferPointer(rebasing: values[(place * table.classCount)..<((place + 1) * table.classCount)])
        table.note(item: item, outputs: row, areLogits: areLogits)
      }
    }
  }
}
