public import ArgumentParser
public import StudyTables

/// What of a study goes into tables and arrays.
struct TableExportArguments: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Networks of the study. Default: all.")
  var models: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: """
      Layers by name, pattern with * and ?, or number (#3). Default: of each network the last that has an embedding.
      """)
  var layers: [String] = []

  @Option(parsing: .upToNextOption, help: "Embeddings of these layers by name, such as umap-2d. Default: all.")
  var embeddings: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      With .npz: activations, embeddings, neighbors, trust, labels, predictions, identifiers, attributes. Default: all.
      """, valueName: "kind"))
  var arrays: [StudyArrays.Kind] = []

  @Flag(help: "With .npz: compress; floats become a tenth or so smaller.")
  var compressed = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Leave out names (what images are called, and where they are), attributes (columns of the manifest), images, or \
      annotations (decisions and selections).
      """, valueName: "part"))
  var without: [ExportChoice.Private] = []

  /// Options that another format would ignore are mistakes.
  func validate(for format: ExportFormat) throws {
    guard format == .arrays || (arrays.isEmpty && !compressed) else {
      throw ValidationError("--arrays and --compressed go with .npz only.")
    }
    guard !without.contains(.images) || format == .projector || format == .atlas else {
      throw ValidationError("--without images goes with --as projector and .jsonl only; this format has no images.")
    }
  }

  var choice: ExportChoice {
    var choice = ExportChoice()
    (choice.models, choice.layers) = (models, layers)
    choice.embeddings = embeddings.isEmpty ? nil : embeddings
    choice.without = Set(without)
    return choice
  }
}

extension StudyArrays.Kind: ExpressibleByArgument {}
extension ExportChoice.Private: ExpressibleByArgument {}
