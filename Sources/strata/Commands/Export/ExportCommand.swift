import ArgumentParser
import Foundation
import StudyPipeline
import StudyStore

/// `strata export`: a study, or parts of it, for others.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a study's tables and arrays for other programs.",
    discussion: """
      What is written follows from the name of the output:

      .csv             one row an image: label, predictions, coordinates, trust,
                       suspects, selections
      .arrow .feather  the same for pandas.read_feather, pyarrow and polars
      .npz             arrays for numpy.load: activations, embeddings, neighbours, …
      .jsonl           a table for Apple's Embedding Atlas
      --as projector   a folder for TensorBoard's Embedding Projector

        strata export photos.study --output photos.csv --without names
        strata export photos.study --output photos.npz --layers '*' --arrays activations labels
        strata export photos.study --output logs --as projector

      Documentation/Guides/ImportExport.md names all columns and arrays.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The file or folder to write.", completion: .file())
  var output: String

  @Option(name: .customLong("as"), help: "table, arrays, projector or atlas. Default: as the output's ending says.")
  var format: ExportFormat.Name?

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup
  var tables: TableExportArguments

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    let format = try ExportFormat(output: output, name: format)
    try tables.validate(for: format)
  }

  func run() throws {
    let format = try ExportFormat(output: output, name: format)
    let url = URL(fileURLWithPath: output)
    if !overwrite, FileManager.default.fileExists(atPath: url.path) {
      throw StudyPipelineError(
        kind: .badInput, description: "\(output) already exists. Choose another name, or replace it with --overwrite.")
    }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    try TableExport(study: opened, arguments: tables, isQuiet: quiet).write(format, to: url)
  }
}
