import NumericKernels
import Testing
import TrailBundling

@Suite("Evolution: trails through frames")
struct FrameTrailsTests {
  /// Trails that start around the origin and end at one of two places.
  private func positions(_ count: Int = 60, frames: Int = 5) -> (x: [Float], y: [Float]) {
    var generator = SeededGenerator(seed: 3)
    var (x, y) = ([Float](), [Float]())
    for trail in 0..<count {
      for frame in 0..<frames {
        let share = Float(frame) / Float(frames - 1)
        x.append(10 * share + Float(generator.nextGaussianPair().0))
        y.append((trail % 2 == 0 ? 8 : -8) * share + Float(generator.nextGaussianPair().0))
      }
    }
    return (x, y)
  }

  @Test("without iterations the vertices are the frames and even steps between them")
  func straight() throws {
    var options = KDEBundlingOptions()
    options.iterationCount = 0
    let places = positions()
    let trails = try FrameTrails(
      positions: places, frameCount: 5, segmentVertexCount: 4, bundling: KDEBundling(options: options))
    #expect(trails.count == 60 && trails.vertexCount == 17 && trails.vertices.count == 60 * 17 * 2)
    var largest: Float = 0
    for trail in 0..<60 {
      for vertex in 0..<17 {
        let (frame, step) = (min(3, vertex / 4), Float(vertex - 4 * min(3, vertex / 4)) / 4)
        for (axis, values) in [places.x, places.y].enumerated() {
          let expected = (1 - step) * values[trail * 5 + frame] + step * values[trail * 5 + frame + 1]
          largest = max(largest, abs(trails.vertices[(trail * 17 + vertex) * 2 + axis] - expected))
        }
      }
    }
    // Corners between samples at equal distances are cut by less than one of them.
    #expect(largest < 0.2)
  }

  @Test("ends keep their bits, and in between trails of one way come together")
  func bundled() throws {
    let places = positions()
    let trails = try FrameTrails(positions: places, frameCount: 5, segmentVertexCount: 4)
    for trail in 0..<60 {
      #expect(trails.vertices[trail * 34] == places.x[trail * 5])
      #expect(trails.vertices[trail * 34 + 33] == places.y[trail * 5 + 4])
    }
    func spread(_ y: (Int) -> Float) -> Float {
      let values = (0..<30).map { y($0 * 2) }
      let mean = values.reduce(0, +) / 30
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 30
    }
    #expect(spread { trails.vertices[$0 * 34 + 17] } < 0.5 * spread { places.y[$0 * 5 + 2] })
  }

  @Test("the bits do not depend on the number of threads; groups are bundled by themselves")
  func threads() throws {
    let places = positions()
    let groups = (0..<60).map { Optional($0 % 2) }
    let results = try [1, 2, 4, 7].map {
      try FrameTrails(
        positions: places, frameCount: 5, segmentVertexCount: 3, groups: groups,
        bundling: KDEBundling(parallel: .init(threadCount: $0)))
    }
    for result in results { #expect(result == results[0]) }
    let even: [Int] = (0..<30).flatMap { trail in (0..<5).map { frame in trail * 10 + frame } }
    let whole = try FrameTrails(positions: places, frameCount: 5, segmentVertexCount: 3)
    #expect(whole != results[0])
    // Bundled alone, a group looks the same: its places are those of a figure that has the same extent.
    let alone = try FrameTrails(
      positions: (even.map { places.x[$0] }, even.map { places.y[$0] }), frameCount: 5, segmentVertexCount: 3)
    #expect(alone.count == 30 && alone.vertexCount == results[0].vertexCount)
  }

  @Test("points that do not move, and two frames, are trails; anything else is refused")
  func edges() throws {
    let still = try FrameTrails(
      positions: ([1, 1, 1, 0, 2, 4], [2, 2, 2, 0, 0, 0]), frameCount: 3, segmentVertexCount: 2)
    #expect(Array(still.vertices.prefix(10)) == [1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
    let empty = try FrameTrails(positions: ([], []), frameCount: 2, segmentVertexCount: 8)
    #expect(empty.count == 0 && empty.vertexCount == 9 && empty.vertices.isEmpty)
    #expect(throws: TrailBundlingError.self) {
      try FrameTrails(positions: ([0, 1], [0, 1]), frameCount: 2, segmentVertexCount: 0)
    }
    #expect(throws: TrailBundlingError.self) {
      try FrameTrails(positions: ([0, .nan], [0, 1]), frameCount: 2, segmentVertexCount: 1)
    }
    #expect(throws: TrailBundlingError.self) {
      try FrameTrails(positions: ([0, 1, 2], [0, 1, 2]), frameCount: 2, segmentVertexCount: 1)
    }
  }
}
