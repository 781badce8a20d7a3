import NumericKernels

/// Points and affinities stored in the order of a Morton curve, so that neighbors on the map are neighbors in memory.
struct CurveOrder {
  private var order: [Int32]?
  private let count: Int

  /// Below this many points, all positions lie in the cache anyway.
  private static let smallestCount = 20_000

  /// The order of the data.
  init(count: Int) { self.count = count }

  /// Sorts along the curve where the points are now.
  mutating func follow(_ descent: inout GradientDescent, _ affinities: CSRMatrix, _ parallel: ParallelRows) {
    guard count >= Self.smallestCount else { return }
    let curve = MortonOrder(descent.points, parallel: parallel).order
    let order = (0..<count).map { curve.pointer[$0] }
    descent.reorder(order, AttractionField(affinities, order: order, parallel: parallel))
    self.order = order
  }

  /// Points in the order of the data.
  func restored(_ points: LayoutPoints) -> LayoutPoints {
    guard let order else { return points }
    var inverse = order
    for (place, index) in order.enumerated() { inverse[Int(index)] = Int32(place) }
    return points.reordered(inverse)
  }
}
