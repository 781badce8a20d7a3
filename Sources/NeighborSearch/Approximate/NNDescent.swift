public import NumericKernels

/// Finds most of the nearest neighbors of every point without comparing all pairs.
public struct NNDescent: Sendable {
  /// How distances are measured.
  public let metric: DistanceMetric
  /// What the random choices are drawn from.
  public let seed: UInt64
  package var treeCount = 8
  package var groupSize = 128
  package var sampleCount = 16
  package var iterationLimit = 20
  package var trace = false
  let parallel: ParallelRows

  /// Creates a search.
  public init(metric: DistanceMetric = .euclidean, seed: UInt64 = 0, parallel: ParallelRows = .init()) {
    self.metric = metric
    self.seed = seed
    self.parallel = parallel
  }

  /// x
  public func neighbors(
    of data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> NeighborGraph {
    let clock = ContinuousClock()
    var last = clock.now
    func note(_ what: String) {
      if trace { print("  ", what, clock.now - last); last = clock.now }
    }
    let points = PreparedPoints(data, metric: metric, parallel: parallel)
    note("prepare")
    let kept = min(neighborCount, data.rowCount - 1)
    func lists(_ rows: AlignedRows) -> NeighborLists {
      NeighborLists(rows: rows, metric: metric, capacity: kept, parallel: parallel)
    }
    func partition(_ rows: AlignedRows, _ tree: Int) -> PointGroups {
      PivotPartition(
        rows: rows, metric: metric, groupSize: groupSize,
        seed: seed &+ UInt64(tree) &* 0x9E37_79B9_7F4A_7C15
      ).groups(parallel: parallel)
    }
    var first = partition(points.rows, 0)
    note("partition 0, \(first.count)")
    let order = first.order
    let rows = points.rows.reordered(order, parallel: parallel)
    note("reorder")
    let graph = lists(rows)
    first.order = (0..<UInt32(data.rowCount)).map { $0 }
    graph.join(first, parallel: parallel)
    note("join 0")
    for tree in 1..<treeCount {
      let g = partition(rows, tree)
      note("partition \(tree) \(g.count)")
      graph.join(g, parallel: parallel)
      note("join \(tree)")
    }
    let join = LocalJoin(lists: graph, sampleCount: sampleCount, parallel: parallel)
    for iteration in 0..<iterationLimit {
      let changed = try join.iterate(seed: seed &+ UInt64(iteration)) { _ in }
      note("iteration \(iteration): \(changed)")
      if Double(changed) < 0.001 * Double(data.rowCount) * Double(kept) { break }
    }
    var indices = [Int32](repeating: 0, count: data.rowCount * kept)
    var distances = [Float](repeating: 0, count: data.rowCount * kept)
    indices.withUnsafeMutableBufferPointer { i in
      distances.withUnsafeMutableBufferPointer { d in
        let (indices, distances) = (SharedMutable(i.baseAddress), SharedMutable(d.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: 1024) { _, range in
          guard let indices = indices.pointer, let distances = distances.pointer else { return }
          var f: [(Float, Int32)] = []
          for row in range {
            let original = Int(order[row])
            f.removeAll(keepingCapacity: true)
            for rank in 0..<kept {
              let e = graph.entries.pointer[row * graph.listStride + rank]
              f.append((graph.keys.pointer[row * graph.listStride + rank].squareRoot() * points.unit, Int32(order[Int(e >> 1)])))
            }
            f.sort { $0 < $1 }
            for rank in 0..<kept {
              indices[original * kept + rank] = f[rank].1
              distances[original * kept + rank] = f[rank].0
            }
          }
        }
      }
    }
    note("finish")
    return NeighborGraph(
      unchecked: data.rowCount, neighborCount: kept, indices: indices, distances: distances,
      requestedNeighborCount: neighborCount)
  }
}
