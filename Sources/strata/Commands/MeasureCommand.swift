import ArgumentParser
import Foundation
import StudyPipeline

/// `strata measure`: the measures of a study's layers.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure the layers of a study that was made without.",
    discussion: """
      Linear probe, silhouette, intrinsic dimension, effective rank, and the likeness of every two layers, those of \
      several networks included. `strata analyze` does the same; this needs neither the network nor the images. What is \
      measured already is not measured again.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let measured = try withExtendedLifetime(interrupts) {
      try StudyMeasurement(
        study: URL(fileURLWithPath: study), threadCount: threading.threads, observer: ProgressDisplay(isQuiet: quiet),
        cancellation: cancellation
      ).run()
    }
    try StudyReport(measured).print(asJSON: json)
  }
}
