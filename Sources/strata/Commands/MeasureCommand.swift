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

  @Option(help: "Threads. Default: one for every core. The results are the same with any number.")
  var threads: Int?

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard threads.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--threads must be between 1 and 1024.")
    }
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let measured = try withExtendedLifetime(interrupts) {
      try StudyMeasurement(
        study: URL(fileURLWithPath: study), threadCount: threads, observer: ProgressDisplay(isQuiet: quiet),
        cancellation: cancellation
      ).run()
    }
    try StudyReport(measured).print(asJSON: json)
  }
}
