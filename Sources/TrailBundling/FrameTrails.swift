public import NumericKernels

/// The ways of points through a sequence of frames, bundled and sampled so that every frame has a vertex.
///
/// Vertex f · s of every trail belongs to frame f, and between two frames lie s − 1 vertices. The unbundled trail at
/// vertex f · s + j is the point j/s of the way from frame f to f + 1, so that straight and bundled trails are
/// vertex by vertex the same places of one way.
public struct FrameTrails: Sendable, Equatable {
  /// The vertices of all trails, x and y of each: trails × vertices × 2.
  public let vertices: [Float]
  /// The number of trails.
  public let count: Int
  /// The vertices of a trail: (frames − 1) · s + 1.
  public let vertexCount: Int
  /// s.
  public let segmentVertexCount: Int

  /// Bundles trails whose points are the frames.
  ///
  /// - Parameters:
  ///   - positions: the way of every point: points × frames, each x and y.
  ///   - frameCount: the number of frames, at least 2.
  ///   - segmentVertexCount: s, at least 1.
  ///   - groups: the group of each trail, when they are bundled by themselves; see `KDEBundling.bundle`.
  ///   - bundling: the method.
  ///   - progress: told the finished share; what it throws ends the work.
  /// - Throws: `badInput` for coordinates that are not finite or not whole trails, `badOption` for s below 1, and what
  ///   `bundling` throws. The same bits for any number of threads.
  public init(
    positions: (x: [Float], y: [Float]), frameCount: Int, segmentVertexCount: Int, groups: [Int?]? = nil,
    bundling: KDEBundling = .init(), progress: ProgressHandler? = nil
  ) throws {
    try TrailBundlingError.require(
      segmentVertexCount >= 1, "segmentVertexCount", segmentVertexCount, expected: "at least 1")
    let trails = try Trails(x: positions.x, y: positions.y, pointsPerTrail: frameCount)
    let bundled = try bundling.bundle(trails, groups: groups, progress: progress).bundled
    var vertices: [Float] = []
    vertexCount = (frameCount - 1) * segmentVertexCount + 1
    vertices.reserveCapacity(trails.count * vertexCount * 2)
    for trail in 0..<trails.count {
      Self.sample(bundled, like: trails, trail: trail, segmentVertexCount: segmentVertexCount, into: &vertices)
    }
    (self.vertices, count, self.segmentVertexCount) = (vertices, trails.count, segmentVertexCount)
  }

  /// Points of a bundled trail lie at equal shares of the length of the straight one.
  private static func sample(
    _ bundled: Trails, like straight: Trails, trail: Int, segmentVertexCount: Int, into vertices: inout [Float]
  ) {
    let frames = straight.points(of: trail)
    var lengths = [0.0]
    for point in frames.dropFirst() {
      let dx = Double(straight.x[point]) - Double(straight.x[point - 1])
      let dy = Double(straight.y[point]) - Double(straight.y[point - 1])
      lengths.append(lengths[lengths.count - 1] + (dx * dx + dy * dy).squareRoot())
    }
    let (points, total) = (bundled.points(of: trail), lengths[lengths.count - 1])
    for segment in 0..<frames.count - 1 {
      for step in 0..<segmentVertexCount {
        let share = Double(step) / Double(segmentVertexCount)
        let target = lengths[segment] + share * (lengths[segment + 1] - lengths[segment])
        append(bundled, points, at: total > 0 ? target / total : 0, to: &vertices)
      }
    }
    append(bundled, points, at: 1, to: &vertices)
  }

  private static func append(_ trails: Trails, _ points: Range<Int>, at share: Double, to vertices: inout [Float]) {
    let place = share * Double(points.count - 1)
    let before = min(points.lowerBound + Int(place), points.upperBound - 2)
    let rest = place - Double(before - points.lowerBound)
    for coordinates in [trails.x, trails.y] {
      let (first, second) = (Double(coordinates[before]), Double(coordinates[before + 1]))
      vertices.append(rest >= 1 ? coordinates[before + 1] : Float(first + rest * (second - first)))
    }
  }
}
