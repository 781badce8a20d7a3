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

  @Option(help: "automatic (exact unless that takes much longer), exact, or approximate (NN-descent).")
  var method = NeighborSearchMethod.automatic

  @Option(
    help: ArgumentHelp(
      "Find the neighbours of these rows among those of the input, instead of those of the input's own rows.",
      valueName: "queries.npy"), completion: .file())
  var queries: String?

  @OptionGroup
  var seed: SeedArgument

  @OptionGroup
  var arguments: ArrayArguments

  func validate() throws {
    guard queries == nil || method != .approximate else {
      throw ValidationError("--queries are always answered exactly; leave --method approximate out.")
    }
  }

  func run() throws {
    let job = ArrayJob("neighbors", arguments)
    let data = try job.matrix(input)
    job.record("metric", .string(metric.metric.rawValue))
    try queries.map { try answer($0, in: data, job) } ?? search(data, job)
    try job.finish()
  }

  private func search(_ data: Matrix, _ job: ArrayJob) throws {
    let search = NearestNeighbors(method: method, metric: metric.metric, seed: seed.seed, parallel: job.parallel)
    let plan = search.plan(rowCount: data.rowCount, columnCount: data.columnCount, neighborCount: neighbors)
    let graph = try job.compute { try search.neighbors(of: data, neighborCount: neighbors, progress: $0) }
    job.record("method", .string(method.rawValue), effective: .string(plan.method.rawValue), remark: false)
    job.record(metric: "choice", value: .string(plan.reason))
    job.record("neighborCount", .integer(neighbors), effective: .integer(graph.neighborCount))
    if plan.method == .approximate {
      job.record("seed", .integer(Int(seed.seed)))
      let recall = try Recall.estimate(graph, data: data, metric: metric.metric, parallel: job.parallel)
      job.record(metric: "estimatedRecall", recall.mean)
      job.record(metric: "estimatedRecallStandardError", recall.standardError)
    }
    try write(graph.indices, graph.distances, shape: [graph.rowCount, graph.neighborCount], job)
  }

  private func answer(_ path: String, in data: Matrix, _ job: ArrayJob) throws {
    let queries = try job.matrix(path, as: "queries")
    let found = try job.compute {
      try ExactSearch(metric: metric.metric, parallel: job.parallel).neighbors(
        of: queries, in: data, neighborCount: neighbors, progress: $0)
    }
    job.record("method", .string(NeighborSearchMethod.exact.rawValue))
    job.record("neighborCount", .integer(neighbors), effective: .integer(found.neighborCount))
    try write(found.indices, found.distances, shape: [found.queryCount, found.neighborCount], job)
  }

  private func write(_ indices: [Int32], _ distances: [Float], shape: [Int], _ job: ArrayJob) throws {
    if let path = self.distances { try job.write(distances, shape: shape, to: path, as: "distances") }
    try job.write(indices, shape: shape, to: output)
  }
}
