import CKernels
import NumericKernels

/// For every point its nearest ones so far, ascending by (distance, point), each marked new until it was joined.
final class NeighborLists: @unchecked Sendable {
  // Lists are written by one thread at a time: the owner of the group or of the range of points they belong to.
  let rows: AlignedRows
  let capacity: Int
  let keys: AlignedBuffer<Float>
  let entries: AlignedBuffer<UInt32>
  let listStride: Int
  private let metric: DistanceMetric

  static let absent = UInt32.max

  init(rows: AlignedRows, metric: DistanceMetric, capacity: Int, parallel: ParallelRows) {
    self.rows = rows
    self.capacity = capacity
    self.metric = metric
    let listStride = (capacity + 15) / 16 * 16
    self.listStride = listStride
    keys = AlignedBuffer(count: rows.rowCount * listStride)
    entries = AlignedBuffer(count: rows.rowCount * listStride)
    let (keys, entries) = (keys, entries)
    parallel.forEachChunk(of: rows.rowCount * listStride, chunkSize: 1 << 18) { _, range in
      (keys.pointer + range.lowerBound).update(repeating: .infinity, count: range.count)
      (entries.pointer + range.lowerBound).update(repeating: Self.absent, count: range.count)
    }
  }

  var pointCount: Int { rows.rowCount }

  /// What the kernels read and write.
  var kernel: strata_lists {
    var lists = rows.kernel(metric)
    lists.capacity = capacity
    lists.listStride = listStride
    lists.keys = keys.pointer
    lists.entries = entries.pointer
    return lists
  }

  /// Compares the points of each group with each other.
  func join(_ groups: PointGroups, parallel: ParallelRows) {
    groups.order.withUnsafeBufferPointer { order in
      let order = SharedPointer(order.baseAddress)
      parallel.forEachChunk(of: groups.count, chunkSize: 8) { _, range in
        guard let order = order.pointer else { return }
        var lists = kernel
        let largest = range.map { groups.range($0).count }.max() ?? 0
        let scratch = UnsafeMutableRawPointer.allocate(byteCount: strata_group_scratch_size(largest), alignment: 64)
        defer { scratch.deallocate() }
        for group in range {
          let members = groups.range(group)
          strata_join_group(&lists, order + members.lowerBound, members.count, scratch)
        }
      }
    }
  }
}
