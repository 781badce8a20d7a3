import CKernels
import NumericKernels

/// One iteration of NN-descent: neighbors of a point are made acquainted with each other.
struct LocalJoin {
  let lists: NeighborLists
  let sampleCount: Int
  let parallel: ParallelRows

  /// Points whose joins read the same lists; the improvements are entered before the next block.
  private static let blockSize = 16384
  private static let pointsPerChunk = 64
  private static let bucketCount = 64
  private static let reverseRanges = 8

  /// Joins at every point and returns how many list entries changed.
  func iterate(seed: UInt64, progress: (Double) throws -> Void) throws -> Int {
    let count = lists.pointCount
    let snapshot = AlignedBuffer<UInt32>(count: count * lists.listStride)
    let (starts, reverse) = reverseEdges()
    markAllOld(copyingTo: snapshot)
    var changed = 0
    for start in stride(from: 0, to: count, by: Self.blockSize) {
      let block = start..<min(count, start + Self.blockSize)
      let join = SharedJoin(
        value: strata_join(
          entries: UnsafePointer(snapshot.pointer), reverseStarts: UnsafePointer(starts.pointer),
          reverse: UnsafePointer(reverse.pointer), sampleCount: sampleCount, seed: seed))
      changed += apply(updates(of: block, join))
      try progress(Double(block.upperBound) / Double(count))
    }
    withExtendedLifetime((snapshot, starts, reverse)) {}
    return changed
  }

  private struct SharedJoin: @unchecked Sendable {
    // Pointers to arrays that nobody writes during an iteration.
    let value: strata_join
  }

  /// For every point the points that list it, by ascending index.
  private func reverseEdges() -> (AlignedBuffer<UInt32>, AlignedBuffer<UInt32>) {
    let count = lists.pointCount
    let rangeSize = (count + Self.reverseRanges - 1) / Self.reverseRanges
    let starts = AlignedBuffer<UInt32>(count: count + 1)
    let counts = AlignedBuffer<UInt32>(count: count)
    parallel.forEachChunk(of: count, chunkSize: rangeSize) { _, range in
      var kernel = lists.kernel
      strata_count_reverse(&kernel, count, range.lowerBound, range.upperBound, counts.pointer)
    }
    var total: UInt32 = 0
    for point in 0..<count {
      starts.pointer[point] = total
      total += counts.pointer[point]
      counts.pointer[point] = starts.pointer[point]
    }
    starts.pointer[count] = total
    let reverse = AlignedBuffer<UInt32>(count: Int(total))
    parallel.forEachChunk(of: count, chunkSize: rangeSize) { _, range in
      var kernel = lists.kernel
      strata_fill_reverse(
        &kernel, kernel.entries, count, range.lowerBound, range.upperBound, counts.pointer, reverse.pointer)
    }
    return (starts, reverse)
  }

  private func markAllOld(copyingTo snapshot: AlignedBuffer<UInt32>) {
    let entries = lists.entries
    parallel.forEachChunk(of: entries.count, chunkSize: 1 << 18) { _, range in
      for index in range {
        let entry = entries.pointer[index]
        snapshot.pointer[index] = entry
        entries.pointer[index] = entry == NeighborLists.absent ? entry : entry & ~1
      }
    }
  }

  /// Updates sorted into buckets of destinations.
  private final class Updates: @unchecked Sendable {
    // One element per chunk, written by the thread that has the chunk.
    var chunks: [AlignedBuffer<strata_update>?]
    var starts: [[UInt32]]
    init(chunkCount: Int) {
      chunks = .init(repeating: nil, count: chunkCount)
      starts = .init(repeating: [], count: chunkCount)
    }
  }

  private var bucketSize: Int { (lists.pointCount + Self.bucketCount - 1) / Self.bucketCount }

  private func updates(of block: Range<Int>, _ join: SharedJoin) -> Updates {
    let chunkCount = (block.count + Self.pointsPerChunk - 1) / Self.pointsPerChunk
    let result = Updates(chunkCount: chunkCount)
    result.chunks.withUnsafeMutableBufferPointer { chunks in
      result.starts.withUnsafeMutableBufferPointer { starts in
        let (chunks, starts) = (SharedMutable(chunks.baseAddress), SharedMutable(starts.baseAddress))
        parallel.forEachChunk(of: block.count, chunkSize: Self.pointsPerChunk) { chunk, range in
          var kernel = lists.kernel
          var join = join.value
          let scratch = AlignedBuffer<strata_update>(count: range.count * (16 * sampleCount * sampleCount + 64))
          let found = strata_join_points(
            &kernel, &join, block.lowerBound + range.lowerBound, block.lowerBound + range.upperBound, scratch.pointer)
          let sorted = AlignedBuffer<strata_update>(count: found)
          var bucketStarts = [UInt32](repeating: 0, count: Self.bucketCount + 1)
          strata_bucket_updates(
            scratch.pointer, found, bucketSize, Self.bucketCount, sorted.pointer, &bucketStarts)
          chunks.pointer?[chunk] = sorted
          starts.pointer?[chunk] = bucketStarts
        }
      }
    }
    return result
  }

  private func apply(_ updates: Updates) -> Int {
    var changed = [Int](repeating: 0, count: Self.bucketCount)
    changed.withUnsafeMutableBufferPointer { changed in
      let changed = SharedMutable(changed.baseAddress)
      parallel.forEachChunk(of: Self.bucketCount, chunkSize: 1) { bucket, _ in
        var kernel = lists.kernel
        var sum = 0
        for chunk in updates.chunks.indices {
          let (from, to) = (Int(updates.starts[chunk][bucket]), Int(updates.starts[chunk][bucket + 1]))
          guard from < to, let values = updates.chunks[chunk] else { continue }
          sum += strata_apply_updates(&kernel, values.pointer + from, to - from)
        }
        changed.pointer?[bucket] = sum
      }
    }
    return changed.reduce(0, +)
  }
}
