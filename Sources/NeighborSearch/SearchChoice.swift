import CKernels
import NumericKernels

/// What keys are made of.
package enum SearchKeys: Sendable {
  /// Whatever costs least on a sample.
  case cheapest
  /// Products in single precision.
  case products
  /// Coordinates rounded to bytes, where there are directions and the processor multiplies bytes.
  case codes
}

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
  /// One column of one pair when coordinates are bytes.
  private static let codeCost = 0.0035
  private static let (measuringCost, measuredColumnCost) = (50.0, 0.15)

  static func choose(
    _ source: RowSource, kept: Int, keys: SearchKeys, parallel: ParallelRows
  ) -> (plan: SearchPlan, coordinates: [RowCoordinates]) {
    let count = source.sets[0].rowCount
    let direct = SearchPlan(source.metric, rowCount: count, keyDepth: source.width)
    if direct.usesProducts && count >= leastRows && source.width >= leastColumns {
      let wanted = source.width <= 96 ? source.width : min(mostDirections, source.width)
      let directions = LeadingDirections(source, count: wanted)
      let coordinates = source.sets.indices.map {
        RowCoordinates(source, set: $0, directions: directions, parallel: parallel)
      }
      let isComplete = directions.rows.rowCount == source.width
      let sample = SampledCost(source, coordinates[0], kept: kept)
      if let plan = bounded(direct, source, sample, keys, directions.rows.rowCount, isComplete, coordinates[0]) {
        return (plan, coordinates)
      }
    }
    var plan = direct
    plan.allowError(depth: source.width, coordinateError: 0)
    let coordinates = source.sets.indices.map { RowCoordinates(source, set: $0, directions: nil, parallel: parallel) }
    return (plan, coordinates)
  }

  /// The cheapest plan that uses directions; nil when keys of all columns are cheaper.
  private static func bounded(
    _ direct: SearchPlan, _ source: RowSource, _ sample: SampledCost, _ keys: SearchKeys, _ directions: Int,
    _ isComplete: Bool, _ coordinates: RowCoordinates
  ) -> SearchPlan? {
    let measuring = measuringCost + measuredColumnCost * Double(source.width)
    var plan = direct
    plan.isComplete = isComplete
    plan.allowError(depth: coordinates.depth, coordinateError: coordinates.error)
    let floats = sample.best { depth, bound in
      let used = isComplete ? min(depth, directions) : depth
      let tail = tailCost + tailColumnCost * Double(coordinates.depth - depth)
      return Double(used) * columnCost + bound.survivors * tail + sample.measured * measuring
    }
    guard isComplete || keys == .codes || floats.cost < columnCost * Double(source.width) else { return nil }
    let codes = sample.best { depth, bound in
      let tail = isComplete ? measuring : tailCost + tailColumnCost * Double(coordinates.depth)
      return Double(depth) * codeCost + bound.coded * tail + (isComplete ? 0 : sample.measured * measuring)
    }
    if strata_has_codes() != 0 && (keys == .codes || keys == .cheapest && codes.cost < floats.cost) {
      let columns = isComplete && codes.depth >= directions ? directions : codes.depth - 1
      plan.codes = sample.scale(columns: columns, hasRest: columns < source.width)
      plan.keyDepth = 0
    } else {
      plan.keyDepth = isComplete ? min(floats.depth, directions) : floats.depth
      plan.hasRests = !(isComplete && plan.keyDepth == source.width)
    }
    return plan
  }
}

/// The share of pairs that bounds of different depths leave to be looked at, on a sample of the data.
private struct SampledCost {
  /// Shares of pairs that a bound leaves: of exact coordinates, and of coordinates rounded to bytes.
  struct Bound {
    let depth: Int
    var survivors = 0.0
    var coded = 0.0
  }
  private var bounds: [Bound]
  private let step: Double
  private var typicalLimit = 0.0

  private static let queryCount = 32
  private static let rowCount = 4096
  /// Limits are wider than in the end while a search runs.
  private static let allowance = 2.0

  init(_ source: RowSource, _ coordinates: RowCoordinates, kept: Int) {
    let total = coordinates.count
    let rows = (0..<min(total, Self.rowCount)).map { $0 * total / min(total, Self.rowCount) }
    let queries = (0..<Self.queryCount).map { rows[($0 * 2 + 1) * rows.count / (2 * Self.queryCount)] }
    let rank = min(rows.count - 2, kept * rows.count / total)
    bounds = stride(from: 16, through: coordinates.depth, by: 16).map { Bound(depth: $0) }
    step = 1.02 * Self.largestCoordinate(coordinates, rows) / CodeScale.largest
    let others = PackedSample(source, rows)
    let share = Self.allowance / Double(Self.queryCount * (rows.count - 1))
    var limits: [Double] = []
    for query in queries {
      let squares = others.squares(to: query, source)
      let limit = squares.enumerated().filter { rows[$0.offset] != query }.map(\.element).sorted()[rank]
      limits.append(limit.squareRoot())
      for row in rows where row != query { count(coordinates, query, row, limit, share) }
    }
    typicalLimit = limits.sorted()[limits.count / 2]
  }

  /// The share of pairs that has to be measured.
  var measured: Double { bounds.last?.survivors ?? 0 }

  /// The depth of the least cost.
  func best(_ cost: (Int, Bound) -> Double) -> (depth: Int, cost: Double) {
    bounds.map { ($0.depth, cost($0.depth, $0)) }.min { $0.1 < $1.1 } ?? (0, .infinity)
  }

  /// The scale for so many leading columns.
  func scale(columns: Int, hasRest: Bool) -> CodeScale {
    let error = 2 * CodeScale.expectedError(step: step, columns: columns + (hasRest ? 1 : 0))
    let tolerance = typicalLimit > 0 ? min(1, max(1e-3, error / typicalLimit)) : 1
    return CodeScale(step: step, columnCount: columns, hasRest: hasRest, tolerance: tolerance)
  }

  private static func largestCoordinate(_ coordinates: RowCoordinates, _ rows: [Int]) -> Double {
    var largest: Float = 0
    for row in rows {
      let values = coordinates.panels + row / 16 * coordinates.depth * 16 + row % 16
      for column in 0..<coordinates.depth { largest = max(largest, abs(values[column * 16])) }
    }
    return largest > 0 ? Double(largest) : 1
  }

  /// Counts one pair at every depth whose bound does not exclude it.
  private mutating func count(
    _ coordinates: RowCoordinates, _ first: Int, _ second: Int, _ limit: Double, _ share: Double
  ) {
    let depth = coordinates.depth
    let a = coordinates.panels + first / 16 * depth * 16 + first % 16
    let b = coordinates.panels + second / 16 * depth * 16 + second % 16
    var (square, restA, restB) = (0.0, coordinates.squares[first], coordinates.squares[second])
    var column = 0
    for index in bounds.indices {
      while column < bounds[index].depth {
        let (x, y) = (Double(a[column * 16]), Double(b[column * 16]))
        square += (x - y) * (x - y)
        restA -= x * x
        restB -= y * y
        column += 1
      }
      let rest = max(0, restA).squareRoot() - max(0, restB).squareRoot()
      let reach = limit.squareRoot() + 2 * CodeScale.expectedError(step: step, columns: column)
      guard square + rest * rest <= reach * reach else { return }
      bounds[index].coded += share
      if square + rest * rest <= limit { bounds[index].survivors += share }
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
