import Testing
import TrailBundling

@Suite("Trails")
struct TrailsTests {
  @Test("trails know their points")
  func points() throws {
    let trails = try Trails(x: [0, 1, 2, 3, 4], y: [0, 0, 0, 1, 1], offsets: [0, 3, 5])
    #expect(trails.count == 2 && trails.pointCount == 5)
    #expect(trails.points(of: 0) == 0..<3 && trails.points(of: 1) == 3..<5)
    #expect(try Trails(x: [0, 1, 2, 3], y: [0, 0, 0, 1], pointsPerTrail: 2).offsets == [0, 2, 4])
  }

  @Test("no trails are trails too")
  func none() throws {
    let none = try Trails(x: [], y: [], offsets: [0])
    #expect(none.count == 0 && none.pointCount == 0)
    #expect(try none.resampled(step: 1) == none)
    #expect(try none.resampled(pointsPerTrail: 9) == none)
    #expect(try Trails(x: [], y: [], pointsPerTrail: 2) == none)
  }

  @Test(
    "what makes no trails is refused with its place",
    arguments: [
      ([0, 1], [0], [0, 2], "2 x and 1 y"),
      ([0, 1], [0, 0], [], "over nothing"),
      ([0, 1], [0, 0], [1, 2], "from 1 to 2"),
      ([0, 1, 2], [0, 0, 0], [0, 2], "from 0 to 2"),
      ([0, 1, 2], [0, 0, 0], [0, 2, 3], "Trail 1 goes from point 2 to before point 3"),
      ([0, 1, 2, 3], [0, 0, 0, 0], [0, 4, 2, 4], "Trail 1 goes from point 4 to before point 2"),
      ([0, .nan], [0, 0], [0, 2], "Point 1"),
      ([0, 1], [-.infinity, 0], [0, 2], "Point 0"),
    ] as [([Float], [Float], [Int], String)])
  func refused(x: [Float], y: [Float], offsets: [Int], expected: String) {
    let error = #expect(throws: TrailBundlingError.self) { try Trails(x: x, y: y, offsets: offsets) }
    #expect(error?.kind == .badInput)
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("offsets that overflow are refused")
  func overflow() {
    #expect(throws: TrailBundlingError.self) { try Trails(x: [0, 1], y: [0, 1], offsets: [0, .min, .max, 2]) }
  }

  @Test("points that do not fill whole trails are refused")
  func remainder() {
    #expect(throws: TrailBundlingError.self) { try Trails(x: [0, 1, 2], y: [0, 1, 2], pointsPerTrail: 2) }
    #expect(throws: TrailBundlingError.self) { try Trails(x: [0, 1], y: [0, 1], pointsPerTrail: 1) }
    #expect(throws: TrailBundlingError.self) { try Trails(x: [], y: [], pointsPerTrail: 0) }
  }
}
