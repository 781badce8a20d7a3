import NumericKernels
import TrailBundling

/// Trails to test with.
enum SyntheticTrails {
  /// Broken lines with 2 to 6 points, anywhere in a rectangle of 4 × 3.
  static func random(_ count: Int, seed: UInt64) throws -> Trails {
    var generator = SeededGenerator(seed: seed)
    var (x, y, offsets) = ([Float](), [Float](), [0])
    for _ in 0..<count {
      for _ in 0..<Int.random(in: 2...6, using: &generator) {
        x.append(.random(in: 10...14, using: &generator))
        y.append(.random(in: -2...1, using: &generator))
      }
      offsets.append(x.count)
    }
    return try Trails(x: x, y: y, offsets: offsets)
  }

  /// Straight lines from x = 0 to x = 1 at these y.
  static func horizontal(_ heights: [Float]) throws -> Trails {
    try Trails(x: heights.flatMap { _ in [0, 1] }, y: heights.flatMap { [$0, $0] }, pointsPerTrail: 2)
  }

  static func length(_ trails: Trails, _ trail: Int) -> Double {
    trails.points(of: trail).dropFirst().reduce(0) { $0 + distance(trails, $1 - 1, $1) }
  }

  static func distance(_ trails: Trails, _ first: Int, _ second: Int) -> Double {
    let dx = Double(trails.x[first]) - Double(trails.x[second])
    let dy = Double(trails.y[first]) - Double(trails.y[second])
    return (dx * dx + dy * dy).squareRoot()
  }

  /// The mean y of the points of each trail whose x is between 0.4 and 0.6.
  static func middles(_ trails: Trails) -> [Double] {
    (0..<trails.count).map { trail in
      let points = trails.points(of: trail).filter { (0.4...0.6).contains(trails.x[$0]) }
      return points.reduce(0.0) { $0 + Double(trails.y[$1]) } / Double(max(1, points.count))
    }
  }
}
