import CKernels
import NumericKernels

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
