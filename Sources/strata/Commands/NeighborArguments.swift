import ArgumentParser
import Foundation
import NeighborSearch
import StudyPipeline
import StudyStore

/// Whose neighbours, where and among which images; shared by the commands that show neighbours.
struct NeighborArguments: ParsableArguments {
  @Option(help: "Take this many images, as many of each class as possible. Default: one of each of at most 10 classes.")
  var sample: Int?

  @Option(help: "The sample follows from this number.")
  var seed: UInt64 = 42

  @Option(
    parsing: .upToNextOption,
    help: """
      Layers by name, pattern with * and ?, number (#3), or pixels. Default: the input, the layer half way, and the last \
      before the outputs.
      """)
  var layers: [String] = []

  @Option(name: [.customShort("k"), .long], help: "Neighbours of each query. Default: 10, and 5 in a figure.")
  var neighbors: Int?

  @Option(help: ArgumentHelp(MetricArgument.names, valueName: "metric"))
  var metric: MetricArgument = .euclidean

  @Option(help: "Queries are only images whose split is this.")
  var from: String?

  @Option(help: "Neighbours are only images whose split is this.")
  var among: String?

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(
    help: "The network's file, for images from outside. Default: the one that the study was made with.",
    completion: .file())
  var network: String?

  @OptionGroup
  var threading: ThreadArguments

  func validate() throws {
    guard neighbors.map({ (1...10_000).contains($0) }) ?? true else {
      throw ValidationError("--neighbors must be between 1 and 10000.")
    }
    guard sample.map({ $0 > 0 }) ?? true else { throw ValidationError("--sample must be at least 1.") }
  }

  /// Searches, until Ctrl-C.
  func table(of study: Study, queries: [String], usualCount: Int = 10) throws -> NeighborTable {
    var request = NeighborRequest()
    request.queries = queries.isEmpty ? .sampled(sample) : .named(queries)
    request.model = model
    request.layers = layers
    request.neighborCount = neighbors ?? usualCount
    request.metric = metric.metric
    (request.from, request.among) = (from, among)
    request.seed = seed
    request.network = network.map { URL(fileURLWithPath: $0) }
    request.threadCount = threading.threads
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    return try withExtendedLifetime(interrupts) {
      try StudyNeighbors(study, request: request, cancellation: cancellation).run()
    }
  }
}
