import ArgumentParser
import Foundation
import StudyPipeline

/// `strata import`: from arrays that were made elsewhere to a study.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a study of arrays made elsewhere: activations, embeddings.",
    discussion: """
      <arrays> are .npy files (a row an item, a column a feature), .npz archives, whose arrays of two dimensions are \
      layers, or CSV files, whose columns of numbers are features and whose other columns are attributes. Row i of all \
      of them is the same item. Several arrays are the layers of one model, in their order.

      Everything follows that `strata analyze` does without a network: neighbours, embeddings, quality, measures, \
      suspects. Another import into the same study adds a model; an import into a study of `strata analyze` adds one \
      beside its networks.

        strata import clip.npy --study clip.study --images photos
        strata import early.npy late.npy --study audio.study --model wav2vec --labels labels.txt
        strata import table.csv --study words.study --label-column topic --text sentence
        strata import --embedding umap.npy --study map.study --labels labels.npy
      """)

  @Argument(help: ArgumentHelp("Arrays: .npy, .npz or .csv files.", valueName: "arrays"), completion: .file())
  var arrays: [String] = []

  @Option(help: "The study's folder; made if it does not exist.", completion: .directory)
  var study: String

  @OptionGroup
  var arguments: ImportArguments

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  func validate() throws {
    guard !arrays.isEmpty || !arguments.embedding.isEmpty else {
      throw ValidationError("Give arrays to import, or a ready-made map with --embedding.")
    }
  }

  func run() throws {
    let options = try arguments.options(
      study: URL(fileURLWithPath: study), arrays: arrays.map { URL(fileURLWithPath: $0) })
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let finished = try withExtendedLifetime(interrupts) {
      try StudyImport(
        options: options, observer: ProgressDisplay(isQuiet: arguments.quiet), cancellation: cancellation
      ).run()
    }
    try StudyReport(finished).print(asJSON: json)
    if !arguments.quiet { StandardError.write("\nLook at it: strata serve \(study)\n") }
  }
}
