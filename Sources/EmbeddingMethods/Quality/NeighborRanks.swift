import CKernels
public import NeighborSearch
public import NumericKernels

/// The ranks, among all rows of some data, of neighbors that were found elsewhere.
///
/// The neighbors in an embedding, ranked in the data, give trustworthiness; those in the data, ranked in the embedding,
/// continuity. Ranks are counted by (distance, index) from 1, without sorting: for each neighbor, how many points are
/// nearer. Keys from tiles decide, each pair being computed once; those too close to tell are measured by differences.
/// O(n²·(d + s)) time, where s is the share of points within the largest rank times the number of neighbors; O(n·k)
/// memory. Integers, so the same for any number of threads.
public struct NeighborRanks: Sendable, Equatable {
  /// The number of points.
  public let rowCount: Int
  /// The number of neighbors of each point.
  public let neighborCount: Int
  /// The rank of each neighbor, row-major like the indices of the graph.
  public let ranks: [Int32]

  private static let rowsPerChunk = 16
  private static let piece = 1024

  /// Ranks the neighbors of a graph.
  ///
  /// - Parameters:
  ///   - graph: the neighbors of as many points as the data have rows.
  ///   - data: where to rank them.
  ///   - metric: how distances in the data are measured.
  ///   - parallel: the threads to use.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `EmbeddingMethodsError` when the numbers of points differ; `NeighborSearchError` for values that are not
  ///   finite and rows without columns.
  public init(
    of graph: NeighborGraph, in data: Matrix, metric: DistanceMetric = .euclidean, parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(graph.rowCount, "neighbor graph", data.rowCount, "data")
    (rowCount, neighborCount) = (graph.rowCount, graph.neighborCount)
    let space = try DistanceSpace(data, metric: metric)
    guard graph.neighborCount > 0 else {
      ranks = []
      return
    }
    let thresholds = RankThresholds(graph, in: space)
    try progress?(0)
    if RankSpace.serves(metric) {
      let tiles = RankSpace(data, metric: metric, parallel: parallel)
      Self.setThresholds(thresholds, graph, space, tiles, parallel: parallel)
      try Self.countTiles(thresholds, tiles, parallel: parallel, progress: progress)
    } else {
      try Self.countRows(thresholds, graph, space, parallel: parallel, progress: progress)
    }
    ranks = thresholds.ranks()
  }

  private static func setThresholds(
    _ thresholds: RankThresholds, _ graph: NeighborGraph, _ space: DistanceSpace, _ tiles: RankSpace,
    parallel: ParallelRows
  ) {
    parallel.forEachChunk(of: graph.rowCount, chunkSize: 256) { _, rows in
      for row in rows {
        for (place, neighbor) in graph.neighbors(of: row).enumerated() {
          let distance = space.distance(row, Int(neighbor), key: 0)
          let key = tiles.key(of: distance)
          thresholds.set(row, place, distance: distance, key: key, slack: tiles.slack(row: row, key: key))
        }
      }
    }
  }

  /// Every tile of keys serves its rows and, transposed, its columns. In one round all tiles have i + j = round, modulo
  /// the number of blocks: no block occurs in two of them, so each count has one writer at a time.
  private static func countTiles(
    _ thresholds: RankThresholds, _ tiles: RankSpace, parallel: ParallelRows, progress: ProgressHandler?
  ) throws {
    let blockCount = (tiles.count + RankSpace.tile - 1) / RankSpace.tile
    for round in 0..<blockCount {
      let pairs = (0..<blockCount).compactMap { first -> (Int, Int)? in
        let second = (round + blockCount - first) % blockCount
        return first <= second ? (first, second) : nil
      }
      parallel.forEachChunk(of: pairs.count, chunkSize: 1) { index, _ in
        count(thresholds, tiles, pairs[index].0, pairs[index].1)
      }
      try progress?(Double(round + 1) / Double(blockCount))
    }
  }

  private static func count(_ thresholds: RankThresholds, _ tiles: RankSpace, _ first: Int, _ second: Int) {
    let size = RankSpace.tile
    let values = UnsafeMutablePointer<Float>.allocate(capacity: 2 * size * size)
    let scratch = thresholds.scratch(columns: size)
    defer {
      values.deallocate()
      scratch.deallocate()
    }
    tiles.values(first, second, into: values)
    if first == second {
      // No point is counted as its own neighbor.
      for row in 0..<size { values[row * size + row] = tiles.scale * .infinity }
    } else {
      strata_transpose(values, size, values + size * size)
      countRows(thresholds, tiles, second, against: first, values + size * size, scratch)
    }
    countRows(thresholds, tiles, first, against: second, values, scratch)
  }

  private static func countRows(
    _ thresholds: RankThresholds, _ tiles: RankSpace, _ block: Int, against other: Int,
    _ values: UnsafePointer<Float>, _ scratch: RankThresholds.Scratch
  ) {
    let size = RankSpace.tile
    let columns = min(size, (tiles.count - other * size + 15) / 16 * 16)
    tiles.offsets.withUnsafeBufferPointer { offsets in
      guard let offsets = offsets.baseAddress else { return }
      for row in block * size..<min(tiles.count, (block + 1) * size) {
        thresholds.count(
          row: row, values + (row - block * size) * size, count: columns, firstColumn: other * size,
          scale: tiles.scale, rowOffset: offsets[row], columnOffsets: offsets + other * size, scratch)
      }
    }
  }

  /// For metrics without products: whole rows of keys.
  private static func countRows(
    _ thresholds: RankThresholds, _ graph: NeighborGraph, _ space: DistanceSpace, parallel: ParallelRows,
    progress: ProgressHandler?
  ) throws {
    let rowsPerReport = 1024
    for start in stride(from: 0, to: graph.rowCount, by: rowsPerReport) {
      let batch = min(rowsPerReport, graph.rowCount - start)
      parallel.forEachChunk(of: batch, chunkSize: rowsPerChunk) { _, range in
        count(thresholds, graph, space, rows: start + range.lowerBound..<start + range.upperBound)
      }
      try progress?(Double(start + batch) / Double(graph.rowCount))
    }
  }

  private static func count(
    _ thresholds: RankThresholds, _ graph: NeighborGraph, _ space: DistanceSpace, rows: Range<Int>
  ) {
    let count = space.rowCount
    let keys = UnsafeMutablePointer<Float>.allocate(capacity: rows.count * count + 16)
    let line = UnsafeMutablePointer<Float>.allocate(capacity: 2 * piece)
    let scratch = thresholds.scratch(columns: piece)
    defer {
      keys.deallocate()
      line.deallocate()
      scratch.deallocate()
    }
    let zeros = line + piece
    zeros.initialize(repeating: 0, count: piece)
    space.keys(rows, into: keys)
    for row in rows {
      let rowKeys = keys + (row - rows.lowerBound) * count
      rowKeys[row] = .infinity
      for (place, neighbor) in graph.neighbors(of: row).enumerated() {
        let key = rowKeys[Int(neighbor)]
        thresholds.set(
          row, place, distance: space.distance(row, Int(neighbor), key: key), key: key,
          slack: 2 * space.slack(row: row, key: key))
      }
      for start in stride(from: 0, to: count, by: piece) {
        let length = min(piece, count - start)
        let padded = (length + 15) / 16 * 16
        line.update(from: rowKeys + start, count: length)
        (line + length).update(repeating: .infinity, count: padded - length)
        thresholds.count(
          row: row, line, count: padded, firstColumn: start, scale: 1, rowOffset: 0, columnOffsets: zeros, scratch)
      }
    }
  }
}
