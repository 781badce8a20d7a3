import ArgumentParser
import Foundation
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

      --by COLUMN scores how well neurons tell the values of another column of the manifest apart, on the maps that are there; \
      both scores are kept.

        strata neurons photos.study --by camera

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

  @Option(
    help: ArgumentHelp("The column whose values neurons are to tell apart. Default: the label.", valueName: "column"))
  var by: String?

  @Option(help: "Divide the numbers of that column into so many groups of nearly the same size.")
  var bins: Int?

  @OptionGroup
  var maps: NeuronMapArguments

  @Option(help: "Trees in the forest of each class; 0 leaves all scores out.")
  var trees = 100

  @Option(help: "At most so many images take part, equally many of each class, drawn by the seed.")
  var limit = 4_000

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @Flag(help: "Print CSV, one line for each neuron.")
  var csv = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard by == nil || by == "label" || !maps.isGiven else {
      throw ValidationError(
        "The maps do not depend on --by: --projections, --iterations, --perplexity and --neighbors go without it.")
    }
    guard bins == nil || (by != nil && by != "label") else {
      throw ValidationError("--bins goes with --by COLUMN, for a column of numbers.")
    }
    guard bins.map({ (2...GroupRequest.mostBins).contains($0) }) ?? true else {
      throw ValidationError("--bins must be between 2 and \(GroupRequest.mostBins).")
    }
    guard by == nil || by == "label" || trees > 0 else {
      throw ValidationError("--trees 0 leaves all scores out, and --by asks for some.")
    }
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard limit >= 2 else { throw ValidationError("--limit must be at least 2.") }
    guard (0...100_000).contains(trees) else { throw ValidationError("--trees must be between 0 and 100000.") }
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
    (request.model, request.layers, request.by, request.bins) = (model, layers, by, bins)
    maps.change(&request)
    request.treeCount = trees
    (request.itemLimit, request.seed, request.threadCount) = (limit, seed, threading.threads)
    return request
  }
}
