import CKernels

/// Three box filters in a row, which come close to a Gaussian (Gwosdek et al. 2011, doi:10.1007/978-3-642-24785-9_38:
/// with a fraction of a cell at either end, so that the width can change smoothly).
struct BoxFilter: Equatable {
  /// Whole cells on each side of the middle.
  let radius: Int
  /// How much of the next cell counts, 0 to 1.
  let fraction: Double

  private static let passCount = 3.0

  /// The filter whose threefold use has this standard deviation, in cells; at least 0.
  init(standardDeviation: Double) {
    let variance = standardDeviation * standardDeviation / Self.passCount
    let whole = (0.5 * (12 * variance + 1).squareRoot() - 0.5).rounded(.down)
    radius = Int(whole)
    let above = variance - (whole + 1) * (whole + 1)
    fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance) / (6 * above)
  }

  var kernel: strata_bundling_box { strata_bundling_box(radius: radius, fraction: fraction) }
}
