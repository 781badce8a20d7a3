public import NumericKernels

/// How nearest neighbors are searched.
public enum NeighborSearchMethod: String, Sendable, Codable, CaseIterable {
  /// Exactly as long as that is affordable; `NearestNeighbors.plan` says which and why.
  case automatic
  /// By comparing all pairs.
  case exact
  /// By NN-descent, which misses a few neighbors of large sets.
  case approximate
}

/// Which search is used, and why.
public struct NeighborSearchPlan: Sendable, Equatable, Codable {
  /// `exact` or `approximate`, never `automatic`.
  public let method: NeighborSearchMethod
  /// One sentence for people, for example "exact: 70,000 rows × 50 columns, 15 neighbors; …".
  public let reason: String
}

/// Finds the nearest neighbors of every point by the search that suits the size of the data.
///
/// ```swift
/// let search = NearestNeighbors(metric: .euclidean)
/// print(search.plan(rowCount: data.rowCount, columnCount: data.columnCount, neighborCount: 15).reason)
/// let graph = try search.neighbors(of: data, neighborCount: 15)
/// ```
public struct NearestNeighbors: Sendable {
  /// Which search to use.
  public let method: NeighborSearchMethod
  /// How distances are measured.
  public let metric: DistanceMetric
  /// What the approximate search draws its random choices from; the exact one makes none.
  public let seed: UInt64
  private let parallel: ParallelRows

  /// Creates a search.
  public init(
    method: NeighborSearchMethod = .automatic, metric: DistanceMetric = .euclidean, seed: UInt64 = 0,
    parallel: ParallelRows = .init()
  ) {
    self.method = method
    self.metric = metric
    self.seed = seed
    self.parallel = parallel
  }

  /// The search that `neighbors(of:neighborCount:progress:)` uses for data of this size. O(1).
  ///
  /// `automatic` prefers the exact search unless it takes more than two and a half times as long, by an estimate that depends on
  /// the sizes alone: the same data are searched the same way on every machine.
  public func plan(rowCount: Int, columnCount: Int, neighborCount: Int) -> NeighborSearchPlan {
    func plan(_ method: NeighborSearchMethod, _ because: String) -> NeighborSearchPlan {
      let sizes =
        "\(grouped(rowCount)) rows × \(grouped(columnCount)) columns, \(grouped(neighborCount)) neighbors"
      return NeighborSearchPlan(method: method, reason: "\(method.rawValue): \(sizes); \(because)")
    }
    guard method == .automatic else { return plan(method, "as requested") }
    guard NNDescent.supports(metric) else {
      return plan(.exact, "no approximate search measures \(metric.rawValue) distances")
    }
    let cost = SearchCost(
      rowCount: max(0, rowCount), columnCount: max(0, columnCount),
      neighborCount: min(max(1, neighborCount), max(1, rowCount - 1)))
    let limit = SearchCost.worthOfCertainty
    let ratio = tenths(cost.ratio)
    if cost.ratio <= limit {
      return plan(
        .exact,
        "comparing all pairs takes about \(ratio) times the work of an approximate search, at most \(tenths(limit))")
    }
    return plan(
      .approximate,
      "comparing all pairs would take about \(ratio) times the work of an approximate search, more than \(tenths(limit))"
    )
  }

  /// The `neighborCount` nearest neighbors of every row, or nearly all of them if the plan says `approximate`.
  ///
  /// With fewer than `neighborCount + 1` rows, each row gets all others; the graph records what was requested. Throws
  /// `badInput` when `neighborCount` is below 1, the rows have no columns or a value is not finite, when `approximate`
  /// was requested for a metric that only the exact search measures, and whatever `progress` throws.
  public func neighbors(
    of data: Matrix, neighborCount: Int, progress: ProgressHandler? = nil
  ) throws -> NeighborGraph {
    let plan = plan(rowCount: data.rowCount, columnCount: data.columnCount, neighborCount: neighborCount)
    if plan.method == .approximate {
      return try NNDescent(metric: metric, seed: seed, parallel: parallel)
        .neighbors(of: data, neighborCount: neighborCount, progress: progress)
    }
    return try ExactSearch(metric: metric, parallel: parallel)
      .neighbors(of: data, neighborCount: neighborCount, progress: progress)
  }
}

/// 70000 as "70,000".
private func grouped(_ value: Int) -> String {
  let digits = Array(String(value.magnitude))
  let groups = stride(from: digits.count, to: 0, by: -3).reversed().map { String(digits[max(0, $0 - 3)..<$0]) }
  return (value < 0 ? "-" : "") + groups.joined(separator: ",")
}

/// 2.24 as "2.2".
private func tenths(_ value: Double) -> String {
  let rounded = Int((min(value, 1e9) * 10).rounded())
  return rounded % 10 == 0 ? "\(grouped(rounded / 10))" : "\(grouped(rounded / 10)).\(rounded % 10)"
}
