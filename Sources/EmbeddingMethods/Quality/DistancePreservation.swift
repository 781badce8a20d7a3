import CKernels
public import NeighborSearch
public import NumericKernels

/// How well distances in an embedding follow those in the data: normalized stress and the Shepard diagram's correlations.
///
/// Over all pairs of points, or a sample of them in which every point draws equally many partners. With δ a distance in
/// the data, d one in the embedding and α = Σδd / Σd² the best scale, stress-1 is √(Σ(δ − αd)² / Σδ²) (Kruskal 1964,
/// doi:10.1007/BF02289565; the value is the same when normalized by Σ(αd)² at the scale that is best for it). Sums in
/// Double. O(pairs·(d + log pairs)) time. One seed, one result, bit for bit, for any number of threads.
public struct DistancePreservation: Sendable, Equatable {
  /// Stress-1 at the best scale, from 0 (distances are proportional) to 1; 0 when all points of the data coincide.
  public let normalizedStress: Double
  /// What the same formula gives for the pairs of each point, at the scale that is best for all; may exceed 1.
  public let perPointStress: [Float]
  /// α: the factor from distances in the embedding to distances in the data; 0 when one of them vanishes.
  public let scale: Double
  /// Spearman's rank correlation of the distances, equal ones sharing their mean rank; nil where all are equal.
  public let shepardCorrelation: Double?
  /// Pearson's correlation of the distances; nil where all are equal.
  public let pearsonCorrelation: Double?
  /// The number of pairs that were measured.
  public let pairCount: Int
  /// Whether pairs were drawn; otherwise they are all there are.
  public let isSampled: Bool

  /// Measures an embedding.
  ///
  /// - Parameters:
  ///   - embedding: the embedding; distances in it are Euclidean.
  ///   - data: what was embedded, one row per row of the embedding.
  ///   - metric: how distances in the data are measured.
  ///   - largestPairCount: the largest number of pairs, at least 1; beyond, every point draws the same number of partners
  ///     (at least one, independently, so that a pair may occur twice).
  ///   - seed: the seed of the draws.
  ///   - parallel: the threads to use.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `EmbeddingMethodsError` when the row counts differ or an option is out of range; `NeighborSearchError` for
  ///   values that are not finite and rows without columns.
  public init(
    of embedding: Matrix, data: Matrix, metric: DistanceMetric = .euclidean, largestPairCount: Int = 1_000_000,
    seed: UInt64 = 0, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", data.rowCount, "data")
    try Validation.requireOption(largestPairCount >= 1, "largestPairCount", largestPairCount, expected: "at least 1")
    try Validation.requireFinite(embedding, name: "embedding")
    let pairs = PointPairs(pointCount: data.rowCount, largestPairCount: largestPairCount, seed: seed)
    let original = try PairDistances(data, metric: metric)
    let shown = try PairDistances(embedding, metric: .euclidean)
    try progress?(0)
    let first = original.distances(pairs, parallel: parallel)
    let second = shown.distances(pairs, parallel: parallel)
    try progress?(0.5)
    (pairCount, isSampled) = (pairs.count, pairs.isSampled)
    let sums = zip(first, second).reduce(into: (mixed: 0.0, squares: 0.0)) { sums, pair in
      sums.mixed += Double(pair.0) * Double(pair.1)
      sums.squares += Double(pair.1) * Double(pair.1)
    }
    let scale = sums.squares > 0 ? sums.mixed / sums.squares : 0
    self.scale = scale
    var (residuals, squares) = (
      [Double](repeating: 0, count: data.rowCount), [Double](repeating: 0, count: data.rowCount)
    )
    pairs.forEach { position, point, partner in
      let residual = Double(first[position]) - scale * Double(second[position])
      let square = Double(first[position]) * Double(first[position])
      residuals[point] += residual * residual
      squares[point] += square
      guard !pairs.isSampled else { return }
      residuals[partner] += residual * residual
      squares[partner] += square
    }
    perPointStress = zip(residuals, squares).map { Float(Self.ratio($0, $1)) }
    normalizedStress = Self.ratio(residuals.reduce(0, +), squares.reduce(0, +))
    pearsonCorrelation = Correlation.pearson(first.map { Double($0) }, second.map { Double($0) })
    try progress?(0.6)
    shepardCorrelation = Correlation.spearman(first, second)
    try progress?(1)
  }

  private static func ratio(_ residuals: Double, _ squares: Double) -> Double {
    squares > 0 ? (residuals / squares).squareRoot() : 0
  }
}

/// All pairs of points, or for every point the same number of drawn partners.
struct PointPairs: Sendable {
  let pointCount: Int
  let isSampled: Bool
  private let partnersPerPoint: Int
  private let seed: UInt64

  init(pointCount: Int, largestPairCount: Int, seed: UInt64) {
    (self.pointCount, self.seed) = (pointCount, seed)
    isSampled = pointCount * (pointCount - 1) / 2 > largestPairCount
    partnersPerPoint = isSampled ? max(1, largestPairCount / pointCount) : 0
  }

  var count: Int { isSampled ? pointCount * partnersPerPoint : max(0, pointCount * (pointCount - 1) / 2) }

  /// Where the pairs of a point begin.
  func offset(of point: Int) -> Int {
    isSampled ? point * partnersPerPoint : point * (2 * pointCount - point - 1) / 2
  }

  /// Calls `body` with the position of each pair of a point, and its partner.
  func forEachPartner(of point: Int, _ body: (_ position: Int, _ partner: Int) -> Void) {
    var position = offset(of: point)
    guard isSampled else {
      for partner in point + 1..<max(point + 1, pointCount) {
        body(position, partner)
        position += 1
      }
      return
    }
    var generator = SeededGenerator(seed: seed, stream: UInt64(point))
    for _ in 0..<partnersPerPoint {
      let drawn = Int(generator.next().multipliedFullWidth(by: UInt64(pointCount - 1)).high)
      body(position, drawn < point ? drawn : drawn + 1)
      position += 1
    }
  }

  func forEach(_ body: (_ position: Int, _ point: Int, _ partner: Int) -> Void) {
    for point in 0..<pointCount { forEachPartner(of: point) { body($0, point, $1) } }
  }
}

/// Accurate distances of single pairs.
private struct PairDistances: Sendable {
  private let space: DistanceSpace
  /// Only `manhattan` needs rows of its own: its distances are sums that the space takes from tiles.
  private let rows: PaddedRows?

  init(_ data: Matrix, metric: DistanceMetric) throws {
    space = try DistanceSpace(data, metric: metric)
    rows = metric == .manhattan ? PaddedRows(data) : nil
  }

  func distances(_ pairs: PointPairs, parallel: ParallelRows) -> [Float] {
    var result = [Float](repeating: 0, count: pairs.count)
    result.withUnsafeMutableBufferPointer { buffer in
      let output = SharedMutable(buffer.baseAddress)
      parallel.forEachChunk(of: pairs.pointCount, chunkSize: 64) { _, points in
        guard let output = output.pointer else { return }
        for point in points {
          pairs.forEachPartner(of: point) { output[$0] = distance(point, $1) }
        }
      }
    }
    return result
  }

  private func distance(_ first: Int, _ second: Int) -> Float {
    guard let rows else { return space.distance(first, second, key: 0) }
    var sum: Float = 0
    rows.elements.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      strata_manhattan_tile(
        base + first * rows.stride, 1, base + second * rows.stride, 1, rows.stride, &sum, 1)
    }
    return min(sum, .greatestFiniteMagnitude)
  }
}
