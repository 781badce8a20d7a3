public import NumericKernels

extension Trails {
  /// The same trails with points at equal distances along each: the fewest for which no distance is above `step`.
  ///
  /// A trail has `⌈length / step⌉` pieces, at least one. First and last points keep their bits; the points between are
  /// computed in Double. Throws `badOption` when the step is not positive or makes more than 2²⁶ points. O(points before
  /// and after); the same bits for any number of threads.
  public func resampled(step: Double, parallel: ParallelRows = .init()) throws -> Trails {
    try TrailBundlingError.require(step > 0 && step.isFinite, "step", step, expected: "a positive number")
    let lengths = lengths(parallel)
    // As a Double first: a tiny step may give more than an Int holds.
    let total = lengths.reduce(0.0) { $0 + max(1, ($1 / step).rounded(.up)) + 1 }
    try TrailBundlingError.require(
      total <= Self.largestPointCount, "step", step,
      expected: "one that makes at most 67,108,864 points, not \(total),")
    return resampled(pieces: lengths.map { max(1, Int(($0 / step).rounded(.up))) }, parallel)
  }

  /// The same trails with so many points each, at equal distances along each; at least 2. Errors and bits as above.
  public func resampled(pointsPerTrail: Int, parallel: ParallelRows = .init()) throws -> Trails {
    try TrailBundlingError.require(
      pointsPerTrail >= 2 && Double(pointsPerTrail) * Double(count) <= Self.largestPointCount, "pointsPerTrail",
      pointsPerTrail, expected: "a number from 2 that makes at most 67,108,864 points")
    return resampled(pieces: [Int](repeating: pointsPerTrail - 1, count: count), parallel)
  }

  private static let trailsPerChunk = 64
  private static let largestPointCount = 0x1p26

  /// The length of every trail.
  private func lengths(_ parallel: ParallelRows) -> [Double] {
    var lengths = [Double](repeating: 0, count: count)
    lengths.withUnsafeMutableBufferPointer { output in
      let output = SharedMutable(output.baseAddress)
      parallel.forEachChunk(of: count, chunkSize: Self.trailsPerChunk) { _, trails in
        guard let output = output.pointer else { return }
        for trail in trails {
          output[trail] = points(of: trail).dropFirst().reduce(0) { $0 + distance(to: $1) }
        }
      }
    }
    return lengths
  }

  /// From the point before to this one.
  private func distance(to point: Int) -> Double {
    let (dx, dy) = (Double(x[point]) - Double(x[point - 1]), Double(y[point]) - Double(y[point - 1]))
    return (dx * dx + dy * dy).squareRoot()
  }

  /// So many pieces of equal length for each trail.
  private func resampled(pieces: [Int], _ parallel: ParallelRows) -> Trails {
    var newOffsets = [0]
    newOffsets.reserveCapacity(count + 1)
    for trail in 0..<count { newOffsets.append(newOffsets[trail] + pieces[trail] + 1) }
    let (offsets, pointCount) = (newOffsets, newOffsets[count])
    var newX = [Float](repeating: 0, count: pointCount)
    var newY = newX
    newX.withUnsafeMutableBufferPointer { newX in
      newY.withUnsafeMutableBufferPointer { newY in
        let (newX, newY) = (SharedMutable(newX.baseAddress), SharedMutable(newY.baseAddress))
        parallel.forEachChunk(of: count, chunkSize: Self.trailsPerChunk) { _, trails in
          guard let newX = newX.pointer, let newY = newY.pointer else { return }
          for trail in trails { spread(trail, pieces[trail], newX + offsets[trail], newY + offsets[trail]) }
        }
      }
    }
    return Trails(valid: newX, newY, offsets)
  }

  /// Writes the points of one trail.
  private func spread(
    _ trail: Int, _ pieces: Int, _ newX: UnsafeMutablePointer<Float>, _ newY: UnsafeMutablePointer<Float>
  ) {
    let points = points(of: trail)
    let (first, last) = (points.lowerBound, points.upperBound - 1)
    (newX[0], newY[0]) = (x[first], y[first])
    (newX[pieces], newY[pieces]) = (x[last], y[last])
    guard pieces > 1 else { return }
    let length = points.dropFirst().reduce(0) { $0 + distance(to: $1) }
    // The piece from `point` − 1 to `point` begins at `start`.
    var (point, start, piece) = (first + 1, 0.0, distance(to: first + 1))
    for place in 1..<pieces {
      let target = length * Double(place) / Double(pieces)
      while point < last && start + piece < target {
        start += piece
        point += 1
        piece = distance(to: point)
      }
      let share = piece > 0 ? min(1, (target - start) / piece) : 0
      newX[place] = Float(Double(x[point - 1]) + share * (Double(x[point]) - Double(x[point - 1])))
      newY[place] = Float(Double(y[point - 1]) + share * (Double(y[point]) - Double(y[point - 1])))
    }
  }
}
