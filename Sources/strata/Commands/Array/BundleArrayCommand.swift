import ArgumentParser
import NumericKernels
import StudyStore
import TrailBundling

/// `strata array bundle`.
struct BundleArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle",
    abstract: "Bundle trails or the edges of a graph, so that those that run alike lie together.",
    discussion: """
      Kernel density estimation edge bundling (Hurter, Ersoy & Telea 2012): points climb the density of all trails, which \
      is estimated anew with a narrower kernel in each iteration. The ends of every trail stay where they are. Lengths \
      are shares of the longer side of the rectangle around all trails.

      inkBefore and inkAfter are the shares of a grid's cells (1,024 along the longer side) that trails cross.
      """)

  @OptionGroup
  var trails: TrailArguments

  @Option(help: "The radius of the kernel at the start, up to 0.5: how far trails attract each other.")
  var bandwidth = KDEBundlingOptions().bandwidth

  @Option(help: "What the bandwidth is multiplied by after each iteration, up to 1.")
  var bandwidthDecay = KDEBundlingOptions().bandwidthDecay

  @Option(help: "How often the density is estimated.")
  var iterations = KDEBundlingOptions().iterationCount

  @Option(help: "Steps along the gradient of each density.")
  var advectionSteps = KDEBundlingOptions().advectionStepCount

  @Option(help: "How often trails are smoothed in each iteration.")
  var smoothing = KDEBundlingOptions().smoothingCount

  @Option(help: "The distance of the points of a trail, up to 1.")
  var sampleStep = KDEBundlingOptions().sampleStep

  @Option(help: "The density's cells along the longer side, 32 to 4096.")
  var gridSize = KDEBundlingOptions().gridSize

  @Option(help: "From 0 (the trails as they are) to 1 (bundled): points go this share of their way.")
  var strength = 1.0

  @Option(
    help: "A label for each trail: integers; negative ones mean none. Trails of other labels do not attract.",
    completion: .file())
  var labels: String?

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("bundle", arguments)
    let given = try trails.read(job)
    let groups = try labels.map { try job.labels($0, rowCount: given.count) }
    let method = KDEBundling(options: options, parallel: job.parallel)
    let (result, bundled) = try job.compute { progress in
      let result = try method.bundle(given, groups: groups, progress: progress)
      return (result, try result.trails(strength: strength))
    }
    record(result, in: job)
    let ink = try TrailInk(over: given, parallel: job.parallel)
    job.record(metric: "inkBefore", ink.share(of: given))
    job.record(metric: "inkAfter", ink.share(of: bundled))
    try trails.write(bundled, job)
    try job.finish()
  }

  private var options: KDEBundlingOptions {
    var options = KDEBundlingOptions()
    (options.bandwidth, options.bandwidthDecay) = (bandwidth, bandwidthDecay)
    (options.iterationCount, options.advectionStepCount) = (iterations, advectionSteps)
    (options.smoothingCount, options.sampleStep, options.gridSize) = (smoothing, sampleStep, gridSize)
    return options
  }

  private func record(_ result: BundledTrails, in job: ArrayJob) {
    job.record("bandwidth", .number(bandwidth))
    job.record("bandwidthDecay", .number(bandwidthDecay))
    job.record("iterationCount", .integer(iterations))
    job.record("advectionStepCount", .integer(advectionSteps))
    job.record("smoothingCount", .integer(smoothing))
    job.record("sampleStep", .number(sampleStep))
    job.record("gridSize", .integer(gridSize))
    job.record("strength", .number(strength))
    job.record(metric: "trailCount", value: .integer(result.straight.count))
    job.record(metric: "pointCount", value: .integer(result.straight.pointCount))
    job.record(metric: "meanDisplacement", strength * result.meanDisplacement)
  }
}
