import CKernels
import NumericKernels

/// Chooses between keys of all columns and bounds from leading directions, by their cost on a sample.
///
/// Both are exact; which is faster depends on how fast the variance of the data falls off.
enum SearchChoice {
  private static let leastRows = 4096
  private static let leastColumns = 24
  private static let mostDirections = 128
  /// Nanoseconds: one column of one pair in a tile; looking at the tail of a pair, and at each of its columns;
  /// measuring a
  /// pair, and each of its columns.
  private static let (columnCost, tailCost, tailColumnCost) = (0.0104, 15.0, 0.1)
  private static let (measuringCost, measuredColumnCost) = (50.0, 0.15)

  static func choose(
    _ source: RowSource, kept: Int, parallel: ParallelRows
  ) -> (plan: SearchPlan, coordinates: [RowCoordinates]) {
    let count = source.sets[0].rowCount
    let direct = SearchPlan(source.metric, rowCount: count, keyDepth: source.width)
    if direct.usesProducts && count >= leastRows && source.width >= leastColumns {
      let wanted = source.width <= 96 ? source.width : min(mostDirections, source.width)
      let directions = LeadingDirections(source, count: wanted)
      let coordinates = source.sets.indices.map {
        RowCoordinates(source, set: $0, directions: directions, parallel: parallel)
      }
      var plan = direct
      let isComplete = directions.rows.rowCount == source.width
      if let depth = SampledCost(source, coordinates[0], kept: kept).bestDepth(
        directions: directions.rows.rowCount, isComplete: isComplete,
        cost: { depth, survivors, measured in
          let tail = tailCost + tailColumnCost * Double(coordinates[0].depth - depth)
          return Double(depth) * columnCost + survivors * tail
            + measured * (measuringCost + measuredColumnCost * Double(source.width))
        })
      {
        plan.keyDepth = depth
        plan.hasRests = !(isComplete && depth == source.width)
        plan.isComplete = isComplete
        plan.allowError(depth: coordinates[0].depth, coordinateError: coordinates[0].error)
        return (plan, coordinates)
      }
    }
    var plan = direct
    plan.allowError(depth: source.width, coordinateError: 0)
    let coordinates = source.sets.indices.map { RowCoordinates(source, set: $0, directions: nil, parallel: parallel) }
    return (plan, coordinates)
  }
}

/// The share of pairs that bounds of different depths leave to be measured, on a sample of the data.
private struct SampledCost {
  private let depths: [Int]
  private let shares: [Double]
  private let width: Int

  private static let queryCount = 32
  private static let rowCount = 4096
  /// Limits are wider than in the end while a search runs.
  private static let allowance = 2.0

  init(_ source: RowSource, _ coordinates: RowCoordinates, kept: Int) {
    let total = coordinates.count
    let rows = (0..<min(total, Self.rowCount)).map { $0 * total / min(total, Self.rowCount) }
    let queries = (0..<Self.queryCount).map { rows[($0 * 2 + 1) * rows.count / (2 * Self.queryCount)] }
    let rank = min(rows.count - 2, kept * rows.count / total)
    width = source.width
    let depths = Array(stride(from: 16, through: coordinates.depth, by: 16))
    self.depths = depths
    let others = PackedSample(source, rows)
    var survivors = [Int](repeating: 0, count: depths.count)
    for query in queries {
      let squares = others.squares(to: query, source)
      let limit = squares.enumerated().filter { rows[$0.offset] != query }.map(\.element).sorted()[rank]
      for row in rows where row != query { Self.count(&survivors, coordinates, query, row, limit, depths) }
    }
    let pairs = Double(Self.queryCount * (rows.count - 1))
    shares = survivors.map { Double($0) / pairs }
  }

  /// The cheapest depth; nil when keys of all columns are cheaper.
  func bestDepth(directions: Int, isComplete: Bool, cost: (Int, Double, Double) -> Double) -> Int? {
    var best: (depth: Int, cost: Double)?
    for (depth, share) in zip(depths, shares) {
      let used = isComplete ? min(depth, directions) : depth
      let value = cost(used, share * Self.allowance, (shares.last ?? 0) * Self.allowance)
      if best.map({ value < $0.cost }) ?? true { best = (used, value) }
    }
    guard let best, isComplete || best.cost < cost(width, 0, 0) else { return nil }
    return best.depth
  }

  /// Counts one pair at every depth whose bound does not exclude it.
  private static func count(
    _ survivors: inout [Int], _ coordinates: RowCoordinates, _ first: Int, _ second: Int, _ limit: Double,
    _ depths: [Int]
  ) {
    let depth = coordinates.depth
    let a = coordinates.panels + first / 16 * depth * 16 + first % 16
    let b = coordinates.panels + second / 16 * depth * 16 + second % 16
    var (square, restA, restB) = (0.0, coordinates.squares[first], coordinates.squares[second])
    var column = 0
    for (index, end) in depths.enumerated() {
      while column < end {
        let (x, y) = (Double(a[column * 16]), Double(b[column * 16]))
        square += (x - y) * (x - y)
        restA -= x * x
        restB -= y * y
        column += 1
      }
      let rest = max(0, restA).squareRoot() - max(0, restB).squareRoot()
      guard square + rest * rest <= limit else { return }
      survivors[index] += 1
    }
  }

  /// Rows for measuring, as stored by the source.
  private struct PackedSample {
    private var values: [Float]
    private let count: Int

    init(_ source: RowSource, _ rows: [Int]) {
      count = rows.count
      values = [Float](repeating: 0, count: rows.count * source.stride)
      values.withUnsafeMutableBufferPointer { values in
        guard let base = values.baseAddress else { return }
        for (position, row) in rows.enumerated() { source.fill(base + position * source.stride, set: 0, row: row) }
      }
    }

    func squares(to query: Int, _ source: RowSource) -> [Double] {
      var row = [Float](repeating: 0, count: source.stride)
      source.fill(&row, set: 0, row: query)
      return values.withUnsafeBufferPointer { values in
        guard let base = values.baseAddress else { return [] }
        return (0..<count).map {
          Double(strata_squared_distance(row, base + $0 * source.stride, source.stride))
        }
      }
    }
  }
}
