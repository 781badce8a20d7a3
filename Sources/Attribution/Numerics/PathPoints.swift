import Foundation

/// The points from 0 to 1 at which a function is taken, with the weights that give its integral.
package struct PathPoints: Sendable, Equatable {
  /// Ascending.
  package let positions: [Double]
  /// They sum to 1.
  package let weights: [Double]

  /// The points of a rule. O(count²) for Gauss and Legendre.
  package init(_ rule: IntegratedGradients.Rule, count: Int) {
    switch rule {
    case .midpoint:
      positions = (0..<count).map { (Double($0) + 0.5) / Double(count) }
      weights = Array(repeating: 1 / Double(count), count: count)
    case .gaussLegendre:
      let nodes = (0..<count).map { Self.node($0, of: count) }
      positions = nodes.map { (1 - $0.root) / 2 }
      weights = nodes.map { $0.weight / 2 }
    }
  }

  /// A root of the Legendre polynomial, the largest first, by Newton's iteration from Tricomi's estimate.
  private static func node(_ index: Int, of count: Int) -> (root: Double, weight: Double) {
    var root = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
    var slope = 1.0
    for _ in 0..<100 {
      var (value, before) = (1.0, 0.0)
      for degree in 1...count {
        (value, before) = (
          (Double(2 * degree - 1) * root * value - Double(degree - 1) * before) / Double(degree), value
        )
      }
      slope = Double(count) * (root * value - before) / (root * root - 1)
      let step = value / slope
      root -= step
      if abs(step) < 1e-15 { break }
    }
    return (root, 2 / ((1 - root * root) * slope * slope))
  }
}
