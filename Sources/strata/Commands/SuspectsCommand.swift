import ArgumentParser
import Foundation
import RepresentationAnalysis
import StudyPipeline
import StudyStore

/// `strata suspects`: images that deserve a look.
struct SuspectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspects",
    abstract: "List images that deserve a look: wrong labels, duplicates, outliers.",
    discussion: """
      wrong-label            those who have not seen the label (a linear probe \
      and the neighbours in the last layer) take the image for another class
      other-class-neighbors  most of its neighbours carry another label
      confident-error        the network is sure of another class
      misclassified          the network predicts another class
      near-duplicate         another image shows nearly the same, plain or mirrored
      outlier                it lies apart from all others

      The score unites all of these; it is an order of attention, not a probability. Nothing is changed. \
      What people decide about suspects on the study's page is shown here.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: ArgumentHelp("Only suspects of this kind, by that score.", valueName: "kind"))
  var kind: SuspectKindArgument?

  @Flag(help: "Only suspects that nobody has decided about on the study's page.")
  var undecided = false

  @Option(help: "Show this many; 0 shows all. JSON and CSV show all unless it is given.")
  var limit: Int?

  @Option(
    parsing: .upToNextOption,
    help: """
      Layers by name, pattern with * and ?, number (#3), or pixels; the last of them judges labels. Default: all between \
      the input and the outputs.
      """)
  var layers: [String] = []

  @Option(name: [.customShort("k"), .long], help: "Neighbours that are asked, and given as evidence.")
  var neighbors = 10

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "The parts of the probe's cross-validation follow from this number.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print JSON: all findings with their evidence, and how suspicious every label is.")
  var json = false

  @Flag(help: "Print CSV, one line a suspect, instead of a table.")
  var csv = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard limit.map({ $0 >= 0 }) ?? true else { throw ValidationError("--limit must be 0 or more.") }
    guard (1...1000).contains(neighbors) else { throw ValidationError("--neighbors must be between 1 and 1000.") }
  }

  func run() throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    var request = SuspectRequest()
    (request.model, request.layers, request.neighborCount) = (model, layers, neighbors)
    (request.seed, request.threadCount) = (seed, threading.threads)
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let found = try withExtendedLifetime(interrupts) {
      try StudySuspects(
        opened, request: request, observer: ProgressDisplay(isQuiet: quiet), cancellation: cancellation
      ).run().deciding(SuspectDecision.all(opened))
    }
    let text = SuspectText(
      undecided ? found.listing(found.suspects.filter { $0.decision == nil }) : found, kind: kind?.kind)
    if json { return try StandardOutput.printJSON(text.report(limit: limit ?? 0)) }
    print(csv ? text.csv(limit: limit ?? 0) : text.table(limit: limit ?? 20))
  }
}

/// A kind of suspects, spelled as on a command line.
enum SuspectKindArgument: String, CaseIterable, ExpressibleByArgument {
  case wrongLabel = "wrong-label"
  case otherClassNeighbors = "other-class-neighbors"
  case confidentError = "confident-error"
  case misclassified
  case nearDuplicate = "near-duplicate"
  case outlier

  var kind: Suspect.Kind {
    switch self {
    case .wrongLabel: .wrongLabel
    case .otherClassNeighbors: .otherClassNeighbors
    case .confidentError: .confidentError
    case .misclassified: .misclassified
    case .nearDuplicate: .nearDuplicate
    case .outlier: .outlier
    }
  }

  init(_ kind: Suspect.Kind) { self = Self.allCases.first { $0.kind == kind } ?? .outlier }
}
