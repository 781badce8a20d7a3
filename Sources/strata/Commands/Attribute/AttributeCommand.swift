import ArgumentParser
import Attribution
import Figures
import Foundation
import ImageDatasets
import ONNXModel
import StudyPipeline
import TensorEngine

/// `strata attribute`: which parts of an image a network's answer comes from.
struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute",
    abstract: "Map which parts of images a network's answer comes from.",
    discussion: """
      For each image and method: a picture of the image, the map, and the map over the image (.png), the map's values \
      (.npy), and what they mean (attribution.json).

      saliency                     where the score is sensitive (gradient)
      gradient-x-input             the gradient times the image
      integrated-gradients         shares of the score, from a baseline
      smooth-grad                  saliency, averaged over noisy copies
      smooth-integrated-gradients  the same of integrated gradients
      grad-cam                     feature maps of a layer, weighted
      occlusion                    what covering parts of the image costs

      <images> are image files, or folders and other data sets as for strata analyze.

        strata attribute googlenet.onnx dog.jpg --output maps --preprocess caffe \\
          --classes imagenet.txt --method grad-cam,occlusion
        strata attribute net.onnx photos --limit 20 --class label --sanity \\
          --output maps

      The maps show what the score reacts to, not why. --sanity tells whether a method's maps depend on what the network \
      has learned at all. It needs libtorch.
      """)

  @Argument(help: ArgumentHelp("The network, an ONNX file.", valueName: "model.onnx"), completion: .file())
  var model: String

  @Argument(help: "The images.", completion: .file())
  var images: [String]

  @Option(help: "The folder to write into; made if it does not exist.", completion: .directory)
  var output: String

  @OptionGroup
  var methods: AttributionMethodArguments

  @OptionGroup
  var target: AttributionTargetArguments

  @Option(
    help: ArgumentHelp(
      "How images become inputs: imagenet, caffe, unit, symmetric, raw, a preset with changes (imagenet:resize=224), or a JSON file.",
      valueName: "name|file"))
  var preprocess: String?

  @Option(help: "At most this many images of each data set, equally many of each class, drawn by the seed.")
  var limit: Int?

  @Flag(
    help: "Compare the maps of the first images with those of the same network whose last layers have random weights.")
  var sanity = false

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @OptionGroup
  var threading: ThreadArguments

  @OptionGroup(title: "How the pictures look")
  var look: FigureStyleArguments

  @Flag(help: "Print the record as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    guard !images.isEmpty else { throw ValidationError("There are no images. Give files or folders.") }
    guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1.") }
    guard seed <= UInt64(Int64.max) else { throw ValidationError("--seed must be at most 9223372036854775807.") }
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let record = try withExtendedLifetime(interrupts) {
      try job(ProgressDisplay(isQuiet: quiet), cancellation).run()
    }
    if json { return try StandardOutput.printJSON(record) }
    print(AttributionText(record).text)
    if !quiet {
      StandardError.write("\nThe pictures and maps are in \(output); attribution.json says what they are.\n")
    }
  }

  private func job(
    _ observer: any AnalysisObserver, _ cancellation: AnalysisCancellation
  ) throws -> AttributionJob {
    let network = try ONNXNetwork(contentsOf: URL(fileURLWithPath: model))
    let preset = NetworkInput.usualPreprocessing(for: network)
    if preprocess == nil { observer.remark(NetworkInput.remark(on: preset)) }
    let input = try NetworkInput(
      of: network, preprocessing: preprocess.map { try Preprocessing(specification: $0) } ?? preset)
    let names = try target.classNames(for: network)
    let sources = try AttributionImageSources(
      images, sample: SampleSelection(strategy: .stratified, limit: limit, seed: seed), outputs: names,
      outputCount: network.classifierHead?.classCount ?? 0)
    let engine = try TensorEngine.load()
    try engine.setThreadCount(threading.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    let attributor = try Attributor(network: network, engine: engine)
    let wish = try target.wish(outputs: names, head: network.classifierHead)
    let chosen = try methods.methods(
      seed: seed, preprocessing: input.preprocessing, attributor: attributor, target: wish.example)
    return AttributionJob(
      attributor: attributor, input: input, sources: sources, classNames: names, wish: wish, methods: chosen,
      isSigned: methods.signed, checksSanity: sanity, seed: seed, folder: URL(fileURLWithPath: output),
      style: look.style(usualWidth: 140), observer: observer, cancellation: cancellation)
  }
}
