public import NumericKernels

/// How well two layers' images lie on each other after the best rotation, by orthogonal Procrustes.
///
/// Of centered activations A and B, each of unit Frobenius norm, the agreement is the nuclear norm ‖AᵀB‖_*, the largest
/// trace that a rotation of B onto A reaches: 1 for layers that differ by a rotation, a translation and a scale, 0 for
/// layers without any correlation. The distance of Ding, Denain & Steinhardt 2021 (arXiv:2108.01661) is 2 − 2‖AᵀB‖_*,
/// twice one minus the agreement; the disparity of `OrthogonalProcrustes`, which also fits a scale, is 1 − ‖AᵀB‖_*². The
/// agreement is what is kept because it grows with likeness, as CKA does, and both others follow from it.
///
/// Deviation: of a layer with more than `largestComponentCount` columns only its leading principal components are turned,
/// in units of the whole layer's norm. What is left of two such layers counts as it lies, column by column, where they
/// have the same number of columns (so that a layer agrees fully with its copy), else not at all. The value of a pair is
/// then a lower bound of the exact one (pinching does not increase a nuclear norm, and no rotation is better than the
/// best), and `keptVariance` says how much of each layer was turned. Products are Float32 over 2,048 images and Double
/// over those; singular values come from the eigenvalues of the product with itself, which leaves errors of about 1e-8 in
/// each. The same bits for any number of threads.
public struct ProcrustesAgreement: Sendable, Equatable {
  /// Components kept of a wider layer, unless it is asked otherwise.
  public static let largestComponentCount = 256

  /// The number of layers.
  public let count: Int
  /// `count` × `count`, row-major, symmetric, 0…1, 1 on the diagonal; nil in the row and column of a layer in which all
  /// items are equal.
  public let values: [Double?]
  /// For each layer the share of its variance that is along the components turned, 0…1; 0 for a layer in which all items are equal.
  public let keptVariance: [Double]

  /// Compares every layer with every other. O(Σ n·d·min(n, d) + pairs · (n·k² + k³)) with k = min(d, `componentCount`).
  ///
  /// - Parameters:
  ///   - layers: items × columns each, of the same items.
  ///   - componentCount: of layers with more columns, so many principal components are turned; at least 1.
  ///   - seed: where the iteration for components of very large layers starts.
  ///   - parallel: how many threads work.
  ///   - progress: is told the finished share; what it throws ends the work.
  /// - Throws: `badInput` for layers with different numbers of rows and for values that are not finite; `badOption` for a
  ///   component count below 1.
  public init(
    _ layers: [Matrix], componentCount: Int = largestComponentCount, seed: UInt64 = 0, parallel: ParallelRows = .init(),
    progress: ProgressHandler? = nil
  ) throws {
    try Validation.requireOption(componentCount >= 1, "componentCount", componentCount, expected: "at least 1")
    var scores: [UnitScores] = []
    for (index, layer) in layers.enumerated() {
      try Validation.requireFinite(layer, name: "layer \(index)")
      try Validation.requireSameCount(layers[0].rowCount, "first layer", layer.rowCount, "layer \(index)")
      try progress?(0.5 * Double(index) / Double(layers.count))
      scores.append(try UnitScores(layer, componentCount: componentCount, seed: seed, parallel: parallel))
    }
    count = layers.count
    keptVariance = scores.map(\.keptVariance)
    values = try Self.values(scores, parallel: parallel, progress: progress)
    try progress?(1)
  }

  /// The agreement of one layer with another.
  public subscript(first: Int, second: Int) -> Double? { values[first * count + second] }

  private static func values(
    _ scores: [UnitScores], parallel: ParallelRows, progress: ProgressHandler?
  ) throws -> [Double?] {
    let count = scores.count
    var values = [Double?](repeating: nil, count: count * count)
    for first in 0..<count where !scores[first].isConstant {
      let others = (first + 1..<count).filter { !scores[$0].isConstant }
      values[first * count + first] = 1
      let found = try norms(of: scores[first], with: others.map { scores[$0] }, parallel)
      for (other, value) in zip(others, found) {
        values[first * count + other] = value
        values[other * count + first] = value
      }
      let left = Double(count - first - 1)
      try progress?(1 - 0.5 * left * left / Double(count * count))
    }
    return values
  }

  /// A pair is one piece of work, so that threads do not divide its sums.
  private static func norms(
    of scores: UnitScores, with others: [UnitScores], _ parallel: ParallelRows
  ) throws -> [Double] {
    let results = LockedValue([Result<Double, any Error>?](repeating: nil, count: others.count))
    parallel.forEachChunk(of: others.count, chunkSize: 1) { index, _ in
      let result = Result { try scores.agreement(with: others[index]) }
      results.update { $0[index] = result }
    }
    // Beyond 1 is rounding.
    return try results.update { $0 }.map { min(1, try $0?.get() ?? 0) }
  }
}
