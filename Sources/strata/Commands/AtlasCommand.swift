import ArgumentParser
import FeatureVisualization
import Figures
import Foundation
import ImageDatasets
import StudyPipeline

/// `strata atlas`: activation atlases of layers.
struct AtlasCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "atlas",
    abstract: "Make an activation atlas of a layer: a map of what it sees, in pictures.",
    discussion: """
      Activations at random positions of the study's images are laid out by UMAP and averaged over the cells of a grid; for each \
      cell an image is made by optimization that the layer answers in that direction, and each cell says which class its \
      activations speak for. The explorer shows it (strata serve, Features); --output draws it.

        strata atlas photos.study --layers inception_4d --output atlas

      A cell is an average and its picture one of many answers: see Documentation/Guides/ActivationAtlas.md. What is there already \
      is not made again. libtorch is needed.
      """)

  @Argument(help: "A study's folder.", completion: .directory)
  var study: String

  @Option(parsing: .upToNextOption, help: "Layers by name, pattern with * and ?, or number (#3).")
  var layers: [String]

  @Option(help: "Where the cells' PNG files and a picture of each atlas go.", completion: .directory)
  var output: String?

  @Option(help: "About so many activations are laid out: several positions of each image.")
  var activations = AtlasRequest.defaults.activationLimit

  @Option(help: "Cells along the longer side.")
  var grid = AtlasRequest.defaults.gridSide

  @Option(help: "Cells with fewer activations get no picture.")
  var minimum = AtlasRequest.defaults.minimumCount

  @Option(
    help: "Height and width of the pictures in pixels. Default: 96, or the network's where its layer takes no other.")
  var side: Int?

  @Option(help: "At most so many steps for each picture.")
  var steps = AtlasRequest.defaults.options.stepCount

  @Option(help: "The power of the cosine: higher ones ask for the cell's direction, lower ones for large activations.")
  var cosinePower = AtlasRequest.defaults.cosinePower

  @Flag(help: "Follow directions as they are, without whitening activations.")
  var noWhitening = false

  @Option(
    help: "Which class an activation speaks for is found among so many classes of its image, the most probable ones.")
  var classesPerImage = AtlasRequest.defaults.classesPerImage

  @Option(help: "Everything random follows from this number.")
  var seed: UInt64 = 42

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "The network's file, where it is not where it was.", completion: .file(extensions: ["onnx"]))
  var network: String?

  @Option(help: "Threads. Default: one for every core.")
  var threads: Int?

  @OptionGroup(title: "The picture of an atlas")
  var look: FigureStyleArguments

  @Flag(help: "Print what is known of the atlases as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  func validate() throws {
    try ThreadArguments.check(threads)
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let display = ProgressDisplay(isQuiet: quiet)
    let found = try withExtendedLifetime(interrupts) {
      try StudyAtlas(request: request, observer: display, cancellation: cancellation).run()
    }
    if let output {
      try AtlasPictures(found, in: URL(fileURLWithPath: output), style: look.style(usualWidth: 240)).write()
    }
    let text = AtlasText(found)
    if json { return try StandardOutput.printJSON(text.document) }
    print(text.table)
    if !quiet { StandardError.write("\nLook at it: strata serve \(study)\n") }
  }

  private var request: AtlasRequest {
    var request = AtlasRequest(study: URL(fileURLWithPath: study), layers: layers)
    (request.model, request.network) = (model, network.map { URL(fileURLWithPath: $0) })
    (request.activationLimit, request.gridSide, request.minimumCount) = (activations, grid, minimum)
    (request.imageSide, request.cosinePower, request.isWhitened) = (side, cosinePower, !noWhitening)
    (request.classesPerImage, request.threadCount) = (classesPerImage, threads)
    (request.options.stepCount, request.options.seed) = (steps, seed)
    return request
  }
}

extension AtlasRequest {
  fileprivate static let defaults = AtlasRequest(study: URL(fileURLWithPath: "."), layers: [])
}
