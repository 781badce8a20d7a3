import ArgumentParser
import EmbeddingMethods
import Foundation
import NeuronAnalysis
import StudyPipeline
import StudyStore

/// `strata neurons`: which neurons of a layer go together, and which tell classes apart.
struct NeuronsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neurons",
    abstract: "Map the neurons of a study's layers: which go together, and which tell classes apart.",
    discussion: """
      A neuron is a channel of a convolution, a unit of a dense layer or a feature of a transformer. Two neurons are near \
      when their activations over the images correlate, positively or negatively: their distance is 1 − |r|. Neurons that \
      say the same of every image are set aside.

        strata neurons photos.study
        strata neurons photos.study --layers 'inception_4*' --projections mds

      Forests of extremely randomized trees tell each class from the rest; how much a neuron matters to them is its \
      importance, beside which permutation importance, mutual information and selectivity are kept. Classes with fewer than \
      10 images are part of the rest only.

      The maps, their quality, the scores and the groups of neurons are kept in the study, for the explorer (strata serve) and for \
      strata figure --view neurons. What is there already is not made again. Neither the network nor the images are needed.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(
    parsing: .upToNextOption,
    help: "Layers by name, pattern with * and ?, or number (#3). Default: all between the input and the outputs.")
  var layers: [String] = []

  @Option(help: "Which maps are made, separated by commas: mds, tsne-2d, umap-2d.", transform: Self.projections)
  var projections: [NeuronProjectionMethod] = NeuronProjectionMethod.allCases

  @Option(help: "At most so many iterations of mds.")
  var iterations = NeuronProjectionOptions().iterationCount

  @Option(help: "The effective number of neighbours of a neuron in tsne-2d.")
  var perplexity = NeuronProjectionOptions().perplexity

  @Option(help: "The neighbours of a neuron in umap-2d, itself included.")
  var neighbors = NeuronProjectionOptions().neighborCount

  @Option(help: "Trees in the forest of each class; 0 leaves all scores out.")
  var trees = 100

  @Option(help: "At most so many images take part, equally many of each class, drawn by the seed.")
  var limit = 4_000

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Option(help: "Threads. Default: one for every core. The results are the same with any number.")
  var threads: Int?

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @Flag(help: "Print CSV, one line for each neuron.")
  var csv = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard limit >= 2 else { throw ValidationError("--limit must be at least 2.") }
    guard (0...100_000).contains(trees) else { throw ValidationError("--trees must be between 0 and 100000.") }
    guard iterations >= 0 else { throw ValidationError("--iterations must be 0 or more.") }
    guard perplexity.isFinite, perplexity >= 1 else { throw ValidationError("--perplexity must be at least 1.") }
    guard neighbors >= 2 else { throw ValidationError("--neighbors must be at least 2.") }
    guard threads.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--threads must be between 1 and 1024.")
    }
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let found = try withExtendedLifetime(interrupts) {
      try StudyNeurons(request: request, observer: ProgressDisplay(isQuiet: quiet), cancellation: cancellation).run()
    }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    let text = NeuronText(found, classes: try opened.database.classes())
    if json { return try StandardOutput.printJSON(text.document) }
    print(csv ? text.csv : text.table)
    if !quiet && !csv { StandardError.write("\nLook at them: strata serve \(study)\n") }
  }

  private var request: NeuronRequest {
    var request = NeuronRequest(study: URL(fileURLWithPath: study))
    (request.model, request.layers, request.projections) = (model, layers, projections)
    request.options.iterationCount = iterations
    request.options.perplexity = perplexity
    request.options.neighborCount = neighbors
    request.treeCount = trees
    (request.itemLimit, request.seed, request.threadCount) = (limit, seed, threads)
    return request
  }

  private static func projections(_ text: String) throws -> [NeuronProjectionMethod] {
    let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let methods = try names.map { name in
      guard let method = NeuronProjectionMethod(rawValue: name) else {
        let known = NeuronProjectionMethod.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no projection \(name). Expected some of \(known), separated by commas.")
      }
      return method
    }
    guard Set(methods).count == methods.count else { throw ValidationError("A projection is named twice.") }
    return methods
  }
}
