import ActivationTaps
public import ArgumentParser
public import EmbeddingMethods
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// `strata evolution`: how representations change from layer to layer and from epoch to epoch.
struct EvolutionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evolution",
    abstract: "Follow images through the layers of a network, and through the epochs of its training.",
    discussion: """
      Projects the same images layer after layer, or epoch after epoch, into maps that share one coordinate system, \
      bundles their trails, measures how far the maps move and how well classes part, and finds trails that stray: images \
      whose neighbours belong to another class over several frames in a row.

        strata evolution --study photos.study
        strata evolution checkpoints photos --study photos.study

      The first needs a study only. The second takes a folder of checkpoints as well, ONNX files whose names end in the \
      epoch (epoch-0005.onnx), and makes each a network of the study; a training.json beside them may hold preprocessing, \
      class names and curves. <images> is what strata analyze takes; of them --limit take part, as many as --trails unless told \
      otherwise.

        dynamic-tsne           all maps at once, held by --movement-penalty
        shared-initialization  each by itself, from the places in the first
        union                  one map of all epochs
        aligned                each by itself, then turned onto the next
      """)

  @Argument(help: "A folder of checkpoints; without it, the study's networks are followed.", completion: .directory)
  var checkpoints: String?

  @Argument(help: "The images, with checkpoints.", completion: .file())
  var images: String?

  @Option(help: "The study's folder; with checkpoints it is made if it does not exist.", completion: .directory)
  var study: String

  @Option(help: "The network, or the training, of a study that has several. Default: the first.")
  var model: String?

  @Option(help: "The layer that is followed over epochs. Default: the last before the outputs.")
  var layer: String?

  @Option(help: "How maps are held together: dynamic-tsne, shared-initialization, union or aligned.")
  var method = EvolutionMethod.dynamicTSNE

  @Option(
    name: [.long, .customLong("lambda")],
    help: "With dynamic-tsne: how much moving costs; 0 leaves every map to itself. (default: 0.003)")
  var movementPenalty: Double?

  @Option(help: "The effective number of neighbours of an image in the maps.")
  var perplexity: Double = EvolutionOptions().frame.perplexity

  @Option(help: "At most so many images are followed, equally many of each class, drawn by the seed.")
  var trails: Int = 2_000

  @Flag(help: "Print the result as JSON instead of tables.")
  var json = false

  @OptionGroup
  var arguments: AnalysisArguments

  func validate() throws {
    guard (checkpoints == nil) == (images == nil) else {
      throw ValidationError("Give a folder of checkpoints and the images, or neither of them.")
    }
    guard checkpoints == nil || model == nil else {
      throw ValidationError("--model does not go with checkpoints, which are the networks that are followed.")
    }
    if checkpoints == nil, let option = arguments.optionsForImages.first {
      throw ValidationError(
        "\(option) is about images that are analyzed; give a folder of checkpoints and images, or leave it out.")
    }
    guard movementPenalty == nil || method == .dynamicTSNE else {
      throw ValidationError("--movement-penalty goes with --method dynamic-tsne only.")
    }
    guard trails >= 3 else { throw ValidationError("--trails must be at least 3.") }
    do {
      try evolutionOptions.validate()
    } catch let error as EmbeddingMethodsError {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let observer = ProgressDisplay(isQuiet: arguments.quiet)
    let sequences = try withExtendedLifetime(interrupts) {
      let folder = try checkpoints.map { try CheckpointFolder(contentsOf: URL(fileURLWithPath: $0)) }
      if let folder, let images { try analyze(folder, images, observer, cancellation) }
      return try StudyEvolution(
        request: request(series: folder?.series), observer: observer, cancellation: cancellation
      ).run()
    }
    if json { return try StandardOutput.printJSON(EvolutionText.Document(sequences: sequences)) }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    print(EvolutionText(sequences, classes: try opened.database.classes()).text)
    if !arguments.quiet { StandardError.write("\nLook at it: strata serve \(study)\n") }
  }

  private func analyze(
    _ folder: CheckpointFolder, _ images: String, _ observer: ProgressDisplay, _ cancellation: AnalysisCancellation
  ) throws {
    var options = try arguments.options(
      model: folder.checkpoints[0].file, images: images, study: URL(fileURLWithPath: study),
      embeddings: [EmbeddingRequest(method: .tsne, dimensions: 2)])
    // Every checkpoint sees every image: without a limit, only those that are followed.
    options.sample.limit = arguments.limit ?? trails
    try CheckpointAnalysis(folder, options: options, observer: observer, cancellation: cancellation).run()
  }

  private func request(series: String?) -> EvolutionRequest {
    var request = EvolutionRequest(study: URL(fileURLWithPath: study))
    request.model = series ?? model
    // With checkpoints, the layers that were named are those that were analyzed.
    request.layers = checkpoints == nil ? arguments.layers : []
    request.layer = layer
    request.options = evolutionOptions
    request.itemLimit = trails
    request.seed = arguments.seed
    request.threadCount = arguments.threading.threads
    return request
  }

  private var evolutionOptions: EvolutionOptions {
    var options = EvolutionOptions()
    options.method = method
    options.movementPenalty = movementPenalty ?? options.movementPenalty
    options.frame.perplexity = perplexity
    return options
  }
}

extension EvolutionMethod: ExpressibleByArgument {}

extension AnalysisArguments {
  /// The options given that mean nothing without images to analyze.
  var optionsForImages: [String] {
    let given: [(String, Bool)] = [
      ("--limit", limit != nil), ("--sample", sample != .stratified), ("--split", split != nil),
      ("--preprocess", preprocess != nil), ("--pool", pool != .avg), ("--embed", embed != nil),
      ("--max-features", maxFeatures != ActivationPooling.defaultMaximumFeatureCount),
      ("--precision", precision != .float32),
      ("--batch", batch != ExtractionOptions().batchSize), ("--neighbors", neighbors != 50),
      ("--classes", classes != nil), ("--label-map", labelMap != nil), ("--groups", groups != nil),
      ("--strict", strict),
    ]
    return given.filter(\.1).map(\.0)
  }
}
