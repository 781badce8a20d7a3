public import ArgumentParser
import Foundation
import NeuronSilencing
public import StudyPipeline
import StudyStore

/// `strata silence`: what a network loses without some of its neurons.
struct SilenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "silence",
    abstract: "Silence neurons of a layer, and see which classes the network loses.",
    discussion: """
      For each class, the share of the layer's neurons that score highest for it (strata neurons) is silenced, and the \
      accuracy of this class and of the others measured again; and, to compare, as many random neurons. With --each, every \
      neuron is silenced by itself too, for the view Neurons of the explorer.

        strata neurons photos.study
        strata silence photos.study --layer inception_5b --each

      The network and the images are needed again, and libtorch.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "The layer, by name or number (#3). Default: the last whose neurons have scores.")
  var layer: String?

  @Option(help: "The network's file, where it is not where it was.", completion: .file(extensions: ["onnx"]))
  var network: String?

  @Option(help: "What takes the place of a silenced neuron: zero, or mean, its mean over the images.")
  var replacement = SilencingRequest.Replacement.zero

  @Option(help: "The share of the neurons that is silenced for a class.")
  var share = 0.05

  @Option(help: "How many random groups are compared.")
  var repetitions = 10

  @Flag(help: "Silence each neuron by itself, too.")
  var each = false

  @Option(help: "At most so many images take part, equally many of each class, drawn by the seed.")
  var limit = 500

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Option(help: "Threads. Default: one for every core.")
  var threads: Int?

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard share > 0, share <= 1 else { throw ValidationError("--share must be above 0 and at most 1.") }
    guard repetitions >= 1 else { throw ValidationError("--repetitions must be at least 1.") }
    guard limit >= 1 else { throw ValidationError("--limit must be at least 1.") }
    try ThreadArguments.check(threads)
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let found = try withExtendedLifetime(interrupts) {
      try StudySilencing(request: request, observer: ProgressDisplay(isQuiet: quiet), cancellation: cancellation).run()
    }
    if json { return try StandardOutput.printJSON(found) }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    print(Self.table(found, classes: try opened.database.classes()))
  }

  private var request: SilencingRequest {
    var request = SilencingRequest(study: URL(fileURLWithPath: study))
    (request.model, request.layer, request.replacement) = (model, layer, replacement)
    request.network = network.map { URL(fileURLWithPath: $0) }
    (request.share, request.repetitionCount, request.silencesEach) = (share, repetitions, each)
    (request.itemLimit, request.seed, request.threadCount) = (limit, seed, threads)
    return request
  }

  private static func table(_ document: SilencingDocument, classes: [String]) -> String {
    let report = document.experiment
    var table = TextTable(columns: [
      ("class", .left), ("images", .right), ("accuracy", .right), ("its own", .right), ("others", .right),
      ("random", .right), ("spread", .right), ("p", .right),
    ])
    for effect in report.classes {
      let index = document.classes[effect.label]
      table.add([
        classes.indices.contains(index) ? classes[index] : "\(index)", "\(effect.itemCount)",
        percent(report.before.scores(ofLabel: effect.label)?.accuracy), change(effect.drop.accuracy),
        change(effect.drop.othersAccuracy), change(effect.random.mean), percent(effect.random.standardDeviation),
        String(format: "%.3f", effect.pValue),
      ])
    }
    return """
      \(document.layer): \(report.groupSize) neurons silenced (\(report.replacement)), \(report.itemCount) images, accuracy \
      \(percent(report.before.accuracy))
      \(table.text)

      Mean over classes: \(change(report.meanDrop)) without the class's own neurons, \(change(report.meanRandomDrop)) without random ones.
      Numbers are points of accuracy: of the class without its own neurons and without random ones, and
      of all other classes (others); p: how often random neurons cost as much.
      """
  }

  private static func percent(_ value: Double?) -> String { value.map { String(format: "%.1f", 100 * $0) } ?? "–" }

  private static func change(_ drop: Double?) -> String { drop.map { String(format: "%+.1f", -100 * $0) } ?? "–" }
}

extension SilencingRequest.Replacement: ExpressibleByArgument {}
