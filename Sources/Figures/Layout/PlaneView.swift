/// How points of a map come into a rectangle: both axes alike, the second one upwards.
struct PlaneView {
  private let scale: Double
  private let (centerX, centerY): (Double, Double)
  private let (middleX, middleY): (Double, Double)

  /// Fits a rectangle of the plane into one of the figure, as large as it can be.
  init(x: ClosedRange<Double>, y: ClosedRange<Double>, into rectangle: FigureRectangle, padding: Double) {
    let spans = (max(1e-9, x.upperBound - x.lowerBound), max(1e-9, y.upperBound - y.lowerBound))
    scale = min((rectangle.width - 2 * padding) / spans.0, (rectangle.height - 2 * padding) / spans.1)
    (centerX, centerY) = ((x.lowerBound + x.upperBound) / 2, (y.lowerBound + y.upperBound) / 2)
    (middleX, middleY) = rectangle.middle
  }

  func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (middleX + (x - centerX) * scale, middleY - (y - centerY) * scale)
  }

  /// Of item `index` of interleaved coordinates.
  func point(_ index: Int, of positions: [Float]) -> (x: Double, y: Double) {
    self(Double(positions[2 * index]), Double(positions[2 * index + 1]))
  }

  /// The range of every second number from `axis` on; numbers that are not finite do not count.
  static func range(of values: [Float], axis: Int) -> ClosedRange<Double> {
    var (low, high) = (Double.infinity, -Double.infinity)
    for place in stride(from: axis, to: values.count, by: 2) where values[place].isFinite {
      low = min(low, Double(values[place]))
      high = max(high, Double(values[place]))
    }
    return low <= high ? low...high : 0...0
  }
}

/// An order in which no class is drawn over all others: the same for the same count and seed.
enum MixedOrder {
  static func places(_ count: Int, seed: UInt64 = 0) -> [Int] {
    func spread(_ place: Int) -> UInt64 {
      var value = (UInt64(truncatingIfNeeded: place) ^ (seed &* 0xD6E8_FEB8_6659_FD93)) &* 0x9E37_79B9_7F4A_7C15
      value = (value ^ (value >> 31)) &* 0xBF58_476D_1CE4_E5B9
      return value ^ (value >> 29)
    }
    return (0..<count).map { (key: spread($0), place: $0) }.sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map(
      \.place)
  }
}
