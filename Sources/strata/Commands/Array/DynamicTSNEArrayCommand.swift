import ArgumentParser
import EmbeddingMethods
import NumericKernels
import StudyStore

/// `strata array dynamic-tsne`.
struct DynamicTSNEArrayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dynamic-tsne",
    abstract: "Embed the same points at several times or in several layers, in one motion.",
    discussion: """
      Dynamic t-SNE (Rauber, Falcão & Telea 2016): all maps descend together, and a point is held to where the maps \
      before and after have it, as firmly as --coupling says. The arrays may differ in their columns.
      """)

  @OptionGroup
  var sequence: SequenceArguments

  @Option(help: "The paper's lambda: 0 leaves the maps to themselves, 0.1 holds them together well.")
  var coupling = DynamicTSNEOptions().coupling

  @Option(help: "The array whose principal components all maps start from: first or last.")
  var startFrame = DynamicTSNEOptions().startFrame

  @OptionGroup
  var method: TSNEArguments

  @OptionGroup
  var arguments: ArrayArguments

  func run() throws {
    let job = ArrayJob("dynamic-tsne", arguments)
    let frames = try sequence.read(job)
    var options = DynamicTSNEOptions()
    (options.frame, options.coupling, options.startFrame) = (try method.options(job), coupling, startFrame)
    let result = try job.compute {
      try DynamicTSNE(options: options, parallel: job.parallel).embed(frames, progress: $0)
    }
    if let last = result.frames.last { method.record(last, in: job) }
    job.record("coupling", .number(coupling), effective: .number(result.coupling))
    job.record("startFrame", .string(startFrame.rawValue))
    job.record(metric: "klDivergences", value: .array(result.frames.map { .number($0.klDivergence) }))
    job.record(metric: "movement", value: .array(result.movement.map { .number($0) }))
    job.record(metric: "cost", result.cost)
    try sequence.write(result.frames.map(\.embedding), job)
    try job.finish()
  }
}
