import ArgumentParser
import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// `strata array quality`.
struct QualityArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quality", abstract: "Measure how far an embedding can be trusted.")

  @Argument(help: ArgumentHelp("The embedding, one row a point.", valueName: "embedding.npy"), completion: .file())
  var input: String

  @Option(help: "What was embedded, the same rows.", completion: .file())
  var data: String

  @Option(help: "A label for each row: integers; negative ones mean none.", completion: .file())
  var labels: String?

  @Option(help: "The size of the neighbourhoods that are compared.")
  var neighbors = 15

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("quality", arguments)
    let embedding = try job.matrix(input)
    let data = try job.matrix(data, as: "data")
    let trust = try job.compute {
      try Trustworthiness(
        of: embedding, data: data, neighborCount: neighbors, metric: metric.metric, parallel: job.parallel,
        progress: $0)
    }
    job.record("neighborCount", .integer(neighbors), effective: .integer(trust.neighborCount))
    job.record(metric: "trustworthiness", trust.overall)
    try job.finish()
  }
}
