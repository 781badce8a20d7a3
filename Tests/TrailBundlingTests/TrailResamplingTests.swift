import NumericKernels
import Testing
import TrailBundling

@Suite("Resampling trails")
struct TrailResamplingTests {
  /// The point at a length along a trail, by walking there from the start.
  private func point(_ trails: Trails, _ trail: Int, at length: Double) -> (x: Double, y: Double) {
    var left = length
    let points = trails.points(of: trail)
    for next in points.dropFirst() {
      let piece = SyntheticTrails.distance(trails, next - 1, next)
      if left <= piece || next == points.upperBound - 1 {
        let share = piece > 0 ? min(1, left / piece) : 0
        let (x, y) = (Double(trails.x[next - 1]), Double(trails.y[next - 1]))
        return (x + share * (Double(trails.x[next]) - x), y + share * (Double(trails.y[next]) - y))
      }
      left -= piece
    }
    return (.nan, .nan)
  }

  private func expectEven(_ new: Trails, from old: Trails) {
    #expect(new.count == old.count)
    for trail in 0..<old.count {
      let (before, after) = (old.points(of: trail), new.points(of: trail))
      let length = SyntheticTrails.length(old, trail)
      for (place, index) in after.enumerated() {
        let expected = point(old, trail, at: length * Double(place) / Double(after.count - 1))
        #expect(abs(Double(new.x[index]) - expected.x) < 1e-5 && abs(Double(new.y[index]) - expected.y) < 1e-5)
      }
      for (first, second) in [
        (before.lowerBound, after.lowerBound), (before.upperBound - 1, after.upperBound - 1),
      ] {
        #expect(old.x[first] == new.x[second] && old.y[first] == new.y[second])
      }
    }
  }

  @Test("points lie at equal lengths along the trail, as few as the step allows")
  func step() throws {
    let trails = try SyntheticTrails.random(100, seed: 1)
    for step in [0.05, 0.7, 100] {
      let new = try trails.resampled(step: step)
      expectEven(new, from: trails)
      for trail in 0..<trails.count {
        let pieces = new.points(of: trail).count - 1
        #expect(pieces == max(1, Int((SyntheticTrails.length(trails, trail) / step).rounded(.up))))
      }
    }
  }

  @Test("every trail gets as many points as asked for")
  func count() throws {
    let trails = try SyntheticTrails.random(100, seed: 2)
    for count in [2, 3, 50] {
      let new = try trails.resampled(pointsPerTrail: count)
      #expect(new.offsets == Array(stride(from: 0, through: 100 * count, by: count)))
      expectEven(new, from: trails)
    }
  }

  @Test("the bits are the same with any number of threads")
  func threads() throws {
    let trails = try SyntheticTrails.random(500, seed: 3)
    let one = try trails.resampled(step: 0.03, parallel: ParallelRows(threadCount: 1))
    for threads in [2, 4, 7] {
      #expect(try trails.resampled(step: 0.03, parallel: ParallelRows(threadCount: threads)) == one)
    }
  }

  @Test("a trail without length keeps its place, repeated points do no harm")
  func repeated() throws {
    let trails = try Trails(x: [3, 3, 3, 0, 0, 1, 1, 1], y: [2, 2, 2, 0, 0, 0, 0, 0], offsets: [0, 3, 8])
    let new = try trails.resampled(step: 0.5)
    #expect(new.offsets == [0, 2, 5])
    #expect(new.x == [3, 3, 0, 0.5, 1] && new.y == [2, 2, 0, 0, 0])
  }

  @Test("steps and counts that cannot be are refused", arguments: [0, -1, .nan, .infinity, 1e-300])
  func badStep(step: Double) throws {
    let trails = try SyntheticTrails.random(5, seed: 4)
    let error = #expect(throws: TrailBundlingError.self) { try trails.resampled(step: step) }
    #expect(error?.kind == .badOption && error?.description.hasPrefix("step is") == true)
  }

  @Test("fewer than two points a trail, or more than memory holds, are refused", arguments: [1, 0, -3, 1 << 40, .max])
  func badCount(count: Int) throws {
    let trails = try SyntheticTrails.random(5, seed: 4)
    let error = #expect(throws: TrailBundlingError.self) { try trails.resampled(pointsPerTrail: count) }
    #expect(error?.kind == .badOption && error?.description.contains("pointsPerTrail is \(count)") == true)
  }
}
