public import ActivationTaps
public import ArgumentParser
import Foundation
public import ImageDatasets
import NeighborSearch
import StudyPipeline

/// The options of an analysis, shared by the commands that run one.
struct AnalysisArguments: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Layers by name or pattern (see `strata layers --help`). Default: those marked * by `strata layers`.")
  var layers: [String] = []

  @Option(help: "At most this many images.")
  var limit: Int?

  @Option(help: "How --limit chooses: stratified (equally many of each class, seeded) or first.")
  var sample: SampleSelection.Strategy = .stratified

  @Option(help: "Only images whose manifest column `split` is this.")
  var split: String?

  @Option(
    help: ArgumentHelp(
      "How images become inputs: imagenet, caffe, unit, symmetric, raw, a preset with changes (imagenet:resize=224), or a JSON file.",
      valueName: "name|file"))
  var preprocess: String?

  @Option(help: "How feature maps become one row for an image: avg, max or grid.")
  var pool: Pool = .avg

  @Option(help: "With --pool grid: at most this many values a layer.")
  var maxFeatures: Int = ActivationPooling.defaultMaximumFeatureCount

  @Option(help: "f32, or bf16: twice as fast where the processor has it, exact to two or three digits.")
  var precision: InferencePrecision = .float32

  @Option(help: "Images in one request, where the network leaves the batch open.")
  var batch: Int = ExtractionOptions().batchSize

  @Option(
    help: """
      Embeddings, separated by commas: umap-15d, umap-2d, tsne-2d, tsne-3d, pca-2d, …, or none. (default: for \
      checkpoints tsne-2d, else umap-15d,umap-2d,tsne-2d)
      """)
  var embed: String?

  @Option(help: "Neighbours kept for each image in each layer.")
  var neighbors: Int = 50

  @Option(
    help: "The names of the network's outputs, in order: a text file with one a line, or JSON.", completion: .file())
  var classes: String?

  @Option(help: "Which output each label means: a CSV file with the columns label and output.", completion: .file())
  var labelMap: String?

  @Option(
    help: """
      Coarser groups of the labels, to colour by: a CSV file with the column label and one column for each division, such \
      as label,kind.
      """, completion: .file())
  var groups: String?

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Stop at an image that cannot be read, instead of leaving it out.")
  var strict = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  /// What `--pool` accepts.
  enum Pool: String, ExpressibleByArgument, CaseIterable {
    case avg
    case max
    case grid
  }

  func validate() throws {
    func require(_ isFine: Bool, _ message: String) throws {
      if !isFine { throw ValidationError(message) }
    }
    try require(limit.map { $0 > 0 } ?? true, "--limit must be at least 1.")
    try require(maxFeatures > 0, "--max-features must be at least 1.")
    try require((1...4096).contains(batch), "--batch must be between 1 and 4096.")
    try require((15...1000).contains(neighbors), "--neighbors must be between 15 and 1000.")
    try require(seed <= UInt64(Int64.max), "--seed must be at most 9223372036854775807.")
    try require(labelMap == nil || classes != nil, "--label-map needs --classes, which names the outputs it refers to.")
    _ = try embeddings(default: [])
  }

  /// The analysis that these arguments ask for.
  func options(
    model: URL, images: String, study: URL, embeddings standard: [EmbeddingRequest] = EmbeddingRequest.defaults
  ) throws -> AnalysisOptions {
    var options = AnalysisOptions(study: study, model: model, images: images)
    options.layers = layers
    options.sample = SampleSelection(strategy: sample, limit: limit, seed: seed)
    options.split = split
    options.preprocessing = try preprocess.map { try Preprocessing(specification: $0) }
    options.extraction.pooling =
      switch pool {
      case .avg: .average
      case .max: .maximum
      case .grid: .grid(maximumFeatureCount: maxFeatures)
      }
    options.extraction.precision = precision
    options.extraction.batchSize = batch
    options.embeddings = try embeddings(default: standard)
    options.neighborCount = neighbors
    options.classNames = try classes.map { try ClassNames(contentsOf: URL(fileURLWithPath: $0)) }
    options.classNamesFile = classes
    options.labelMap = labelMap.map { URL(fileURLWithPath: $0) }
    options.groups = groups.map { URL(fileURLWithPath: $0) }
    options.seed = seed
    options.threadCount = threading.threads
    options.isStrict = strict
    return options
  }

  private func embeddings(default standard: [EmbeddingRequest]) throws -> [EmbeddingRequest] {
    try EmbeddingList(option: embed, default: standard).requests
  }
}

extension SampleSelection.Strategy: ExpressibleByArgument {}
extension InferencePrecision: ExpressibleByArgument {}
