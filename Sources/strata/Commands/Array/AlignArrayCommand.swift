import ArgumentParser
import EmbeddingMethods
import Foundation
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
      All are centred and divided by their RMS radius. Results keep the names of the inputs.
      """)

  /// What `--method` accepts.
  enum Method: String, ExpressibleByArgument, CaseIterable {
    case chain
    case generalized
  }

  @Argument(help: ArgumentHelp("The embeddings, in order.", valueName: "in.npy"), completion: .file())
  var inputs: [String]

  @Option(help: "The folder for the turned embeddings; made if it does not exist.", completion: .directory)
  var output: String

  @Option(help: "chain or generalized.")
  var method = Method.chain

  @OptionGroup
  var arguments: ArrayArguments

  func validate() throws {
    guard inputs.count >= 2 else { throw ValidationError("Give at least two embeddings.") }
    let names = inputs.map { URL(fileURLWithPath: $0).lastPathComponent }
    guard Set(names).count == names.count else {
      throw ValidationError("Two inputs have the same file name; their results would be one file. Rename one.")
    }
  }

  func run() throws {
    let job = ArrayJob("align", arguments)
    let embeddings = try inputs.map { try job.matrix($0, as: URL(fileURLWithPath: $0).lastPathComponent) }
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
    let folder = URL(fileURLWithPath: output)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (path, matrix) in zip(inputs, aligned) {
      let name = URL(fileURLWithPath: path).lastPathComponent
      try job.write(matrix, to: folder.appendingPathComponent(name).path, as: name)
    }
    try job.finish()
  }
}
