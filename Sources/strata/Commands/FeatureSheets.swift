import FeatureVisualization
import Figures
import Foundation
import ImageDatasets
import StudyPipeline

/// Contact sheets of optimized images, a PNG file for each layer.
struct FeatureSheets {
  private let layers: [FeatureText.Layer]
  private let output: URL
  private let copies: Bool

  /// `copies` says whether the images themselves are copied too, as those of a study.
  init(_ layers: [FeatureText.Layer], in output: URL, copies: Bool) {
    (self.layers, self.output, self.copies) = (layers, output, copies)
  }

  func write() throws {
    do {
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
      for layer in layers {
        let name = copies ? layer.folder.deletingLastPathComponent().lastPathComponent : layer.folder.lastPathComponent
        if copies { try copy(layer, to: output.appendingPathComponent(name, isDirectory: true)) }
        try sheet(layer).encoded(as: .png, millimeters: 180, theme: .light)
          .write(to: output.appendingPathComponent("\(name).png"), options: .atomic)
      }
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description:
          "\(output.path) cannot be written: \(error.localizedDescription) Give another folder with --output.")
    }
  }

  private func copy(_ layer: FeatureText.Layer, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in layer.document.features.map(\.image) + ["features.json"] {
      try Data(contentsOf: layer.folder.appendingPathComponent(name))
        .write(to: folder.appendingPathComponent(name), options: .atomic)
    }
  }

  private func sheet(_ layer: FeatureText.Layer) throws -> FeatureFigure {
    let decoder = ImageDecoder()
    let document = layer.document
    let tiles = try document.features.map { feature in
      FeatureFigure.Tile(
        image: try decoder.decode(contentsOf: layer.folder.appendingPathComponent(feature.image)),
        name: Self.name(feature, layer: document.layer), detail: Self.detail(feature),
        isVoid: feature.outcome == .silent || feature.outcome == .notFinite)
    }
    let parameters = document.parameters
    return FeatureFigure(
      title: document.layer, tiles: tiles,
      caption: [
        "Made by optimization, no photographs: \(parameters.parameterization), at most \(parameters.stepCount) steps, seed "
          + "\(parameters.seed), colours of \(parameters.colors).",
        "Below an image: the unit's mean activation"
          + (document.features.contains { $0.largest != nil }
            ? ", and how many times that of the study's strongest image it is." : "."),
      ])
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
