import ArgumentParser
import EmbeddingMethods
import NumericKernels
import StudyStore

/// `strata array align`.
struct AlignArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Turn a sequence of embeddings of the same points so that they look alike.",
    discussion: """
      chain lays each embedding onto the one after it, from the last backwards, as the layers of a study are aligned;
      generalized lays all onto their common mean (generalized Procrustes analysis).
      All are centred and divided by their RMS radius.
      """)

  /// What `--method` accepts.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case chain
    case generalized
  }

  @OptionGroup
  var sequence: SequenceArguments

  @Option(help: "chain or generalized.")
  var method = Method.chain

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("align", arguments)
    let embeddings = try sequence.read(job)
    job.record("method", .string(method.rawValue))
    let aligned: [Matrix]
    switch method {
    case .chain:
      let result = try job.compute { _ in try LayerAlignment(embeddings, parallel: job.parallel) }
      job.record(metric: "disparities", value: .array(result.disparities.map { .number($0) }))
      aligned = result.aligned
    case .generalized:
      let result = try job.compute { _ in try GeneralizedProcrustes(embeddings, parallel: job.parallel) }
      job.record(metric: "sumOfSquares", result.sumsOfSquares.last)
      job.record(
        metric: "sumOfSquaresByEmbedding", value: .array(result.configurationSumsOfSquares.map { .number($0) }))
      job.record("iterationCount", .null, effective: .integer(result.iterationCount))
      job.record(metric: "hasConverged", value: .bool(result.hasConverged))
      aligned = result.aligned
    }
    try sequence.write(aligned, job)
    try job.finish()
  }
}
