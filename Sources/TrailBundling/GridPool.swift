import Foundation
import NumericKernels

/// Grids of counts that threads borrow. There are never more than threads at work at once; which chunk counts into
/// which grid does not matter, since the sums of integers do not depend on their order.
final class GridPool: @unchecked Sendable {
  private let cellCount: Int
  private let lock = NSLock()
  private var grids: [AlignedBuffer<UInt32>] = []  // guarded by `lock`
  private var free: [AlignedBuffer<UInt32>] = []  // guarded by `lock`

  init(cellCount: Int) { self.cellCount = cellCount }

  /// Calls `body` with a grid that nobody else uses meanwhile; zeros before the first time.
  func withGrid(_ body: (UnsafeMutablePointer<UInt32>) -> Void) {
    let grid = lock.withLock { free.popLast() } ?? added()
    body(grid.pointer)
    lock.withLock { free.append(grid) }
  }

  /// Calls `body` with all grids, while nobody borrows one.
  func withAll(_ body: (Grids) -> Void) {
    let pointers = lock.withLock { grids.map { Optional($0.pointer) } }
    pointers.withUnsafeBufferPointer { body(Grids(pointer: $0.baseAddress, count: $0.count)) }
  }

  private func added() -> AlignedBuffer<UInt32> {
    let grid = AlignedBuffer<UInt32>(count: cellCount, repeating: 0)
    lock.withLock { grids.append(grid) }
    return grid
  }

  /// Grids that chunks of parallel work share because each touches columns of its own.
  struct Grids: @unchecked Sendable {
    let pointer: UnsafePointer<UnsafeMutablePointer<UInt32>?>?
    let count: Int
  }
}
