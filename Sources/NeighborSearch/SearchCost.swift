/// Estimates what a search costs, to choose between the exact and the approximate one. The one place for the rule.
///
/// In nanoseconds of two cores with AVX-512 (Sapphire Rapids, 2026); only the ratio matters, and it hardly depends on
/// the machine because both searches run the same kind of kernels. The guide tells how the constants were measured.
struct SearchCost: Sendable {
  let rowCount: Int
  let columnCount: Int
  let neighborCount: Int

  /// How many times slower than the approximate search the exact one may be and still be preferred: certainty about
  /// every neighbor is worth that, but not any wait.
  static let worthOfCertainty = 2.5

  /// Half of all pairs; wide rows are compared in few of their principal directions first, and coordinates as bytes, so
  /// columns count little. Long lists let more pairs through to be measured.
  var exact: Double {
    let pairs = Double(rowCount) * Double(rowCount) / 2
    return pairs * (0.125 + 0.00065 * Double(columnCount)) * (1 + Double(neighborCount) / 53)
  }

  /// The points times what each takes for its partitions and joins.
  var approximate: Double {
    let lists = Double(DescentParameters.listLength(neighborCount: neighborCount))
    return Double(rowCount) * (2500 + 300 * lists) * (0.65 + 0.0035 * Double(columnCount))
  }

  /// How many times the work of the approximate search the exact one takes.
  var ratio: Double { approximate > 0 ? exact / approximate : 0 }
}
