import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// A study from which figures are made.
///
/// A new view is a case of ``FigureView`` with its options, a line in ``figure(_:)`` and a file of its own.
struct FigureSource {
  let study: Study
  let description: StudyDescription
  let selection: FigureSelection
  let drawing: FigureDrawingArguments
  let style: FigureStyle

  init(_ study: Study, selection: FigureSelection, drawing: FigureDrawingArguments, style: FigureStyle) throws {
    (self.study, self.selection, self.drawing, self.style) = (study, selection, drawing, style)
    description = try study.description()
  }

  func figure(_ view: FigureView) throws -> any Figure {
    switch view {
    case .embedding: try EmbeddingFigureOutput(self).figure()
    case .trust: try TrustFigureOutput(self).figure()
    case .neighbors: try neighbors()
    case .layers: try LayerFigureOutput(self).figure()
    case .cka: try AlignmentFigureOutput(self).figure()
    case .compare: try PairFigureOutput(self).figure()
    case .emergence: try EmergenceFigureOutput(self).figure()
    case .confusion: try ConfusionFigureOutput(self).figure()
    case .groups: try GroupFigureOutput(self).figure()
    case .suspects: try SuspectFigureOutput(self).figure()
    case .neurons: try NeuronFigureOutput(self).figure()
    case .silencing: try SilencingFigureOutput(self).figure()
    case .features: try FeatureFigureOutput(self).figure()
    case .atlas: try AtlasFigureOutput(self).figure()
    case .evolution: try EvolutionFigureOutput(self).evolution()
    case .projection: try EvolutionFigureOutput(self).projection()
    case .training: try TrainingFigureOutput(self).figure()
    case .corruptions: try CorruptionFigureOutput(self).figure()
    }
  }

  /// The network asked for.
  func model() throws -> ModelDescription {
    let found = try study.model(named: selection.model)
    guard let model = description.models.first(where: { $0.folder == found.folder }) else {
      throw ValidationError("The study has no network \(found.name).")
    }
    return model
  }

  /// The layers that `patterns` name, in the order of the network; without patterns, all between input and outputs.
  func layers(of model: ModelDescription, _ patterns: [String]) throws -> [LayerDescription] {
    let all = try study.database.layers(ofModel: model.folder)
    let chosen = try LayerChoice(layers: all, outputCount: model.outputClasses.count).inOrder(patterns)
    return chosen.compactMap { layer in model.layers.first { $0.folder == layer.folder } }
  }

  /// The layer asked for, or the last before the outputs for which `has` is true; nil when it is true for none.
  func layer(
    of model: ModelDescription, where has: (LayerDescription) throws -> Bool = { _ in true }
  ) throws -> LayerDescription? {
    guard let pattern = selection.layer else {
      return try layers(of: model, []).last(where: has) ?? model.layers.last(where: has)
    }
    let found = try layers(of: model, [pattern])
    guard found.count == 1 else {
      throw ValidationError("\(pattern) names \(found.count) layers. Name one, such as \(found[0].name).")
    }
    return try has(found[0]) ? found[0] : nil
  }

  /// What made the figure.
  var provenance: String { "strata \(StudyFormat.strataVersion)." }

  /// Study and network, and what is shown of them.
  func title(_ model: ModelDescription, _ what: String) -> String {
    let name = description.models.count > 1 || model.name != description.name ? ", \(model.name)" : ""
    return "\(description.name)\(name): \(what)"
  }

  /// A number of things in words, such as `1,500 images`.
  static func count(_ number: Int, _ name: String) -> String {
    var (digits, text) = (String(number), "")
    while digits.count > 3 {
      text = "," + digits.suffix(3) + text
      digits.removeLast(3)
    }
    return "\(digits)\(text) \(name)" + (number == 1 ? "" : name.hasSuffix("s") ? "es" : "s")
  }

  /// A share from 0 to 1 as it stands in the figures of papers: `.96`.
  static func share(_ value: Double) -> String {
    let text = String(format: "%.2f", value)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }
}

extension FigureSource {
  /// The same study and style with another selection.
  init(_ other: FigureSource, selection: FigureSelection) {
    (study, description, self.selection) = (other.study, other.description, selection)
    (drawing, style) = (other.drawing, other.style)
  }
}
