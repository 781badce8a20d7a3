import NumericKernels
import Testing
import TrailBundling

@Suite("Bundling by kernel density")
struct KDEBundlingTests {
  private func bundle(
    _ trails: Trails, _ change: (inout KDEBundlingOptions) -> Void = { _ in }
  ) throws -> BundledTrails {
    try KDEBundling(options: Self.changed(change)).bundle(trails)
  }

  @Test("the ends of every trail keep their bits, and everything is finite")
  func ends() throws {
    let trails = try SyntheticTrails.random(300, seed: 8)
    let result = try bundle(trails)
    #expect(result.straight.offsets == result.bundled.offsets)
    #expect(result.bundled.x.allSatisfy(\.isFinite) && result.bundled.y.allSatisfy(\.isFinite))
    for trail in 0..<trails.count {
      let (before, after) = (trails.points(of: trail), result.bundled.points(of: trail))
      for (first, second) in [
        (before.lowerBound, after.lowerBound), (before.upperBound - 1, after.upperBound - 1),
      ] {
        #expect(trails.x[first] == result.bundled.x[second] && trails.y[first] == result.bundled.y[second])
      }
    }
    #expect(result.meanDisplacement > 0)
  }

  @Test("parallel trails that lie close come together, bundles far apart stay apart")
  func parallelTrails() throws {
    let low = (0..<20).map { Float($0) * 0.002 }, high = low.map { $0 + 0.6 }
    let middles = SyntheticTrails.middles(try bundle(try SyntheticTrails.horizontal(low + high)).bundled)
    for bundle in [middles[..<20], middles[20...]] {
      #expect((bundle.max() ?? 1) - (bundle.min() ?? 0) < 0.004)
    }
    let centers = (middles[..<20].reduce(0, +) / 20, middles[20...].reduce(0, +) / 20)
    #expect(abs(centers.0 - 0.019) < 0.005 && abs(centers.1 - 0.619) < 0.005)
  }

  @Test("a wider kernel brings together what a narrow one leaves apart")
  func bandwidth() throws {
    // The third trail, far away, makes the rectangle as high as wide.
    let trails = try SyntheticTrails.horizontal([0, 0.1, 1])
    func gap(_ bandwidth: Double) throws -> Double {
      let middles = SyntheticTrails.middles(try bundle(trails) { $0.bandwidth = bandwidth }.bundled)
      return middles[1] - middles[0]
    }
    #expect(try abs(gap(0.02) - 0.1) < 1e-3)
    #expect(try gap(0.3) < 0.02)
  }

  @Test("ink falls, and so it does with every step of strength")
  func ink() throws {
    let trails = try SyntheticTrails.random(400, seed: 9)
    let result = try bundle(trails)
    let ink = try TrailInk(over: trails)
    let shares = try [0, 0.5, 1].map { ink.share(of: try result.trails(strength: $0)) }
    #expect(abs(shares[0] - ink.share(of: trails)) < 0.01)
    #expect(shares[1] < shares[0] && shares[2] < 0.6 * shares[0], "\(shares)")
  }

  @Test("strength 0 is the input at equal distances, 1 the bundled trails, 0.5 half way")
  func strength() throws {
    let trails = try SyntheticTrails.random(50, seed: 10)
    let result = try bundle(trails)
    #expect(try result.trails(strength: 0) == result.straight)
    #expect(try result.trails(strength: 1) == result.bundled)
    let side = [trails.x, trails.y].map { ($0.max() ?? 0) - ($0.min() ?? 0) }.max() ?? 0
    #expect(try result.straight == trails.resampled(step: 0.01 * Double(side)))
    let half = try result.trails(strength: 0.5)
    for point in 0..<half.pointCount {
      #expect(abs(half.x[point] - (result.straight.x[point] + result.bundled.x[point]) / 2) < 1e-5)
    }
    for strength in [-0.1, 1.1, .nan] {
      #expect(throws: TrailBundlingError.self) { try result.trails(strength: strength) }
    }
  }

  @Test("no iterations leave trails straight")
  func noIterations() throws {
    let result = try bundle(try SyntheticTrails.random(30, seed: 11)) { $0.iterationCount = 0 }
    for point in 0..<result.straight.pointCount {
      #expect(abs(result.straight.x[point] - result.bundled.x[point]) < 1e-5)
      #expect(abs(result.straight.y[point] - result.bundled.y[point]) < 1e-5)
    }
  }

  @Test("points lie at equal distances along bundled trails")
  func even() throws {
    let bundled = try bundle(try SyntheticTrails.random(100, seed: 12)).bundled
    for trail in 0..<bundled.count {
      let points = bundled.points(of: trail)
      let mean = SyntheticTrails.length(bundled, trail) / Double(points.count - 1)
      for point in points.dropFirst() {
        // A piece cuts the corner that it goes around.
        #expect(SyntheticTrails.distance(bundled, point - 1, point) < 1.02 * mean + 1e-5)
      }
    }
  }

  @Test("a quarter turn of the input turns the output")
  func rotation() throws {
    let trails = try SyntheticTrails.random(100, seed: 13)
    let turned = try Trails(x: trails.y.map { -$0 }, y: trails.x, offsets: trails.offsets)
    // Few iterations: what rounding makes different must not grow.
    let few: (inout KDEBundlingOptions) -> Void = { $0.iterationCount = 4 }
    let (first, second) = (try bundle(trails, few).bundled, try bundle(turned, few).bundled)
    #expect(first.offsets == second.offsets)
    for point in 0..<first.pointCount {
      #expect(abs(second.x[point] + first.y[point]) < 5e-3 && abs(second.y[point] - first.x[point]) < 5e-3)
    }
  }

