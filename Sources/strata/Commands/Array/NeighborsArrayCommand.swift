import ArgumentParser
import Foundation
import NeighborSearch
import NumericKernels
import StudyStore

/// `strata array neighbors`.
struct NeighborsArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbors",
    abstract: "Find the nearest neighbours of every row.",
    discussion: """
      The output has one row a point: the numbers of its neighbours, the nearest first, without the point itself. Equal \
      distances are ordered by number.
      """)

  @Argument(help: ArgumentHelp("One row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "Where the numbers of the neighbours go.", completion: .file())
  var output: String

  @Option(help: "Where their distances go.", completion: .file())
  var distances: String?

  @Option(help: "How many neighbours.")
  var neighbors = 15

  @Option(help: ArgumentHelp("\(MetricArgument.names)", valueName: "metric"))
  var metric = MetricArgument.euclidean

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("neighbors", arguments)
    let data = try job.matrix(input)
    let graph = try job.compute {
      try ExactSearch(metric: metric.metric, parallel: job.parallel).neighbors(
        of: data, neighborCount: neighbors, progress: $0)
    }
    job.record("neighborCount", .integer(neighbors), effective: .integer(graph.neighborCount))
    job.record("metric", .string(metric.metric.rawValue))
    let shape = [graph.rowCount, graph.neighborCount]
    if let distances { try job.write(graph.distances, shape: shape, to: distances, as: "distances") }
    try job.write(graph.indices, shape: shape, to: output)
    try job.finish()
  }
}
