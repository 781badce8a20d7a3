import NumericKernels
import Testing
import TrailBundling

@Suite("Ink of trails")
struct TrailInkTests {
  @Test("a line crosses one cell for each of its length, however often it is drawn")
  func line() throws {
    // The second trail gives the grid its height: 64 by 64 cells, of which 59 lie between the margins.
    let frame = try Trails(x: [0, 1, 0, 0], y: [0, 0, 0, 1], pointsPerTrail: 2)
    let ink = try TrailInk(over: frame, gridSize: 64)
    let once = try Trails(x: [0, 1], y: [0.5, 0.5], pointsPerTrail: 2)
    let twice = try Trails(x: [0, 1, 1, 0], y: [0.5, 0.5, 0.5, 0.5], pointsPerTrail: 2)
    #expect(ink.share(of: once) == 60.0 / 4096)
    #expect(ink.share(of: twice) == ink.share(of: once))
    #expect(ink.share(of: frame) == 119.0 / 4096)
  }

  @Test("beyond the frame ink stays within the grid; without extent there is none; threads do not matter")
  func edges() throws {
    let frame = try SyntheticTrails.random(100, seed: 18)
    let wide = try Trails(x: frame.x.map { $0 * 3 }, y: frame.y.map { $0 * 3 }, offsets: frame.offsets)
    #expect((0...1).contains(try TrailInk(over: frame).share(of: wide)))
    let point = try Trails(x: [1, 1], y: [2, 2], offsets: [0, 2])
    #expect(try TrailInk(over: point).share(of: frame) == 0)
    let shares = try [1, 2, 4, 7].map {
      try TrailInk(over: frame, parallel: ParallelRows(threadCount: $0)).share(of: frame)
    }
    #expect(Set(shares).count == 1 && shares[0] > 0)
    #expect(throws: TrailBundlingError.self) { try TrailInk(over: frame, gridSize: 3) }
  }
}
