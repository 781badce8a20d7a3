import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// `strata figure`: what a study found, as a figure for print.
struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figure",
    abstract: "Draw what a study found: measures by layer, trails, maps.",
    discussion: """
      layers  neighbourhood hit, k-NN accuracy, linear probe, and trustworthiness
              of an embedding, layer by layer
      cka     how alike every two layers are, those of several networks included
      evolution   the way of images through layers or epochs, as bundled trails
      projection  maps of a sequence side by side: the first and the last, or those
                  of --frames
      neurons     the neurons of a layer, colored by the class that they tell best, or
                  by one --class; of a training, before and after side by side

      Images with their nearest neighbours: strata neighbors STUDY --output FILE.

        strata figure photos.study --view layers --output layers.pdf
      """)

  /// What is drawn.
  enum View: String, CaseIterable, ExpressibleByArgument {
    case layers, cka, evolution, projection, neurons
  }

  @Argument(help: "The study's folder.", completion: .directory)
  var study: String

  @Option(help: "What to draw: layers, cka, evolution, projection or neurons.")
  var view: View

  @Option(help: "The network of the study, where it has several. Default: the first; cka shows all.")
  var model: String?

  @Option(help: "With evolution and projection: the sequence, by its folder in the study. Default: the first.")
  var sequence: String?

  @Option(parsing: .upToNextOption, help: "With projection: which frames, counted from 0. Default: first and last.")
  var frames: [Int] = []

  @Option(help: "With evolution: how far trails are bundled, from 0 to 1. (default: 0.8)")
  var bundling: Double?

  @Option(help: "With neurons: the layer. Default: the last whose neurons are analyzed.")
  var layer: String?

  @Option(
    name: .customLong("class"), help: "With neurons: one class, or value of --by, against the rest, by name or number.")
  var className: String?

  @Option(help: ArgumentHelp("With neurons: the column that they tell apart. Default: the label.", valueName: "column"))
  var by: String?

  @Option(help: "With neurons: importance, permutation, mutual-information or selectivity. (default: importance)")
  var score: String?

  @Option(help: "With neurons: mds, tsne-2d or umap-2d. Default: the first that was made.")
  var projection: String?

  @OptionGroup
  var figure: FigureArguments

  func validate() throws {
    guard figure.output != nil else { throw ValidationError("--output FILE.png, .webp, .svg or .pdf is missing.") }
    guard view == .layers || view == .neurons || model == nil else {
      throw ValidationError(
        view == .cka
          ? "--model does not go with --view cka, which shows all networks of the study."
          : "--model does not go with --view \(view.rawValue); choose a --sequence.")
    }
    guard sequence == nil || view == .evolution || view == .projection else {
      throw ValidationError("--sequence goes with --view evolution and projection only.")
    }
    guard bundling == nil || view == .evolution else {
      throw ValidationError("--bundling goes with --view evolution only.")
    }
    guard (0...1).contains(bundling ?? 0) else { throw ValidationError("--bundling must be between 0 and 1.") }
    let ofNeurons = [
      ("layer", layer), ("class", className), ("by", by), ("score", score), ("projection", projection),
    ]
    for (name, value) in ofNeurons {
      guard value == nil || view == .neurons else {
        throw ValidationError("--\(name) goes with --view neurons only.")
      }
    }
    guard frames.isEmpty || view == .projection else {
      throw ValidationError("--frames goes with --view projection only.")
    }
  }

  func run() throws {
    guard let output = figure.output else { return }
    let opened = try Study.open(at: URL(fileURLWithPath: study), for: .reading)
    let description = try opened.description()
    switch view {
    case .layers:
      let drawing = try StudyFigures(description).layers(ofModel: model)
      try figure.write({ try drawing.encoded(as: $0, millimeters: figure.width, theme: figure.theme) }, to: output)
    case .cka:
      let drawing = try StudyFigures(description).alignment(KernelAlignmentReport(opened), of: study)
      try figure.write({ try drawing.encoded(as: $0, millimeters: figure.width, theme: figure.theme) }, to: output)
    case .evolution:
      let drawing = try EvolutionFigureOutput(opened, sequence: sequence).evolution(
        strength: bundling ?? 0.8, note: Self.note)
      try figure.write({ try drawing.encoded(as: $0, millimeters: figure.width, theme: figure.theme) }, to: output)
    case .projection:
      let drawing = try EvolutionFigureOutput(opened, sequence: sequence).projection(frames: frames, note: Self.note)
      try figure.write({ try drawing.encoded(as: $0, millimeters: figure.width, theme: figure.theme) }, to: output)
    case .neurons:
      let choice = NeuronFigureOutput.Choice(
        model: model, layer: layer, projection: projection, score: score, className: className,
        column: by == "label" ? nil : by)
      let drawing = try NeuronFigureOutput(opened, choice: choice).figure(note: Self.note)
      try figure.write({ try drawing.encoded(as: $0, millimeters: figure.width, theme: figure.theme) }, to: output)
    }
  }
}

