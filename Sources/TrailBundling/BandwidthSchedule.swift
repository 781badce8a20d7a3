/// How the kernel shrinks; lengths in cells.
struct BandwidthSchedule {
  private let first: Double
  private let decay: Double

  /// A narrower kernel sees only the cells that single points lie in.
  private static let smallestRadius = 3.0

  init(_ options: KDEBundlingOptions, grid: PlaneGrid) {
    first = options.bandwidth * grid.extentCells
    decay = options.bandwidthDecay
  }

  /// The radius of the kernel in an iteration.
  func radius(_ iteration: Int) -> Double {
    // Products, not powers, which differ from one C library to the next.
    let radius = (0..<iteration).reduce(first) { radius, _ in radius * decay }
    return max(Self.smallestRadius, radius)
  }

  /// Of a kernel of this radius: that of the Epanechnikov kernel of the plane along either axis, √(1/6) of the radius.
  static func standardDeviation(radius: Double) -> Double { radius * (1.0 / 6).squareRoot() }
}
