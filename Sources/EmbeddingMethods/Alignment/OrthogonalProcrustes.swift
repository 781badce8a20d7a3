public import NumericKernels

/// What `OrthogonalProcrustes` may do to the embedding that it moves.
public struct ProcrustesOptions: Sendable, Codable, Equatable {
  /// How sizes are treated.
  public enum Scaling: String, Sendable, Codable, CaseIterable {
    /// Both embeddings are divided by their RMS radius: shapes are compared, at equal size.
    case normalized
    /// The embedding is multiplied by the factor that fits best; units are those of the reference.
    case fitted
    /// Sizes stay as they are.
    case none
  }

  /// Whether reflections count as rotations; otherwise det R = 1. Default true.
  public var allowsReflection = true
  /// Whether the embedding may be shifted. Default true.
  public var translates = true
  /// How sizes are treated. Default normalized.
  public var scaling = Scaling.normalized

  /// Creates options; everything else keeps its default.
  public init(allowsReflection: Bool = true, translates: Bool = true, scaling: Scaling = .normalized) {
    (self.allowsReflection, self.translates, self.scaling) = (allowsReflection, translates, scaling)
  }
}

/// The rotation or reflection that lays one embedding best onto another of the same points.
///
/// The narrower embedding is padded with columns of zeros; X and Y are the two, centered and divided by their RMS radius
/// unless the options say otherwise. With XᵀY = U·Σ·Vᵀ, R = U·Vᵀ minimizes ‖XR − Y‖ over O(p) (Schönemann 1966,
/// doi:10.1007/BF02289451). In the units of the data, a point x of the embedding goes to s·x·R + t, with
/// s = `appliedScale` and t = `translation`. All sums run over all rows in Double, in chunks of 2,048 rows.
/// O(n·p² + p³). The same bits for any number of threads.
public struct OrthogonalProcrustes: Sendable, Equatable {
  /// The number of dimensions p: that of the wider embedding.
  public let dimensionCount: Int
  /// R, p × p, row-major, orthogonal; points are rows and are multiplied from the right.
  public let rotation: [Double]
  /// 1 − (tr RᵀXᵀY)² / (‖X‖²·‖Y‖²), from 0 (same shape) to 1. 0 when both are single points, 1 when only one is.
  public let disparity: Double
  /// The moved embedding: centered and of RMS radius 1 with `normalized` scaling, in units of the reference otherwise.
  public let aligned: Matrix
  /// The reference, padded; centered and of RMS radius 1 with `normalized` scaling, as given otherwise.
  public let reference: Matrix
  /// ‖aligned − reference‖ of every point; in RMS radii with `normalized` scaling.
  public let residuals: [Float]
  /// tr RᵀXᵀY / ‖X‖²: the factor that fits X to Y by scale too, never negative; 0 when X is a single point and scaling is
  /// `normalized`.
  public let scale: Double
  /// s: what the embedding was multiplied by, in units of the data.
  public let appliedScale: Double
  /// t: what was added to s·x·R, in units of the reference; zeros without translation.
  public let translation: [Double]
  /// How many units of the reference one unit of `residuals` is; 1 unless scaling is `normalized`.
  public let residualUnit: Double
  /// Σ of the squared distances of all points, in units of the reference.
  public let residualSumOfSquares: Double
  /// What was allowed.
  public let options: ProcrustesOptions

  /// 1 − disparity.
  public var agreement: Double { 1 - disparity }
  /// The root of the mean squared distance of a point, in units of the reference; 0 without points.
  public var residualRootMeanSquare: Double {
    residuals.isEmpty ? 0 : (residualSumOfSquares / Double(residuals.count)).squareRoot()
  }

  /// Finds the transformation that lays `embedding` onto `reference`.
  ///
  /// Throws `badInput` when the row counts differ, there are no columns, or a value is not finite.
  public init(
    aligning embedding: Matrix, to reference: Matrix, options: ProcrustesOptions = .init(),
    parallel: ParallelRows = .init()
  ) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", reference.rowCount, "reference")
    let width = max(embedding.columnCount, reference.columnCount)
    let isNormalized = options.scaling == .normalized
    let moved = try Configuration(
      embedding, width: width, name: "embedding", isCentered: options.translates, isNormalized: isNormalized,
      parallel: parallel)
    let fixed = try Configuration(
      reference, width: width, name: "reference", isCentered: options.translates, isNormalized: isNormalized,
      parallel: parallel)
    try self.init(moved: moved, fixed: fixed, options: options, parallel: parallel)
  }

  init(
    moved: Configuration, fixed: Configuration, options: ProcrustesOptions = .init(), parallel: ParallelRows
  ) throws {
    let width = moved.width
    let cross = moved.crossProduct(with: fixed, parallel: parallel)
    let best = try OptimalRotation(
      crossProduct: cross, order: width, allowsReflection: options.allowsReflection)
    let total = max(0, best.trace)
    let norms = moved.squaredNorm * fixed.squaredNorm
    if norms > 0 {
      disparity = min(1, max(0, 1 - total * total / norms))
    } else {
      disparity = moved.squaredNorm == fixed.squaredNorm ? 0 : 1
    }
    // A single point fits at any size; its own is kept.
    let ownScale = moved.squaredNorm > 0 ? total / moved.squaredNorm : 1
    scale = options.scaling == .normalized && moved.squaredNorm == 0 ? 0 : ownScale
    let factor = options.scaling == .fitted ? ownScale : 1
    let turned = moved.moved(by: best.rotation, factor: factor, parallel: parallel)
    let applied = factor * fixed.radius / moved.radius
    let center = moved.mean
    translation = (0..<width).map { j in
      let turnedMean = (0..<width).reduce(0.0) { $0 + center[$1] * best.rotation[$1 * width + j] }
      return fixed.mean[j] - applied * turnedMean
    }
    let shift = options.scaling == .normalized ? nil : fixed.mean
    let distances = turned.distances(to: fixed)
    (dimensionCount, rotation, self.options) = (width, best.rotation, options)
    (appliedScale, residualUnit) = (applied, fixed.radius)
    (aligned, reference) = (turned.matrix(shift: shift), fixed.matrix(shift: shift))
    residuals = distances.map { Float($0) }
    residualSumOfSquares = distances.reduce(0) { $0 + $1 * $1 } * fixed.radius * fixed.radius
  }

  /// Moves other points of the embedding's space, in units of the data: s·x·R + t.
  ///
  /// Throws `badInput` when there are more columns than `dimensionCount`, none, or a value is not finite.
  public func transform(_ points: Matrix, parallel: ParallelRows = .init()) throws -> Matrix {
    guard points.columnCount <= dimensionCount else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The points have \(points.columnCount) columns; this alignment has \(dimensionCount) dimensions. "
          + "Give points of the aligned embedding's space.")
    }
    let configuration = try Configuration(
      points, width: dimensionCount, name: "points", isCentered: false, isNormalized: false, parallel: parallel)
    return configuration.moved(by: rotation, factor: appliedScale, shift: translation, parallel: parallel).matrix()
  }
}
