import CKernels
import NumericKernels

/// What both kinds of search begin with: the plan, and the sets in the form of the kernels.
struct PreparedSearch {
  let search: strata_search
  private let source: RowSource
  private let plan: SearchPlan
  private let coordinates: [RowCoordinates]
  private let parallel: ParallelRows

  init(_ source: RowSource, kept: Int, keys: SearchKeys, parallel: ParallelRows) {
    let choice = SearchChoice.choose(source, kept: kept, keys: keys, parallel: parallel)
    (self.source, plan, coordinates, self.parallel) = (source, choice.plan, choice.coordinates, parallel)
    search = plan.search(source, kept: kept)
  }

  func points(set: Int) -> SearchPoints {
    SearchPoints(source, set: set, coordinates[set], plan: plan, parallel: parallel)
  }
}

/// Scratch memory of one thread.
private final class Scratch {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: strata_scratch_size(), alignment: 64)
  deinit { memory.deallocate() }
}

extension ExactSearch {
  private static let reports = 32
  private static let leastPairsPerReport = 64
  private static let queriesPerReport = 1 << 15

  /// Compares each pair of tiles once; survivors may enter the lists of both.
  func compareAllPairs(_ points: SearchPoints, _ search: strata_search, _ progress: ProgressHandler?) throws {
    let schedule = TileSchedule(points.boxes, tileCount: points.tileCount)
    let step = max(Self.leastPairsPerReport, (schedule.pairCount + Self.reports - 1) / Self.reports)
    for start in stride(from: 0, to: schedule.pairCount, by: step) {
      let count = min(step, schedule.pairCount - start)
      schedule.allow(count)
      let workers = min(parallel.threadCount, count, points.tileCount)
      parallel.forEachChunk(of: workers, chunkSize: 1) { _, _ in
        let scratch = Scratch()
        var (search, rows) = (search, points.points)
        schedule.work { first, second in
          let (a, b) = (points.rows(ofTile: first), points.rows(ofTile: second))
          strata_search_tile(
            &search, &rows, a.lowerBound, a.count, &rows, b.lowerBound, b.count, 1, first == second ? 1 : 0,
            scratch.memory)
          return (
            strata_largest_limit(&rows, a.lowerBound, a.count), strata_largest_limit(&rows, b.lowerBound, b.count)
          )
        }
      }
      try progress?(Double(start + count) / Double(schedule.pairCount))
    }
  }

  /// Compares tiles of queries with all tiles of the data, near ones first.
  func compare(
    _ queries: SearchPoints, with data: SearchPoints, _ search: strata_search, _ progress: ProgressHandler?
  ) throws {
    // Few queries are cut finer, so that every core has some.
    let chunkSize = queries.count <= 16 * SearchPoints.tileRows ? 32 : SearchPoints.tileRows
    for start in stride(from: 0, to: queries.count, by: Self.queriesPerReport) {
      let count = min(Self.queriesPerReport, queries.count - start)
      parallel.forEachChunk(of: count, chunkSize: chunkSize) { _, range in
        let scratch = Scratch()
        var (search, wanted, rows) = (search, queries.points, data.points)
        let (first, tile) = (start + range.lowerBound, (start + range.lowerBound) / SearchPoints.tileRows)
        let order = (0..<data.tileCount).map { (queries.boxes.middleDistance(tile, data.boxes, $0), $0) }.sorted {
          $0 < $1
        }
        for (_, other) in order {
          let limit = strata_largest_limit(&wanted, first, range.count)
          guard queries.boxes.lowerBound(tile, data.boxes, other) <= Double(limit) else { continue }
          let span = data.rows(ofTile: other)
          strata_search_tile(
            &search, &wanted, first, range.count, &rows, span.lowerBound, span.count, 0, 0, scratch.memory)
        }
      }
      try progress?(Double(start + count) / Double(queries.count))
    }
  }

  /// The lists in the caller's order.
  func collect(_ points: SearchPoints, _ search: strata_search) -> (indices: [Int32], distances: [Float]) {
    let size = points.count * search.kept
    var indices = [Int32](repeating: 0, count: size)
    var distances = [Float](repeating: 0, count: size)
    indices.withUnsafeMutableBufferPointer { indices in
      distances.withUnsafeMutableBufferPointer { distances in
        let (indices, distances) = (SharedMutable(indices.baseAddress), SharedMutable(distances.baseAddress))
        parallel.forEachChunk(of: points.count, chunkSize: 1024) { _, range in
          var (search, rows) = (search, points.points)
          strata_write_neighbors(
            &search, &rows, range.lowerBound, range.count, indices.pointer, distances.pointer)
        }
      }
    }
    return (indices, distances)
  }
}
