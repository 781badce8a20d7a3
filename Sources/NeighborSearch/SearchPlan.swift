import CKernels
import Foundation
import NumericKernels

/// How a search compares rows: by which keys, made of how many columns, and how far these can be wrong.
struct SearchPlan: Sendable {
  let metric: DistanceMetric
  /// Columns of the coordinates that keys are made of.
  var keyDepth: Int
  /// Whether keys also contain the length of what these columns leave out.
  var hasRests: Bool
  /// Whether the coordinates leave nothing out of a row.
  var isComplete = true
  /// Whether points are put in an order in which tiles hold neighbors.
  let isOrdered: Bool
  /// How coordinates are rounded to bytes when keys are made of these; then `keyDepth` does not matter.
  var codes: CodeScale?
  /// The rounding error of products and coordinates, relative to the squared lengths of the two rows.
  var productError = 0.0

  static let leastRowsToOrder = 1024

  init(_ metric: DistanceMetric, rowCount: Int, keyDepth: Int, hasRests: Bool = false) {
    (self.metric, self.keyDepth, self.hasRests) = (metric, keyDepth, hasRests)
    isOrdered = rowCount >= Self.leastRowsToOrder
  }

  /// Columns, behind those of the panels, that pairs are compared by before they are measured.
  func tailDepth(_ coordinates: RowCoordinates) -> Int {
    (codes == nil ? hasRests : !isComplete) ? coordinates.depth - keyDepth : 0
  }

  private var isPower: Bool { if case .power = keyKind { true } else { false } }

  var usesProducts: Bool { metric == .euclidean || RowSource.isAngle(metric) }

  /// Bounds the error of products of `depth` columns, of centered values, and of coordinates that are off by
  /// `coordinateError`.
  mutating func allowError(depth: Int, coordinateError: Double) {
    productError = Double(min(depth, 256) + depth / 256 + 64) * 0x1p-24 + 4 * coordinateError
  }

  /// How the kernels call the metric.
  var kernelMetric: (kind: Int, exponent: Double) {
    switch metric {
    case .euclidean: (STRATA_EUCLIDEAN, 2)
    case .cosine, .correlation: (STRATA_ANGLE, 2)
    case .manhattan: (STRATA_MANHATTAN, 1)
    case .chebyshev: (STRATA_CHEBYSHEV, 1)
    case .minkowski(let exponent): (STRATA_MINKOWSKI, exponent)
    }
  }

  /// The description of the search for the kernels.
  func search(_ source: RowSource, kept: Int) -> strata_search {
    let kernel = kernelMetric
    var search = strata_search()
    search.metric = Int32(kernel.kind)
    search.exponent = kernel.exponent
    search.unit = source.unit
    search.depth = keyDepth
    search.codeDepth = codes?.laneCount ?? 0
    search.codeScale = codes?.limitScale ?? 0
    search.stride = source.stride
    search.kept = kept
    search.capacity = kept + max(16, kept / 4)
    // Sums of differences are off by their number of terms; powers by the error of their series.
    search.keyError = isPower ? 2e-3 : Float(keyDepth + 16) * 0x1p-23
    return search
  }

  /// What keys are before norms are added.
  enum KeyKind: Sendable {
    case product
    case sum
    case maximum
    case power(Double)
  }

  var keyKind: KeyKind {
    switch metric {
    case .euclidean, .cosine, .correlation: .product
    case .manhattan: .sum
    case .chebyshev: .maximum
    case .minkowski(let exponent): exponent <= Double(STRATA_LARGEST_POWER) ? .power(exponent) : .maximum
    }
  }

  /// What a gap of two boxes in one column adds to a key; nil when keys are maxima.
  func boxTerm(_ gap: Double) -> Double? {
    switch keyKind {
    case .product: gap * gap
    case .sum: gap
    case .maximum: nil
    case .power(let exponent): pow(gap, exponent)
    }
  }
}
