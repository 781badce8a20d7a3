import CKernels
import NumericKernels

/// Memory that begins on a cache line, so that no vector load crosses two.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  // Shared by threads that each write elements of their own.
  let pointer: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int) {
    self.count = count
    let bytes = max(1, count) * MemoryLayout<Element>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: bytes < 1 << 22 ? 64 : 1 << 21)
    strata_prefer_large_pages(memory, bytes)
    pointer = memory.bindMemory(to: Element.self, capacity: max(1, count))
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}

/// Rows in the layout of the kernels: a multiple of 16 floats each, padded with zeros.
struct AlignedRows: Sendable {
  let rowCount: Int
  let stride: Int
  let storage: AlignedBuffer<Float>

  init(rowCount: Int, stride: Int) {
    self.rowCount = rowCount
    self.stride = stride
    storage = AlignedBuffer(count: rowCount * stride)
  }

  func row(_ index: Int) -> UnsafeMutablePointer<Float> { storage.pointer + index * stride }

  /// The rows for kernels that need no lists.
  func kernel(_ metric: DistanceMetric) -> strata_lists {
    strata_lists(
      rows: UnsafePointer(storage.pointer), stride: stride, metric: metric == .manhattan ? 1 : 0, capacity: 0,
      listStride: 0, keys: nil, entries: nil)
  }

  /// The rows in another order.
  func reordered(_ order: [UInt32], parallel: ParallelRows) -> AlignedRows {
    let result = AlignedRows(rowCount: order.count, stride: stride)
    parallel.forEachChunk(of: order.count, chunkSize: 1024) { _, range in
      for position in range {
        result.row(position).update(from: row(Int(order[position])), count: stride)
      }
    }
    return result
  }
}
