import ArgumentParser
import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// `strata array umap`.
struct UMAPArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "umap", abstract: "Embed rows in any number of dimensions by UMAP.")

  @Argument(help: ArgumentHelp("One row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "Where the embedding goes.", completion: .file())
  var output: String

  @Option(help: "From 1 to 128.")
  var dimensions = 2

  @Option(help: "The size of the local neighbourhood, counting the point itself (n_neighbors).")
  var neighbors = UMAPOptions().neighborCount

  @Option(help: "How closely points may be packed (min_dist).")
  var minimumDistance = UMAPOptions().minimumDistance

  @Option(help: "The scale of the embedding.")
  var spread = UMAPOptions().spread

  @Option(help: "Epochs. Default: 500 up to 10,000 rows, 200 above.")
  var epochs: Int?

  @Option(help: "How many random points push for every neighbour that pulls.")
  var negativeSampleRate = UMAPOptions().negativeSampleRate

  @Option(help: ArgumentHelp("spectral, pca, random, or positions to start from.", valueName: "method|start.npy"))
  var initialization = InitializationArgument.spectral

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("umap", arguments)
    let data = try job.matrix(input)
    let options = try options(job)
    let result = try job.compute { try UMAP(options: options, parallel: job.parallel).embed(data, progress: $0) }
    job.record("neighborCount", .integer(neighbors), effective: .integer(result.effectiveNeighborCount))
    job.record("epochCount", epochs.map { .integer($0) } ?? .null, effective: .integer(result.epochCount))
    job.record("minimumDistance", .number(minimumDistance))
    job.record("initialization", .string(options.initialization.name))
    job.record("metric", .string(metric.metric.rawValue))
    job.record("seed", .integer(Int(seed.seed)))
    job.record("a", .null, effective: .number(result.a))
    job.record("b", .null, effective: .number(result.b))
    job.record(metric: "componentCount", value: .integer(result.componentCount))
    try job.write(result.embedding, to: output)
    try job.finish()
  }

  private func options(_ job: ArrayJob) throws -> UMAPOptions {
    var options = UMAPOptions()
    options.dimensions = dimensions
    options.neighborCount = neighbors
    options.minimumDistance = minimumDistance
    options.spread = spread
    options.epochCount = epochs
    options.negativeSampleRate = negativeSampleRate
    options.initialization = try initialization.initialization(job)
    options.metric = metric.metric
    options.seed = seed.seed
    return options
  }
}
