import NumericKernels

extension ParallelRows {
  /// Does as `forEachChunk` does and reports after each chunk; what `progress` throws ends the work and reaches the caller.
  ///
  /// `progress` is called by one thread at a time, with growing shares between the bounds of `span`.
  func forEachChunk(
    of count: Int, chunkSize: Int, reportingTo progress: ProgressHandler?, span: ClosedRange<Double>,
    _ body: @Sendable (_ range: Range<Int>) -> Void
  ) throws {
    let state = LockedValue((finished: 0, failure: (any Error)?.none))
    forEachChunk(of: count, chunkSize: chunkSize) { _, range in
      guard state.update({ $0.failure == nil }) else { return }
      body(range)
      state.update { state in
        state.finished += range.count
        guard let progress, state.failure == nil else { return }
        let share = Double(state.finished) / Double(count)
        do {
          try progress(span.lowerBound + share * (span.upperBound - span.lowerBound))
        } catch {
          state.failure = error
        }
      }
    }
    if let failure = state.update({ $0.failure }) { throw failure }
  }
}
