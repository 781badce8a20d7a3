public import ArgumentParser
import Foundation
import ImageDatasets
public import ModelTraining
import StudyPipeline
import TensorEngine

/// `strata train`: from images to checkpoints.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network and keep it at several epochs, as ONNX files.",
    discussion: """
      <images> is what `strata analyze` takes. Where the data set has a split `train`, that is trained on; a split `test` \
      is judged at every epoch that is kept.

      --network is mlp (four hidden layers of 1,000), cnn (four convolutions, a hidden layer of 512), small-cnn, or a JSON \
      file with a list of layers (see Documentation/Guides/Training.md).

      --from trains a network of an ONNX file further: its classifier is replaced by one for the classes of the images, and \
      --train says whether only that is trained (head) or all weights (all). See Documentation/Guides/FineTuning.md.

      An interrupted training goes on where it stopped when the same command is run again, and a finished one when more \
      epochs are asked for.

        strata train mnist --network cnn --study mnist.study
        strata evolution mnist.study/checkpoints/mnist-cnn mnist --split test --study mnist.study
        strata train photos --from googlenet.onnx --preprocess caffe --study photos.study
      """)

  @Argument(help: "The images.", completion: .file())
  var images: String

  @Option(help: ArgumentHelp("mlp, cnn, small-cnn, or a JSON file.", valueName: "name|file"), completion: .file())
  var network: String = "cnn"

  @Option(
    help: ArgumentHelp("A trained network, to be trained further instead of a new one.", valueName: "model.onnx"),
    completion: .file(extensions: ["onnx"]))
  var from: String?

  @Option(help: "What of the network of --from is trained: head or all.")
  var train: TrainedPart = .head

  @Flag(help: "Show other crops of the images in every epoch, half of them mirrored.")
  var augment = false

  @Option(help: "The study's folder; the training gets a folder in its folder checkpoints.", completion: .directory)
  var study: String

  @OptionGroup
  var arguments: TrainingArguments

  @Flag(help: "Print the record of the training as JSON instead of a table.")
  var json = false

  func run() throws {
    let (source, networkName) = try networkSource()
    var request = TrainingRequest(
      images: images, network: source,
      folder: URL(fileURLWithPath: study).appendingPathComponent("checkpoints", isDirectory: true))
    request.isAugmented = augment
    try arguments.apply(to: &request, defaults: TrainingArguments.Defaults(network: networkName))
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let training = TrainingRun(
      request, display: ProgressDisplay(isQuiet: arguments.quiet), cancellation: cancellation)
    let result = try withExtendedLifetime(interrupts) { try training.train() }
    if json {
      try StandardOutput.printJSON(result.record)
    } else {
      print(TrainingText(result.record).text)
    }
    if !arguments.quiet {
      let split = result.record.imageCounts.test > 0 ? " --split \(arguments.testSplit ?? "test")" : ""
      StandardError.write(
        "\nSee how its layers formed: strata evolution \(result.folder.relativePath) \(images)\(split) --study \(study)\n"
      )
    }
  }

  func validate() throws {
    guard from == nil, train == .all else { return }
    throw ValidationError("--train all says what of the network of --from is trained. Name a network with --from.")
  }

  /// What is trained, with the name that the defaults of the options depend on.
  private func networkSource() throws -> (TrainingRequest.NetworkSource, name: String) {
    if let from { return (.imported(URL(fileURLWithPath: from), training: train), "") }
    let description = try Self.description(named: network)
    return (.described(description), description.name)
  }

  private static func description(named name: String) throws -> NetworkDescription {
    if let preset = NetworkDescription.presets.first(where: { $0.name == name }) { return preset }
    if name.hasSuffix(".json") { return try NetworkDescription(contentsOf: URL(fileURLWithPath: name)) }
    let known = NetworkDescription.presets.map(\.name).joined(separator: ", ")
    throw ValidationError("There is no network \"\(name)\". Use \(known), or a JSON file.")
  }
}

extension TrainedPart: ExpressibleByArgument {}
