import ArgumentParser
import EmbeddingMethods
import NeighborSearch
import StudyStore

/// The options of t-SNE, for one map and for sequences of maps.
struct TSNEArguments: ParsableArguments {
  @Option(help: "2 or 3.")
  var dimensions = 2

  @Option(help: "The effective number of neighbours of each point.")
  var perplexity = TSNEOptions().perplexity

  @Option(help: "Iterations with early exaggeration.")
  var earlyIterations = TSNEOptions().earlyIterationCount

  @Option(help: "Iterations after them.")
  var iterations = TSNEOptions().iterationCount

  @Option(help: "The factor on the attraction in the early iterations.")
  var earlyExaggeration = TSNEOptions().earlyExaggeration

  @Option(help: "The step size. Default: points / early exaggeration, at least 50.")
  var learningRate: Double?

  @Option(help: ArgumentHelp("pca, random, or positions to start from.", valueName: "method|start.npy"))
  var initialization = InitializationArgument.pca

  @Option(help: "How points push: automatic, exact, barnesHut, or interpolation (2-D, for large sets).")
  var repulsion = RepulsionMethod.automatic

  @Option(help: "The opening angle of Barnes–Hut, from 0 to 1.")
  var angle = TSNEOptions().angle

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @OptionGroup
  var seed: SeedArgument

  /// Records what was asked for and what was used.
  func record(_ result: TSNEResult, in job: ArrayJob) {
    job.record("perplexity", .number(perplexity), effective: .number(result.effectivePerplexity))
    job.record("learningRate", learningRate.map { .number($0) } ?? .null, effective: .number(result.learningRate))
    job.record("iterationCount", .integer(earlyIterations + iterations), effective: .integer(result.iterationCount))
    job.record("repulsion", .string(repulsion.rawValue), effective: .string(result.repulsion.rawValue), remark: false)
    job.record("initialization", .string(initialization.name))
    job.record("metric", .string(metric.metric.rawValue))
    job.record("seed", .integer(Int(seed.seed)))
  }

  /// What `TSNE` is told.
  func options(_ job: ArrayJob) throws -> TSNEOptions {
    var options = TSNEOptions()
    options.dimensions = dimensions
    options.perplexity = perplexity
    options.earlyIterationCount = earlyIterations
    options.iterationCount = iterations
    options.earlyExaggeration = earlyExaggeration
    options.learningRate = learningRate
    options.initialization = try initialization.initialization(job)
    options.repulsion = repulsion
    options.angle = angle
    options.metric = metric.metric
    options.seed = seed.seed
    return options
  }
}
