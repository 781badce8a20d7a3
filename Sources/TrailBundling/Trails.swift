/// Polylines in the plane: the edges of a drawn graph, or the ways of points through a sequence of embeddings.
///
/// The points of all trails lie one after the other. The points of trail *t* are those from `offsets[t]` to
/// `offsets[t + 1]` − 1; there are at least two. No trails at all are allowed.
public struct Trails: Sendable, Equatable {
  /// The first coordinate of every point; finite.
  public let x: [Float]
  /// The second coordinate of every point; finite.
  public let y: [Float]
  /// Where each trail begins, and the number of points: one element more than there are trails.
  public let offsets: [Int]

  /// The number of trails.
  public var count: Int { offsets.count - 1 }
  /// The number of points of all trails.
  public var pointCount: Int { x.count }

  /// The points of a trail.
  public func points(of trail: Int) -> Range<Int> { offsets[trail]..<offsets[trail + 1] }

  /// Creates trails from the coordinates of all points and the places where trails begin.
  ///
  /// Throws `badInput`, naming the place, when there are not as many x as y, when the offsets do not rise from 0 to the
  /// number of points by at least two each, or when a coordinate is not finite. O(points).
  public init(x: [Float], y: [Float], offsets: [Int]) throws {
    guard x.count == y.count else {
      throw TrailBundlingError(
        kind: .badInput,
        description: "There are \(x.count) x and \(y.count) y; as many are expected. Give both for every point.")
    }
    guard offsets.first == 0, offsets.last == x.count else {
      let ends = offsets.first.map { "from \($0) to \(offsets[offsets.count - 1])" } ?? "over nothing"
      throw TrailBundlingError(
        kind: .badInput,
        description: "The offsets of the trails go \(ends); from 0 to the number of points, \(x.count), is expected. "
          + "Give where each trail begins, and the number of points as the last.")
    }
    if let short = zip(offsets, offsets.dropFirst()).enumerated().first(where: { $1.1 < $1.0 || $1.1 - $1.0 < 2 }) {
      throw TrailBundlingError(
        kind: .badInput,
        description: "Trail \(short.offset) goes from point \(short.element.0) to before point \(short.element.1); "
          + "at least two points are expected. Leave such trails out.")
    }
    if let place = x.indices.first(where: { !x[$0].isFinite || !y[$0].isFinite }) {
      throw TrailBundlingError(
        kind: .badInput,
        description: "Point \(place) of the trails is (\(x[place]), \(y[place])); finite numbers are expected. "
          + "Leave its trail out or replace the value.")
    }
    self.init(valid: x, y, offsets)
  }

  /// Trails of as many points each, `pointsPerTrail` of them; the coordinates lie as above. Errors as above.
  public init(x: [Float], y: [Float], pointsPerTrail: Int) throws {
    guard pointsPerTrail >= 2, x.count.isMultiple(of: pointsPerTrail) else {
      throw TrailBundlingError(
        kind: .badInput,
        description: "\(x.count) points make no trails of \(pointsPerTrail) points; at least two points a trail, "
          + "as many for each, are expected. Give whole trails.")
    }
    try self.init(x: x, y: y, offsets: Array(stride(from: 0, through: x.count, by: pointsPerTrail)))
  }

  /// Trails that are known to be as described above.
  init(valid x: [Float], _ y: [Float], _ offsets: [Int]) {
    (self.x, self.y, self.offsets) = (x, y, offsets)
  }

  /// Some of the trails, in the order given.
  func selecting(_ trails: [Int]) -> Trails {
    var (x, y, offsets) = ([Float](), [Float](), [0])
    for trail in trails {
      x += self.x[points(of: trail)]
      y += self.y[points(of: trail)]
      offsets.append(x.count)
    }
    return Trails(valid: x, y, offsets)
  }
}
