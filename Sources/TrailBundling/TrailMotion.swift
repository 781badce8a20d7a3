import CKernels
import NumericKernels

/// Trails on their way through the iterations.
struct TrailMotion {
  private let trails: GridTrails
  private let estimate: DensityEstimate
  private let parallel: ParallelRows

  private static let trailsPerChunk = 32

  init(_ trails: Trails, grid: PlaneGrid, parallel: ParallelRows) {
    self.parallel = parallel
    self.trails = GridTrails(trails, grid: grid)
    estimate = DensityEstimate(grid, pointCount: trails.pointCount, parallel: parallel)
  }

  /// Runs all iterations; one density for each.
  func run(_ options: KDEBundlingOptions, progress: ProgressHandler?) throws {
    guard options.iterationCount > 0 else { return }
    let schedule = BandwidthSchedule(options, grid: trails.grid)
    count()
    for iteration in 0..<options.iterationCount {
      let radius = schedule.radius(iteration)
      let deviation = BandwidthSchedule.standardDeviation(radius: radius)
      estimate.estimate(BoxFilter(standardDeviation: deviation))
      // At a distance d from a lone ridge, gradient by density is d / deviation²: then no step goes beyond the ridge.
      let stepLength = radius / Double(options.advectionStepCount)
      estimate.updateSteps(stepLength: stepLength, flatness: stepLength / (deviation * deviation))
      move(options, counting: iteration + 1 < options.iterationCount)
      try progress?(Double(iteration + 1) / Double(options.iterationCount))
    }
  }

  /// Where the trails are now.
  func positions(original: Trails) -> Trails { trails.positions(original: original) }

  private func count() {
    parallel.forEachChunk(of: trails.count, chunkSize: Self.trailsPerChunk) { _, range in
      estimate.add(trails, range)
    }
  }

  /// Moves and smooths all trails, and counts their points for the next density while they are at hand.
  private func move(_ options: KDEBundlingOptions, counting: Bool) {
    let workCount = 6 * trails.longest + 96
    parallel.forEachChunk(of: trails.count, chunkSize: Self.trailsPerChunk) { _, range in
      var kernel = trails.kernel(
        steps: estimate.steps.pointer, stepCount: options.advectionStepCount, smoothingCount: options.smoothingCount)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: workCount) { work in
        strata_bundling_move(&kernel, range.lowerBound, range.upperBound, work.baseAddress)
      }
      if counting { estimate.add(trails, range) }
    }
  }
}
