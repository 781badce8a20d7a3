import CKernels
import NumericKernels

/// Points sorted into groups.
struct PointGroups: Sendable {
  /// The points, group after group.
  var order: [UInt32]
  /// Where each group begins in `order`, and at last where the last one ends.
  var starts: [Int]

  var count: Int { starts.count - 1 }
  func range(_ group: Int) -> Range<Int> { starts[group]..<starts[group + 1] }
}

/// Divides points into small groups of near ones: every point goes to the nearest of a few randomly drawn points, and
/// so on within each cell until it is small.
///
/// A cell of pivots follows the data more closely than a half-space, and the products with many pivots at once run at
/// the speed of matrix products. Different seeds give different partitions, so that neighbors which one partition
/// separates meet in another.
struct PivotPartition: Sendable {
  let rows: AlignedRows
  let metric: DistanceMetric
  let groupSize: Int
  /// Every group has at least so many points, provided that `groupSize` is four times as large.
  let smallestCell: Int
  let seed: UInt64

  private static let largestPivotCount = 64
  private static let largestDepth = 12
  private static let assignmentChunk = 1024

  private var pointCount: Int { rows.rowCount }

  /// All points in groups of at most `groupSize`. O(n·d·log n).
  func groups(parallel: ParallelRows) -> PointGroups {
    var order = (0..<UInt32(pointCount)).map { $0 }
    guard pointCount > groupSize else { return PointGroups(order: order, starts: [0, pointCount]) }
    var cells: [Int] = []
    order.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress {
        cells = divide(base, pointCount, stream: 0, parallel: parallel)
      }
    }
    var cellStarts = [0]
    for cell in cells { cellStarts.append(cellStarts[cellStarts.count - 1] + cell) }
    var sizes = [[Int]](repeating: [], count: cells.count)
    order.withUnsafeMutableBufferPointer { buffer in
      sizes.withUnsafeMutableBufferPointer { sizes in
        let (order, sizes) = (SharedMutable(buffer.baseAddress), SharedMutable(sizes.baseAddress))
        let cellStarts = cellStarts
        parallel.forEachChunk(of: cells.count, chunkSize: 1) { cell, _ in
          guard let order = order.pointer, let sizes = sizes.pointer else { return }
          let range = cellStarts[cell]..<cellStarts[cell + 1]
          finish(order + range.lowerBound, range.count, depth: 1, stream: UInt64(range.lowerBound), into: &sizes[cell])
        }
      }
    }
    var starts = [0]
    for size in sizes.joined() { starts.append(starts[starts.count - 1] + size) }
    return PointGroups(order: order, starts: starts)
  }

  /// Divides a cell until its parts are small; appends their sizes.
  private func finish(
    _ ids: UnsafeMutablePointer<UInt32>, _ count: Int, depth: Int, stream: UInt64, into sizes: inout [Int]
  ) {
    guard count > groupSize else { return sizes.append(count) }
    let parts = depth < Self.largestDepth ? divide(ids, count, stream: stream &+ UInt64(depth) << 40) : [count]
    guard parts.count > 1 else {
      // Points that no pivot tells apart, such as duplicates.
      let pieces = (count + groupSize - 1) / groupSize
      for piece in 0..<pieces { sizes.append(count * (piece + 1) / pieces - count * piece / pieces) }
      return
    }
    var start = 0
    for part in parts {
      finish(ids + start, part, depth: depth + 1, stream: stream &+ UInt64(start), into: &sizes)
      start += part
    }
  }

  /// Sorts points by their nearest pivot and returns the sizes of the cells; cells that are too small to be worth
  /// comparing give their points to the others.
  private func divide(
    _ ids: UnsafeMutablePointer<UInt32>, _ count: Int, stream: UInt64, parallel: ParallelRows? = nil
  ) -> [Int] {
    var pivots = self.pivots(ids, count, stream: stream)
    let nearest = AlignedBuffer<UInt32>(count: count)
    assign(ids, count, pivots, nearest.pointer, parallel)
    var sizes = [Int](repeating: 0, count: pivots.count)
    for position in 0..<count { sizes[Int(nearest.pointer[position])] += 1 }
    let smallest = min(max(smallestCell, groupSize / 4), count / pivots.count)
    let kept = sizes.indices.filter { sizes[$0] >= smallest && sizes[$0] > 0 }
    if kept.count < pivots.count {
      var renumbered = [UInt32](repeating: .max, count: pivots.count)
      for (new, old) in kept.enumerated() { renumbered[old] = UInt32(new) }
      pivots = kept.map { pivots[$0] }
      reassign(ids, count, pivots, nearest.pointer, renumbered)
      sizes = [Int](repeating: 0, count: pivots.count)
      for position in 0..<count { sizes[Int(nearest.pointer[position])] += 1 }
    }
    var next = [Int](repeating: 0, count: sizes.count)
    for cell in 1..<max(1, sizes.count) { next[cell] = next[cell - 1] + sizes[cell - 1] }
    let sorted = AlignedBuffer<UInt32>(count: count)
    for position in 0..<count {
      let cell = Int(nearest.pointer[position])
      sorted.pointer[next[cell]] = ids[position]
      next[cell] += 1
    }
    ids.update(from: sorted.pointer, count: count)
    return sizes
  }

  /// One random point from each of equal stretches of the cell.
  private func pivots(_ ids: UnsafeMutablePointer<UInt32>, _ count: Int, stream: UInt64) -> [UInt32] {
    var generator = SeededGenerator(seed: seed, stream: stream)
    let pivotCount = min(Self.largestPivotCount, max(2, (2 * count + groupSize - 1) / groupSize))
    return (0..<pivotCount).map { pivot in
      let (low, high) = (count * pivot / pivotCount, count * (pivot + 1) / pivotCount)
      return ids[low + Int(generator.nextUniform() * Double(high - low))]
    }
  }

  private func assign(
    _ ids: UnsafeMutablePointer<UInt32>, _ count: Int, _ pivots: [UInt32], _ nearest: UnsafeMutablePointer<UInt32>,
    _ parallel: ParallelRows?
  ) {
    guard let parallel else {
      var kernel = rows.kernel(metric)
      strata_assign(&kernel, ids, count, pivots, pivots.count, nearest)
      return
    }
    let (ids, nearest) = (SharedMutable(ids), SharedMutable(nearest))
    parallel.forEachChunk(of: count, chunkSize: Self.assignmentChunk) { _, range in
      guard let ids = ids.pointer, let nearest = nearest.pointer else { return }
      var kernel = rows.kernel(metric)
      strata_assign(&kernel, ids + range.lowerBound, range.count, pivots, pivots.count, nearest + range.lowerBound)
    }
  }

  /// Gives the points of dissolved cells, marked by `.max` in `renumbered`, to the nearest remaining pivot.
  private func reassign(
    _ ids: UnsafeMutablePointer<UInt32>, _ count: Int, _ pivots: [UInt32], _ nearest: UnsafeMutablePointer<UInt32>,
    _ renumbered: [UInt32]
  ) {
    var homeless: [Int] = []
    for position in 0..<count {
      nearest[position] = renumbered[Int(nearest[position])]
      if nearest[position] == .max { homeless.append(position) }
    }
    let points = homeless.map { ids[$0] }
    var found = [UInt32](repeating: 0, count: points.count)
    var kernel = rows.kernel(metric)
    strata_assign(&kernel, points, points.count, pivots, pivots.count, &found)
    for (index, position) in homeless.enumerated() { nearest[position] = found[index] }
  }
}
