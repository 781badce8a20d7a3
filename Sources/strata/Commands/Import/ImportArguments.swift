import ArgumentParser
import Foundation
import ImageDatasets
import StudyPipeline

/// What an import is told of its arrays.
struct ImportArguments: ParsableArguments {
  @Option(help: "What the model is called. Default: the name of a single file, else that of the folder.")
  var model: String?

  @Option(parsing: .upToNextOption, help: "Only these arrays, by name or pattern, in this order. Default: all.")
  var layers: [String] = []

  @Option(parsing: .upToNextOption, help: "Columns of CSV files that are features, by name or pattern.")
  var columns: [String] = []

  @Option(
    help: "One label a row: .npy with numbers or text, CSV with a column label, or text with one a line.",
    completion: .file())
  var labels: String?

  @Option(help: "The column of CSV files that is the label. (default: label)")
  var labelColumn: String?

  @Option(help: "The names of the labels, in order: a text file with one a line, or JSON.", completion: .file())
  var classes: String?

  @Option(
    help: """
      The images: what `strata analyze` takes. Row i is image i in the order of the names, unless both sides name their \
      rows.
      """, completion: .file())
  var images: String?

  @Option(
    help: "What is known of the rows besides: a CSV file; a column identifier or path matches rows by name.",
    completion: .file(extensions: ["csv"]))
  var attributes: String?

  @Option(
    help: "What the rows are called: text with one a line, or CSV with a column identifier or path.",
    completion: .file())
  var identifiers: String?

  @Option(help: ArgumentHelp("The attribute to show instead of a picture.", valueName: "column"))
  var text: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Ready-made embeddings, .npy or CSV: of the last layer, or of the one that is named.",
      valueName: "[name=]file[@layer]"))
  var embedding: [String] = []

  @Option(
    help: "What the model says: CSV with the columns class and probability, or .npy, rows x classes.",
    completion: .file())
  var predictions: String?

  @Option(
    help: "The names of the model's outputs, in order: a text file with one a line, or JSON.", completion: .file())
  var outputs: String?

  @Option(
    help: """
      Embeddings to make, separated by commas: umap-15d, umap-2d, tsne-2d, pca-2d, …, or none. (default: \
      umap-15d,umap-2d,tsne-2d)
      """)
  var embed: String?

  @Option(help: "Neighbours kept for each row in each layer.")
  var neighbors: Int = 50

  @Option(help: ArgumentHelp(MetricArgument.names))
  var metric = MetricArgument.euclidean

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Stop at an image that cannot be read, instead of leaving its row out.")
  var strict = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    func require(_ isFine: Bool, _ message: String) throws {
      if !isFine { throw ValidationError(message) }
    }
    try require((15...1000).contains(neighbors), "--neighbors must be between 15 and 1000.")
    try require(seed <= UInt64(Int64.max), "--seed must be at most 9223372036854775807.")
    try require(outputs == nil || predictions != nil, "--outputs needs --predictions, whose classes it names.")
    _ = try EmbeddingList(option: embed, default: [])
  }

  /// The import that these arguments ask for.
  func options(study: URL, arrays: [URL]) throws -> ImportOptions {
    func file(_ path: String?) -> URL? { path.map { URL(fileURLWithPath: $0) } }
    var options = ImportOptions(study: study, arrays: arrays)
    (options.modelName, options.layers, options.columns) = (model, layers, columns)
    (options.labels, options.labelColumn) = (file(labels), labelColumn)
    options.classNames = try file(classes).map { try ClassNames(contentsOf: $0) }
    (options.images, options.attributes, options.identifiers) = (images, file(attributes), file(identifiers))
    options.text = text
    options.given = embedding.map(Self.given)
    options.predictions = file(predictions)
    (options.outputs, options.outputsFile) = (try file(outputs).map { try ClassNames(contentsOf: $0) }, outputs)
    options.embeddings = try EmbeddingList(option: embed, default: EmbeddingRequest.defaults).requests
    (options.neighborCount, options.metric, options.seed) = (neighbors, metric.metric, seed)
    (options.threadCount, options.isStrict) = (threading.threads, strict)
    return options
  }

  /// `[name=]file[@layer]`; a file whose own name holds these signs is meant as it is.
  static func given(_ text: String) -> GivenEmbedding {
    if FileManager.default.fileExists(atPath: text) { return GivenEmbedding(file: URL(fileURLWithPath: text)) }
    var (rest, name, layer) = (Substring(text), String?.none, String?.none)
    if let sign = rest.firstIndex(of: "=") { (name, rest) = (String(rest[..<sign]), rest[rest.index(after: sign)...]) }
    if let sign = rest.lastIndex(of: "@"), !FileManager.default.fileExists(atPath: String(rest)) {
      (layer, rest) = (String(rest[rest.index(after: sign)...]), rest[..<sign])
    }
    return GivenEmbedding(file: URL(fileURLWithPath: String(rest)), name: name, layer: layer)
  }
}
