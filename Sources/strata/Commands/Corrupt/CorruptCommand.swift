import ArgumentParser
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// `strata corrupt`: a study's network on its own images, spoiled.
struct CorruptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corrupt",
    abstract: "Run a study's network on its images with noise, blur or less contrast.",
    discussion: """
      Each corruption becomes a further network of the study, with the neighbours, embeddings and measures that the clean \
      one has, so that every view, and strata compare, shows clean beside corrupted. Printed is how often the network is \
      still right, and per layer how far it still sees what it saw: linear CKA and the overlap of the 15 nearest \
      neighbours with those of the clean layer.

      noise     Gaussian noise, σ .08 .12 .18 .26 .38 of the range from black to white
      blur      Gaussian blur, σ 1 2 3 4 6 pixels of an input of 224, else in proportion
      contrast  the distance from the image's mean, times .4 .3 .2 .1 .05

      These are severities 1 to 5 of ImageNet-C (Hendrycks & Dietterich 2019), put on what the network sees: after \
      resizing and cropping, before the normalization.

        strata corrupt photos.study --with noise:3 blur:1-5 contrast
        strata figure photos.study --view corruptions --output broken.pdf
        strata compare photos.study --models googlenet 'googlenet, noise 3'

      An interrupted run goes on where it stopped when the same command is run again.
      """)

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(
    name: .customLong("with"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "noise, blur or contrast; a severity behind it, as in noise:2, or several, as in blur:1-5. Without, 3.",
      valueName: "kind[:severity]"))
  var with: [String]

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "The network's file. Default: the one that the study was made with.", completion: .file())
  var network: String?

  @Option(
    help: "The study's images, as for strata analyze. Default: where they were read from.", completion: .file())
  var images: String?

  @OptionGroup
  var threading: ThreadArguments

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard !with.isEmpty else { throw ValidationError("--with needs noise, blur or contrast.") }
    do {
      _ = try corruptions()
    } catch let error as ImageDatasetsError {
      throw ValidationError("--with: \(error.description)")
    }
  }

  func run() throws {
    var request = CorruptionRequest(study: URL(fileURLWithPath: study), corruptions: try corruptions())
    (request.model, request.images, request.threadCount) = (model, images, threading.threads)
    request.network = network.map { URL(fileURLWithPath: $0) }
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let report = try withExtendedLifetime(interrupts) {
      try StudyCorruption(request, observer: ProgressDisplay(isQuiet: quiet), cancellation: cancellation).run()
    }
    if json { return try StandardOutput.printJSON(report) }
    print(CorruptionText(report).text)
  }

  /// Each once, in the order of the command.
  private func corruptions() throws -> [Corruption] {
    try with.flatMap { try Corruption.reading($0) }.reduce(into: []) { all, one in
      if !all.contains(one) { all.append(one) }
    }
  }
}
