import ArgumentParser
import Foundation
import StudyPipeline
import StudyStore

/// `strata groups`: whether groups of images are treated alike, and which columns are spurious cues.
struct GroupsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groups",
    abstract: "Compare groups of images, or audit columns for spurious cues.",
    discussion: """
      --by COLUMN compares the values of a column of the manifest, or of the label:
        accuracy and confidence for each group, and in each layer
        separ.  how well labels are separated for its images (silhouette)
        hit     share of its images' neighbours that carry their label
        own     share of its images' neighbours that are of the group, against
                what chance would give
        units   those that are more or less active in a group; the area is ½
                for a unit that says nothing
      Intervals hold the number with about 95 % probability.

      --audit examines every column: one that predicts the label, and to which units respond among images of the same \
      label, or with which the network is right more or less often, is flagged. --pictures adds what the thumbnails show: \
      brightness, colours of corners and the like.

        strata groups photos.study --by camera
        strata groups photos.study --audit --pictures
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: ArgumentHelp("The column whose values are compared; label for the label.", valueName: "column"))
  var by: String?

  @Flag(help: "Examine every column of the manifest.")
  var audit = false

  @Flag(help: "With --audit: examine also what thumbnails and sizes show.")
  var pictures = false

  @Option(help: "Divide numbers into so many groups of nearly the same size. The audit does so by 4 where it must.")
  var bins: Int?

  @Option(
    parsing: .upToNextOption,
    help:
      "Layers by name, pattern with * and ?, number (#3), or pixels. Default: all between the input and the outputs.")
  var layers: [String] = []

  @Option(help: "List this many units for each layer.")
  var units = 3

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "Everything random follows from this number: bootstrap, shuffling, samples of large studies.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print JSON: everything.")
  var json = false

  @Flag(help: "Print CSV: one line for each layer and group, or for each column.")
  var csv = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard (by != nil) != audit else { throw ValidationError("Give either --by COLUMN or --audit.") }
    guard audit || !pictures else { throw ValidationError("--pictures goes with --audit.") }
    guard !json || !csv else { throw ValidationError("Give --json or --csv, not both.") }
    guard bins.map({ (2...GroupRequest.mostBins).contains($0) }) ?? true else {
      throw ValidationError("--bins must be between 2 and \(GroupRequest.mostBins).")
    }
    guard (0...1000).contains(units) else { throw ValidationError("--units must be between 0 and 1000.") }
  }

  func run() throws {
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    var request = GroupRequest()
    (request.model, request.layers, request.bins, request.unitCount) = (model, layers, bins, units)
    (request.includesPictures, request.seed, request.threadCount) = (pictures, seed, threading.threads)
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let observer = ProgressDisplay(isQuiet: quiet)
    try withExtendedLifetime(interrupts) {
      if let by {
        let found = try StudyGroups(opened, request: request, observer: observer, cancellation: cancellation)
          .run(by: by)
        if json { return try StandardOutput.printJSON(found) }
        print(csv ? GroupText(found).csv : GroupText(found).table)
      } else {
        let found = try StudyAudit(opened, request: request, observer: observer, cancellation: cancellation).run()
        if json { return try StandardOutput.printJSON(found) }
        print(csv ? AuditText(found).csv : AuditText(found).table)
      }
    }
  }
}
