import ArgumentParser
import EmbeddingMethods

/// `strata array tsne`.
struct TSNEArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tsne", abstract: "Embed rows in 2-D or 3-D by t-SNE.")

  @Argument(help: ArgumentHelp("One row a point.", valueName: "in.npy"), completion: .file())
  var input: String

  @Option(help: "Where the embedding goes.", completion: .file())
  var output: String

  @OptionGroup
  var method: TSNEArguments

  @OptionGroup
  var placing: PlacingArguments

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("tsne", arguments)
    let data = try job.matrix(input)
    let options = try method.options(job)
    let result = try job.compute { try TSNE(options: options, parallel: job.parallel).embed(data, progress: $0) }
    method.record(result, in: job)
    job.record(metric: "klDivergence", result.klDivergence)
    try placing.place(job) { rows, progress in
      try TSNEModel(data: data, embedding: result.embedding, options: options, parallel: job.parallel)
        .transform(rows, progress: progress)
    }
    try job.write(result.embedding, to: output)
    try job.finish()
  }
}
