import Foundation

extension ParallelRows {
  /// Runs so many bodies, as many of them at the same time as there are threads, and returns their results in order.
  ///
  /// What a body does may use all threads again: it runs on a thread of its own and not on one of the pool that
  /// `forEachChunk` takes them from, or that would find none left. Throws what the first body in order that fails throws,
  /// once all have ended.
  package func results<Value: Sendable>(
    of count: Int, _ body: @escaping @Sendable (_ index: Int) throws -> Value
  ) throws -> [Value] {
    let results = LockedValue([Result<Value, any Error>?](repeating: nil, count: count))
    let claimed = LockedValue(0)
    let work: @Sendable () -> Void = {
      while true {
        let index = claimed.update { value in
          value += 1
          return value - 1
        }
        guard index < count else { return }
        let result = Result { try body(index) }
        results.update { $0[index] = result }
      }
    }
    let group = DispatchGroup()
    for _ in 1..<max(1, min(threadCount, count)) {
      group.enter()
      let thread = Thread {
        work()
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    work()
    group.wait()
    return try results.update { try $0.compactMap { try $0?.get() } }
  }
}