extension FigureCommand {
  private static let note = "strata \(StudyFormat.strataVersion)"
}

/// The figures of a study's description.
private struct StudyFigures {
  private let description: StudyDescription

  init(_ description: StudyDescription) { self.description = description }

  private var note: String {
    "\(description.itemCount) images, \(description.classes.count) classes; strata \(StudyFormat.strataVersion)"
  }

  func layers(ofModel name: String?) throws -> LayersFigure {
    guard let model = description.models.first(where: { name == nil || $0.name == name || $0.folder == name }) else {
      throw ValidationError(
        name.map {
          "The study has no network \($0). It has: \(description.models.map(\.name).joined(separator: ", "))."
        }
          ?? "The study has no network yet. Run strata analyze again to go on with it.")
    }
    let measures = Self.measures(of: model)
    guard !measures.isEmpty else {
      throw ValidationError("No layer is measured yet. Run strata analyze again to go on, or strata measure.")
    }
    return LayersFigure(
      title: "\(description.name), \(model.name)", layers: model.layers.map(\.name), series: measures.map(\.series),
      caption: [measures.map { "\($0.series.name): \($0.meaning)" }.joined(separator: "; ") + ".", note])
  }

  /// What has been measured of any layer, each with its meaning in words.
  private static func measures(of model: ModelDescription) -> [(series: LayersFigure.Series, meaning: String)] {
    var named = [
      ("k-NN", "knnAccuracy", "majority of the 15 nearest names the label"),
      ("hit", "neighborhoodHit", "share of the 6 nearest with the label"),
      ("probe", "probeAccuracy", "linear classifier, five-fold cross-validation"),
    ]
    if let embedding = model.layers.flatMap(\.embeddings).first?.name {
      named.append(("trust", "trustworthiness.\(embedding)", "trustworthiness of \(embedding), k = 15"))
    }
    return named.map { name, key, meaning in
      (LayersFigure.Series(name: name, values: model.layers.map { $0.metrics[key] }), meaning)
    }.filter { !$0.series.values.allSatisfy { $0 == nil } }
  }

  func alignment(_ report: KernelAlignmentReport?, of study: String) throws -> AlignmentFigure {
    guard let report else {
      throw ValidationError("The layers of \(study) have not been compared yet. Run strata measure \(study) first.")
    }
    let isSingle = Set(report.layers.map(\.model)).count == 1
    let names = report.layers.map { place in
      let model = description.models.first { $0.folder == place.model }
      let layer = model?.layers.first { $0.folder == place.layer }?.name ?? place.layer
      return isSingle ? layer : "\(model?.name ?? place.model) \(layer)"
    }
    return AlignmentFigure(
      title: "\(description.name): likeness of layers", layers: names, values: report.values,
      caption: ["Linear CKA over \(report.itemCount) images (Kornblith et al. 2019).", note])
  }
}
