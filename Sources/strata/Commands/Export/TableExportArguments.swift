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

  /// A page holds all networks, layers and arrays.
  func refuse() throws {
    let given = [
      ("models", !models.isEmpty), ("layers", !layers.isEmpty), ("embeddings", !embeddings.isEmpty),
      ("arrays", !arrays.isEmpty), ("compressed", compressed),
    ]
    for (name, isGiven) in given where isGiven {
      throw ValidationError("--\(name) goes with tables and arrays only; a page holds the whole study.")
    }
  }

  /// Options that another format would ignore are mistakes.
  func validate(for format: ExportFormat, without: Set<ExportChoice.Private>) throws {
    guard format == .arrays || (arrays.isEmpty && !compressed) else {
      throw ValidationError("--arrays and --compressed go with .npz only.")
    }
    guard !without.contains(.images) || format == .projector || format == .atlas else {
      throw ValidationError("--without images goes with --as projector and .jsonl only; this format has no images.")
    }
  }

  func choice(without: Set<ExportChoice.Private>) -> ExportChoice {
    var choice = ExportChoice()
    (choice.models, choice.layers) = (models, layers)
    choice.embeddings = embeddings.isEmpty ? nil : embeddings
    choice.without = without
    return choice
  }
}

extension StudyArrays.Kind: ExpressibleByArgument {}
