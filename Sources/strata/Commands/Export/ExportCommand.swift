import ArgumentParser
import Foundation
import StudyExport
import StudyPipeline
import StudyStore
import StudyTables

/// `strata export`: a study, or parts of it, for others.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a study as one page that works offline, or its tables and arrays.",
    discussion: """
      What is written follows from the name of the output:

      .html            one file with everything that strata serve shows; it opens
                       from a disk, without a network
      a folder (/)     the same for a web server, loaded as it is needed; or --as
                       folder
      .csv             one row an image: label, predictions, coordinates, trust,
                       suspects, selections
      .arrow .feather  the same for pandas.read_feather, pyarrow and polars
      .npz             arrays for numpy.load: activations, embeddings, neighbours, …
      .jsonl           a table for Apple's Embedding Atlas
      --as projector   a folder for TensorBoard's Embedding Projector

        strata export photos.study --output photos.html --max-size 10MB
        strata export photos.study --output photos.csv --without names
        strata export photos.study --output logs --as projector

      To meet --max-size, images become smaller, numbers coarser and lists shorter, in an order that \
      Documentation/Guides/Sharing.md gives; the page says so. Documentation/Guides/ImportExport.md names all columns and arrays.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The file or folder to write.", completion: .file())
  var output: String

  @Option(
    name: .customLong("as"),
    help: "page, folder, table, arrays, projector or atlas. Default: as the output's ending says.")
  var format: ExportFormat.Name?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Leave out: names (what images are called, and where they are), attributes (columns of the manifest), images, \
      annotations (decisions and selections); of pages also \
      \(PrivatePart.allCases.map(\.rawValue).filter { ExportChoice.Private(rawValue: $0) == nil }.joined(separator: ", ")).
      """, valueName: "part"))
  var without: [String] = []

  @Flag(help: "Replace what is there.")
  var overwrite = false

  @OptionGroup(title: "Pages and folders")
  var page: PageExportArguments

  @OptionGroup(title: "Tables and arrays")
  var tables: TableExportArguments

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    let format = try ExportFormat(output: output, name: format)
    if format.isExplorer {
      try tables.refuse()
      _ = try page.options(for: format, without: try parts(PrivatePart.self))
    } else {
      try page.refuse()
      try tables.validate(for: format, without: try parts(ExportChoice.Private.self))
    }
  }

  func run() async throws {
    do {
      try await write()
    } catch is CancellationError {
      throw Interruption(description: "Nothing was written; run the same command again to begin anew.")
    }
  }

  private func write() async throws {
    let format = try ExportFormat(output: output, name: format)
    let url = URL(fileURLWithPath: output)
    guard !format.isExplorer else { return try await writePage(format, to: url) }
    if !overwrite, FileManager.default.fileExists(atPath: url.path) {
      throw StudyPipelineError(
        kind: .badInput, description: "\(output) already exists. Choose another name, or replace it with --overwrite.")
    }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    let choice = tables.choice(without: try parts(ExportChoice.Private.self))
    try TableExport(study: opened, arguments: tables, choice: choice, isQuiet: quiet).write(format, to: url)
  }

  private func writePage(_ format: ExportFormat, to url: URL) async throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    let export = PageExport(
      study: opened, options: try page.options(for: format, without: try parts(PrivatePart.self)), output: url,
      overwrites: overwrite, viewer: page.viewer, threadCount: page.threading.threads, isQuiet: quiet,
      printsJSON: page.json)
    try await export.run()
  }

  /// The parts that `--without` names, with spaces or commas between them.
  private func parts<Part: RawRepresentable<String> & CaseIterable & Hashable>(_ kind: Part.Type) throws -> Set<Part> {
    let names = without.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
    return Set(
      try names.map { name in
        guard let part = Part(rawValue: name) else {
          throw ValidationError(
            """
            --without \(name): there is no such part here. Give any of \
            \(Part.allCases.map(\.rawValue).joined(separator: ", ")).
            """)
        }
        return part
      })
  }
}
