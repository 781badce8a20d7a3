import ArgumentParser
import Foundation
import StudyPipeline
import StudyStore

/// `strata confusion`: which classes are taken for one another.
struct ConfusionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "confusion",
    abstract: "List classes that are taken for one another, and where they mix.",
    discussion: """
      Counted are images whose label is matched to an output of the network. The rate of a pair of classes is the mean \
      of the shares of both that are taken for the other. Up to 20 classes are shown as a matrix, rows labels and \
      columns predictions, similar classes side by side.

      Zones are places of an embedding around whose images two labels mix (an entropy of at least 0.8 bits): a place to \
      look, since a picture also puts together what lies apart in the layer. Nothing is changed.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(
    help: """
      The layer whose embedding is searched for zones, by name, pattern with * and ?, or number (#3). Default: the last \
      one before the outputs.
      """)
  var layer: String?

  @Option(help: "The embedding. Default: the layer's first in 2 dimensions.")
  var embedding: String?

  @Option(help: "Show this many pairs and zones in the table; 0 shows all.")
  var limit = 20

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print JSON: all counts, pairs and zones, with their images.")
  var json = false

  @Flag(help: "Print CSV, one line for each label and prediction that occur together, with the images.")
  var csv = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard limit >= 0 else { throw ValidationError("--limit must be 0 or more.") }
  }

  func run() throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    var request = ConfusionRequest()
    (request.model, request.layer, request.embedding, request.threadCount) = (
      model, layer, embedding, threading.threads
    )
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let found = try withExtendedLifetime(interrupts) {
      try StudyConfusion(
        opened, request: request, observer: ProgressDisplay(isQuiet: quiet), cancellation: cancellation
      ).run()
    }
    if json { return try StandardOutput.printJSON(found) }
    let text = ConfusionText(found)
    print(csv ? text.csv : text.table(limit: limit))
  }
}