  @Test("the units of the plane do not matter")
  func scale() throws {
    let trails = try SyntheticTrails.random(100, seed: 14)
    let scaled = try Trails(x: trails.x.map { $0 * 1024 }, y: trails.y.map { $0 * 1024 }, offsets: trails.offsets)
    let (first, second) = (try bundle(trails).bundled, try bundle(scaled).bundled)
    #expect(second.x == first.x.map { $0 * 1024 } && second.y == first.y.map { $0 * 1024 })
  }

  @Test("the bits are the same with any number of threads", arguments: [false, true])
  func threads(grouped: Bool) throws {
    let trails = try SyntheticTrails.random(500, seed: 15)
    let groups: [Int?]? = grouped ? (0..<500).map { $0 % 7 == 0 ? nil : $0 % 3 } : nil
    let one = try KDEBundling(parallel: ParallelRows(threadCount: 1)).bundle(trails, groups: groups)
    for threads in [2, 4, 7] {
      let other = try KDEBundling(parallel: ParallelRows(threadCount: threads)).bundle(trails, groups: groups)
      #expect(other == one, "\(threads) threads")
    }
  }

  @Test("groups are bundled as if the others were not there")
  func groups() throws {
    // Trails at the corners keep the rectangle the same.
    let heights = (0..<30).map { Float($0) * 0.002 } + [0, 1]
    let trails = try SyntheticTrails.horizontal(heights)
    let groups = (0..<32).map { $0 >= 30 ? nil : $0 / 15 } as [Int?]
    let together = SyntheticTrails.middles(try bundle(trails).bundled)
    let apart = SyntheticTrails.middles(try KDEBundling().bundle(trails, groups: groups).bundled)
    func gap(_ middles: [Double]) -> Double { middles[15..<30].reduce(0, +) / 15 - middles[..<15].reduce(0, +) / 15 }
    #expect(gap(together) < 0.005)
    #expect(abs(gap(apart) - 0.03) < 0.003)
    #expect((apart[..<15].max() ?? 1) - (apart[..<15].min() ?? 0) < 0.003)
    let all = try KDEBundling().bundle(trails, groups: [Int?](repeating: 4, count: 32))
    #expect(try all == bundle(trails))
    let error = #expect(throws: TrailBundlingError.self) { try KDEBundling().bundle(trails, groups: [1]) }
    #expect(error?.kind == .badInput && error?.description.contains("1 groups for 32 trails") == true)
  }

  @Test("trails without extent, and none, come back; one alone stays a line; a short one stays straight")
  func degenerate() throws {
    let point = try Trails(x: [1, 1, 1], y: [2, 2, 2], offsets: [0, 3])
    #expect(try bundle(point).straight == point && bundle(point).bundled == point)
    let none = try Trails(x: [], y: [], offsets: [0])
    #expect(try bundle(none).bundled == none && bundle(none).meanDisplacement == 0)
    let line = try Trails(x: [5, 5], y: [-1, 1], offsets: [0, 2])
    let alone = try bundle(line).bundled
    #expect(alone.pointCount == 101 && alone.x.allSatisfy { abs($0 - 5) < 1e-4 })
    let short = try Trails(x: [0, 1, 0.5, 0.501], y: [0, 0, 0.01, 0.01], offsets: [0, 2, 4])
    #expect(try bundle(short).bundled.x.suffix(2) == [0.5, 0.501])
    let huge = try Trails(x: [-3e38, 3e38, -3e38, 3e38], y: [0, 1e30, 1e36, 0], offsets: [0, 2, 4])
    #expect(try bundle(huge).bundled.x.allSatisfy(\.isFinite))
  }

  private static func changed(_ change: (inout KDEBundlingOptions) -> Void) -> KDEBundlingOptions {
    var options = KDEBundlingOptions()
    change(&options)
    return options
  }

  @Test(
    "options out of range are named",
    arguments: [
      ("bandwidth", changed { $0.bandwidth = 0 }), ("bandwidth", changed { $0.bandwidth = .nan }),
      ("bandwidthDecay", changed { $0.bandwidthDecay = 1.5 }), ("iterationCount", changed { $0.iterationCount = -1 }),
      ("advectionStepCount", changed { $0.advectionStepCount = 0 }),
      ("smoothingCount", changed { $0.smoothingCount = -1 }), ("sampleStep", changed { $0.sampleStep = 0 }),
      ("step", changed { $0.sampleStep = 1e-9 }), ("gridSize", changed { $0.gridSize = 16 }),
    ])
  func outOfRange(name: String, options: KDEBundlingOptions) throws {
    let trails = try SyntheticTrails.random(5, seed: 16)
    let error = #expect(throws: TrailBundlingError.self) { try KDEBundling(options: options).bundle(trails) }
    #expect(error?.kind == .badOption)
    #expect(error?.description.hasPrefix("\(name) is") == true, "\(error?.description ?? "")")
  }

  @Test("progress rises to 1, and throwing from it stops the work", arguments: [false, true])
  func progress(grouped: Bool) throws {
    let trails = try SyntheticTrails.random(20, seed: 17)
    let groups: [Int?]? = grouped ? (0..<20).map { $0 % 2 } : nil
    let seen = Recorder()
    _ = try KDEBundling().bundle(trails, groups: groups) { seen.add($0) }
    #expect(seen.values.first == 0 && seen.values.last == 1 && seen.values == seen.values.sorted())
    #expect(throws: CancellationError.self) {
      try KDEBundling().bundle(trails, groups: groups) { if $0 > 0.4 { throw CancellationError() } }
    }
  }
}

/// What a progress handler was told; it is called by one thread.
private final class Recorder: @unchecked Sendable {
  private(set) var values: [Double] = []
  func add(_ value: Double) { values.append(value) }
}
