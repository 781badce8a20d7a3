import ArgumentParser
import FeatureVisualization
import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// `strata maximize`: images that excite units of a network most.
struct MaximizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "maximize",
    abstract: "Make the images that excite units of a network most, by optimization.",
    discussion: """
      Gradient ascent from noise to an image that excites a channel, a unit or a class as much as possible: what it looks for. \
      <source> is a study, which keeps the images for the explorer (strata serve) and whose own images say which colours are \
      natural; or an ONNX file, with --output.

        strata maximize photos.study --layers inception_4d --channels 32
        strata maximize photos.study --unit 'class:golden retriever' --output pictures
        strata maximize photos.study --layers conv4 --selection dogs --against cats
        strata maximize network.onnx --unit conv4:12 --unit 'conv4:3 - conv4:7' --output pictures

      A unit is LAYER:CHANNEL, with @center or @ROW,COLUMN for one position; LAYER alone is the whole layer; class:NAME is a \
      class's score before softmax, probability:NAME the logarithm of its probability; sums have blanks around their signs.

      These images are no photographs and show one of many answers: see Documentation/Guides/FeatureVisualization.md. What is \
      there already is not made again. libtorch is needed.
      """)

  @Argument(help: "A study's folder, or an ONNX file.", completion: .file())
  var source: String

  @Option(help: ArgumentHelp("What images are to excite; may be given several times.", valueName: "objective"))
  var unit: [String] = []

  @Option(
    parsing: .upToNextOption,
    help:
      "Layers whose channels get images, by name, pattern with * and ?, or number (#3). Default: without --unit, all.")
  var layers: [String] = []

  @Option(
    help: ArgumentHelp(
      "Channels of each layer, spread evenly; or all. Default: 16; with --selection none.", valueName: "number|all"),
    transform: Self.channels)
  var channels: ChannelLimit?

  @Option(
    help: ArgumentHelp(
      "Of a study: what a saved selection of images has in common, in each of --layers; may be given several times.",
      valueName: "name"))
  var selection: [String] = []

  @Option(
    help: ArgumentHelp(
      "The saved selection that --selection is held against. Default: all the rest.", valueName: "name"))
  var against: String?

  @Option(help: "For --selection: 0 asks for large activations along the direction, 1 to 8 ever more for nothing else.")
  var cosinePower: Double?

  @Option(help: "Where the images and a contact sheet of each layer go.", completion: .directory)
  var output: String?

  @Option(help: ArgumentHelp("What they are written as, both without loss. Default: png.", valueName: "png|webp"))
  var format: FeaturePictureFormat?

  @Option(help: "The network of the study, where it has several. Default: the first.")
  var model: String?

  @Option(help: "The network's file, where it is not where it was.", completion: .file(extensions: ["onnx"]))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "For an ONNX file: how images become its inputs, as for strata analyze. Default: imagenet.",
      valueName: "name|file"))
  var preprocess: String?

  @Option(help: "For an ONNX file: the names of its outputs in order, one a line.", completion: .file())
  var classes: String?

  @Option(help: "For an ONNX file: images whose colours and spectrum count as natural.", completion: .file())
  var images: String?

  @OptionGroup(title: "Optimization")
  var arguments: MaximizationArguments

  @OptionGroup(title: "Content and style of other images")
  var references: ReferenceArguments

  @OptionGroup(title: "How contact sheets look")
  var look: FigureStyleArguments

  @Option(help: "Colours and spectrum are measured in at most so many images.")
  var limit = 256

  @Option(help: "For an ONNX file: where to compute: cpu, cuda, cuda:1 or mps.")
  var device: String?

  @Option(help: "Threads. Default: one for every core.")
  var threads: Int?

  @Flag(help: "Print what is known of the images as JSON instead of a table.")
  var json = false

  @Flag(help: "Do not show progress.")
  var quiet = false

  /// How many channels of a layer are taken.
  enum ChannelLimit: Equatable {
    case some(Int)
    case all

    var count: Int? { if case .some(let count) = self { count } else { nil } }
  }

  private var isNetwork: Bool { source.lowercased().hasSuffix(".onnx") }

  func validate() throws {
    guard selection.isEmpty || !layers.isEmpty else {
      throw ValidationError("Say with --layers in which layers --selection is looked at.")
    }
    guard !selection.isEmpty || against == nil && cosinePower == nil else {
      throw ValidationError("--against and --cosine-power say more about --selection; give that, too.")
    }
    guard cosinePower.map({ (0...8).contains($0) }) ?? true else {
      throw ValidationError("--cosine-power must be between 0 and 8.")
    }
    guard limit >= 1 else { throw ValidationError("--limit must be at least 1.") }
    try ThreadArguments.check(threads)
    guard format == nil || output != nil else { throw ValidationError("--format goes with --output.") }
    if isNetwork {
      guard output != nil else { throw ValidationError("Say with --output where the images of \(source) go.") }
      guard !unit.isEmpty || !layers.isEmpty else {
        throw ValidationError("Say with --unit or --layers what images are wanted of \(source) (see strata layers).")
      }
      guard model == nil, network == nil else { throw ValidationError("--model and --network are for studies.") }
      guard selection.isEmpty else {
        throw ValidationError("--selection is for studies, which keep selections of images.")
      }
    } else {
      guard preprocess == nil, classes == nil, images == nil, device == nil else {
        throw ValidationError("--preprocess, --classes, --images and --device are for ONNX files; a study knows them.")
      }
    }
  }

  func run() throws {
    let cancellation = AnalysisCancellation()
    let interrupts = InterruptHandler(cancelling: cancellation)
    let display = ProgressDisplay(isQuiet: quiet)
    var found = try withExtendedLifetime(interrupts) {
      isNetwork ? try ofNetwork(display, cancellation) : try ofStudy(display, cancellation)
    }
    if let output {
      found = try FeatureSheets(
        found, in: URL(fileURLWithPath: output), copies: !isNetwork, format: format ?? .png,
        style: look.style()
      ).write()
    }
    let text = FeatureText(found)
    if json { return try StandardOutput.printJSON(text.document) }
    print(text.table)
    if !quiet && !isNetwork { StandardError.write("\nLook at them: strata serve \(source)\n") }
  }

  private var wanted: FeatureSelection {
    var wanted = FeatureSelection()
    (wanted.objectives, wanted.layers) = (unit, layers)
    if let channels { wanted.channelLimit = channels.count }
    if channels == nil, !selection.isEmpty { wanted.channels = [] }
    return wanted
  }

  /// Directions from the selections that people have saved with a study.
  private func directions() throws -> [FeatureDirection] {
    guard !selection.isEmpty else { return [] }
    let saved = try SavedSelections(Study.open(at: URL(fileURLWithPath: source), for: .reading))
    let others = try against.map { try saved.items(named: $0) }
    return try selection.map { name in
      FeatureDirection(
        items: try saved.items(named: name), against: others, name: name, againstName: against,
        cosinePower: cosinePower ?? 1)
    }
  }

  private func options() throws -> MaximizationOptions {
    var options = arguments.options
    try references.apply(to: &options)
    return options
  }

  private func ofStudy(
    _ display: ProgressDisplay, _ cancellation: AnalysisCancellation
  ) throws -> [FeatureText.Layer] {
    var request = FeatureRequest(study: URL(fileURLWithPath: source))
    (request.model, request.selection, request.options) = (model, wanted, try options())
    request.selection.directions = try directions()
    request.network = network.map { URL(fileURLWithPath: $0) }
    (request.imageLimit, request.threadCount) = (limit, threads)
    return try StudyFeatures(request: request, observer: display, cancellation: cancellation).run()
      .map { .init(document: $0.document, folder: $0.folder) }
  }

  private func ofNetwork(
    _ display: ProgressDisplay, _ cancellation: AnalysisCancellation
  ) throws -> [FeatureText.Layer] {
    var request = NetworkFeatures.Request(
      network: URL(fileURLWithPath: source), output: URL(fileURLWithPath: output ?? "."))
    if let preprocess { request.preprocessing = try Preprocessing(specification: preprocess) }
    if let classes {
      request.classNames = try ClassNames(contentsOf: URL(fileURLWithPath: classes)).entries.map(\.displayName)
    }
    if let images { request.images = try DatasetFormat.open(images) }
    (request.selection, request.options, request.imageLimit) = (wanted, try options(), limit)
    (request.device, request.threadCount) = (device ?? "cpu", threads)
    return try NetworkFeatures(request: request, observer: display, cancellation: cancellation).run()
      .map { .init(document: $0.document, folder: $0.folder) }
  }

  private static func channels(_ text: String) throws -> ChannelLimit {
    if text == "all" { return .all }
    guard let count = Int(text), count >= 1 else {
      throw ValidationError("--channels \(text) is no number of channels. Expected 1 or more, or all.")
    }
    return .some(count)
  }
}
