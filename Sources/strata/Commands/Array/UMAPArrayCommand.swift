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

  @Option(
    help: "A label for each row, for a supervised embedding: integers; negative ones mean unknown.",
    completion: .file())
  var labels: String?

  @Option(help: "With --labels: what they weigh against the data, from 0 to 1. (default: 0.5)")
  var targetWeight: Double?

  @Option(help: "How many nearest neighbours count as surely connected.")
  var localConnectivity = UMAPOptions().localConnectivity

  @Option(help: "How the two directions of an edge are joined: 1 is the union, 0 the intersection.")
  var setOperationMixRatio = UMAPOptions().setOperationMixRatio

  @Option(help: ArgumentHelp("spectral, pca, random, or positions to start from.", valueName: "method|start.npy"))
  var initialization = InitializationArgument.spectral

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  @OptionGroup
  var placing: PlacingArguments

  func validate() throws {
    guard targetWeight == nil || labels != nil else {
      throw ValidationError("--target-weight weighs the labels, so it needs --labels.")
    }
  }

  func run() throws {
    let job = ArrayJob("umap", arguments)
    let data = try job.matrix(input)
    let options = try options(job, rowCount: data.rowCount)
    let result = try job.compute { try UMAP(options: options, parallel: job.parallel).embed(data, progress: $0) }
    job.record("neighborCount", .integer(neighbors), effective: .integer(result.effectiveNeighborCount))
    job.record("epochCount", epochs.map { .integer($0) } ?? .null, effective: .integer(result.epochCount))
    job.record("minimumDistance", .number(minimumDistance))
    job.record("localConnectivity", .number(localConnectivity))
    job.record("setOperationMixRatio", .number(setOperationMixRatio))
    if labels != nil { job.record("targetWeight", .number(options.targetWeight)) }
    job.record("initialization", .string(options.initialization.name))
    job.record("metric", .string(metric.metric.rawValue))
    job.record("seed", .integer(Int(seed.seed)))
    job.record("a", .null, effective: .number(result.a))
    job.record("b", .null, effective: .number(result.b))
    job.record(metric: "componentCount", value: .integer(result.componentCount))
    try placing.place(job) { rows, progress in
      try UMAPModel(data: data, embedding: result.embedding, options: options, parallel: job.parallel)
        .transform(rows, progress: progress)
    }
    try job.write(result.embedding, to: output)
    try job.finish()
  }

  private func options(_ job: ArrayJob, rowCount: Int) throws -> UMAPOptions {
    var options = UMAPOptions()
    options.dimensions = dimensions
    options.neighborCount = neighbors
    options.minimumDistance = minimumDistance
    options.spread = spread
    options.epochCount = epochs
    options.negativeSampleRate = negativeSampleRate
    options.initialization = try initialization.initialization(job)
    options.labels = try labels.map { try job.labels($0, rowCount: rowCount) }
    if let targetWeight { options.targetWeight = targetWeight }
    options.localConnectivity = localConnectivity
    options.setOperationMixRatio = setOperationMixRatio
    options.metric = metric.metric
    options.seed = seed.seed
    return options
  }
}
