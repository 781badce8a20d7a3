/// What `KDEBundling` made: all that a slider between straight and bundled needs.
public struct BundledTrails: Sendable, Equatable {
  /// The trails as they were given, with points at equal distances.
  public let straight: Trails
  /// The bundled trails: point by point those of `straight`, moved.
  public let bundled: Trails

  /// The mean distance between a point of `straight` and where it is in `bundled`, in units of the trails; 0 without any.
  public var meanDisplacement: Double {
    guard straight.pointCount > 0 else { return 0 }
    let sum = (0..<straight.pointCount).reduce(0.0) { sum, point in
      let dx = Double(bundled.x[point]) - Double(straight.x[point])
      let dy = Double(bundled.y[point]) - Double(straight.y[point])
      return sum + (dx * dx + dy * dy).squareRoot()
    }
    return sum / Double(straight.pointCount)
  }

  /// The trails between straight (strength 0) and bundled (1): every point on the line from one to the other, as in CUBu's
  /// relaxation (van der Zwan, Codreanu & Telea 2016, doi:10.1109/TVCG.2016.2515611). At 0 and 1 the bits are those of
  /// `straight` and `bundled`. Throws `badOption` for a strength beyond these. O(points): nothing is bundled anew.
  public func trails(strength: Double) throws -> Trails {
    try TrailBundlingError.require((0...1).contains(strength), "strength", strength, expected: "a number from 0 to 1")
    func between(_ first: [Float], _ second: [Float]) -> [Float] {
      first.indices.map { Float((1 - strength) * Double(first[$0]) + strength * Double(second[$0])) }
    }
    return Trails(valid: between(straight.x, bundled.x), between(straight.y, bundled.y), straight.offsets)
  }
}
