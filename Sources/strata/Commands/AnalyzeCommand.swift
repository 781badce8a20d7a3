import ArgumentParser
import Foundation
import StudyPipeline

/// `strata analyze`: from a network and images to a study.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Make a study: the activations of every layer, their neighbours, embeddings and quality.",
    discussion: """
      <images> is a folder with one folder for each class, a folder of images, a CSV manifest with the columns path and \
      label, a folder with MNIST or CIFAR-10 files, or builtin:digits.

      An interrupted analysis goes on where it stopped when the same command is run again; what has not changed is not \
      computed again.

        strata analyze googlenet.onnx photos --study photos.study \\
          --preprocess caffe --classes imagenet.txt
      """)

  @Argument(help: ArgumentHelp("The network, an ONNX file.", valueName: "model.onnx"), completion: .file())
  var model: String

  @Argument(help: "The images.", completion: .file())
  var images: String

  @Option(help: "The study's folder; made if it does not exist.", completion: .directory)
  var study: String

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  @OptionGroup
  var arguments: AnalysisArguments

  func run() throws {
    let options = try arguments.options(
      model: URL(fileURLWithPath: model), images: images, study: URL(fileURLWithPath: study))
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let finished = try withExtendedLifetime(interrupts) {
      try StudyAnalysis(
        options: options, observer: ProgressDisplay(isQuiet: arguments.quiet), cancellation: cancellation
      ).run()
    }
    try StudyReport(finished).print(asJSON: json)
    if !arguments.quiet { StandardError.write("\nLook at it: strata serve \(study)\n") }
  }
}
