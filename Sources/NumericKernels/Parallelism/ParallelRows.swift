import CKernels
import Dispatch
import Foundation

/// Called with the finished share of the work, from 0 to 1. Throwing (for example `CancellationError`) stops the work;
/// the error reaches the caller of the method that reports.
public typealias ProgressHandler = @Sendable (_ fractionCompleted: Double) throws -> Void

/// Runs work over rows on all cores.
///
/// The work is cut into chunks of a size that the caller fixes, never by the number of threads; threads claim chunks in
/// any order. As long as a chunk writes only what belongs to it, the result does not depend on the number of threads.
public struct ParallelRows: Sendable {
  /// The largest number of threads that work at once, at least 1.
  public let threadCount: Int

  /// Creates a runner with so many threads, or with one per core.
  public init(threadCount: Int? = nil) {
    self.threadCount = max(1, threadCount ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Calls `body` once for every chunk of `0 ..< count`; the last chunk may be shorter. Returns when all are done.
  public func forEachChunk(
    of count: Int, chunkSize: Int, _ body: @Sendable (_ chunk: Int, _ range: Range<Int>) -> Void
  ) {
    precondition(chunkSize > 0, "chunks are not empty")
    let chunkCount = (max(0, count) + chunkSize - 1) / chunkSize
    let workers = min(threadCount, chunkCount)
    guard workers > 1 else {
      for chunk in 0..<chunkCount {
        body(chunk, chunk * chunkSize..<min(count, (chunk + 1) * chunkSize))
      }
      return
    }
    let claimed = ClaimCounter()
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let chunk = claimed.next()
        if chunk >= chunkCount { return }
        body(chunk, chunk * chunkSize..<min(count, (chunk + 1) * chunkSize))
      }
    }
  }

  /// The sum of one partial sum per chunk, added in the order of the chunks: the same bits for any number of threads.
  public func sum(
    of count: Int, chunkSize: Int, _ body: @Sendable (_ range: Range<Int>) -> Double
  ) -> Double {
    let chunkCount = (max(0, count) + chunkSize - 1) / chunkSize
    var partials = [Double](repeating: 0, count: chunkCount)
    partials.withUnsafeMutableBufferPointer { buffer in
      let output = SharedMutable(buffer.baseAddress)
      forEachChunk(of: count, chunkSize: chunkSize) { chunk, range in
        output.pointer?[chunk] = body(range)
      }
    }
    return partials.reduce(0, +)
  }
}

/// A mutable pointer that chunks of parallel work may share because each writes elements of its own.
package struct SharedMutable<Element>: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Element>?
  package init(_ pointer: UnsafeMutablePointer<Element>?) { self.pointer = pointer }
}

/// A read-only pointer that outlives the parallel work it is used in.
package struct SharedPointer<Element>: @unchecked Sendable {
  package let pointer: UnsafePointer<Element>?
  package init(_ pointer: UnsafePointer<Element>?) { self.pointer = pointer }
}

/// Hands out 0, 1, 2, … to threads; the counter is only touched by an atomic addition.
private final class ClaimCounter: @unchecked Sendable {
  private let counter = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  init() { counter.initialize(to: 0) }
  deinit { counter.deallocate() }
  func next() -> Int { Int(strata_fetch_add(counter, 1)) }
}
