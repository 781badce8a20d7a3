import ArgumentParser
import FeatureVisualization
import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// The optimized images of a layer, as a contact sheet.
struct FeatureFigureOutput {
  private static let usualLimit = 64

  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> FeatureFigure {
    let model = try modelWithFeatures()
    let layer = try source.layer(of: model) { $0.features > 0 }
    guard let layer, let document = try FeatureFiles(source.study, model: model.folder, layer: layer.folder).document()
    else {
      throw ValidationError(
        "No images are optimized for \(source.selection.layer ?? model.name) yet. Run strata maximize "
          + "\(source.study.url.path) first.")
    }
    let folder = source.study.paths.layer(layer.folder, of: model.folder).appendingPathComponent("features")
    var figure = try Self.sheet(
      document, in: folder, limit: source.selection.limit ?? Self.usualLimit, note: source.provenance)
    figure.title = source.title(model, "what \(layer.name) looks for")
    return figure
  }

  /// The network asked for, or the first with optimized images.
  private func modelWithFeatures() throws -> ModelDescription {
    guard source.selection.model == nil else { return try source.model() }
    return try source.description.models.first { $0.layers.contains { $0.features > 0 } } ?? source.model()
  }

  /// The images that a document names, from a folder.
  static func sheet(
    _ document: FeatureDocument, in folder: URL, limit: Int = .max, note: String
  ) throws -> FeatureFigure {
    let decoder = ImageDecoder()
    let shown = document.features.prefix(limit)
    let tiles = try shown.map { feature in
      FeatureFigure.Tile(
        image: try decoder.decode(contentsOf: folder.appendingPathComponent(feature.image)),
        name: name(feature, layer: document.layer), detail: detail(feature),
        isVoid: feature.outcome == .silent || feature.outcome == .notFinite)
    }
    let parameters = document.parameters
    return FeatureFigure(
      title: document.layer, tiles: tiles,
      caption: [
        "Made by optimization, no photographs: \(parameters.parameterization), at most \(parameters.stepCount) steps, seed "
          + "\(parameters.seed), colours of \(parameters.colors).",
        "Below an image: the unit's mean activation"
          + (shown.contains { $0.largest != nil }
            ? ", and how many times that of the study's strongest image it is." : "."),
        shown.count < document.features.count
          ? "The first \(shown.count) of \(FigureSource.count(document.features.count, "image"))." : "", note,
      ].filter { !$0.isEmpty })
  }

  private static func name(_ feature: FeatureDocument.Feature, layer: String) -> String {
    let name = feature.label ?? (feature.kind == .channel ? "\(feature.channel)" : feature.name)
    return feature.number == 0 ? name : "\(name) (\(feature.number + 1))"
  }

  private static func detail(_ feature: FeatureDocument.Feature) -> String {
    switch feature.outcome {
    case .silent: return "never excited"
    case .notFinite: return "stopped: not finite"
    case .converged, .allSteps:
      let value = String(format: abs(feature.value) < 10 ? "%.2f" : "%.0f", feature.value)
      guard let largest = feature.largest, largest > 0 else { return value }
      return value + String(format: ", %.1f ×", feature.value / largest)
    }
  }
}
