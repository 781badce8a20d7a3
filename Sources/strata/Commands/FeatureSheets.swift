import FeatureVisualization
import Figures
import Foundation
import ImageDatasets
import StudyPipeline

/// Contact sheets of optimized images, a file for each layer.
struct FeatureSheets {
  private let layers: [FeatureText.Layer]
  private let output: URL
  private let copies: Bool
  private let format: FeaturePictureFormat

  /// `copies` says whether the images themselves are copied too, as those of a study.
  init(_ layers: [FeatureText.Layer], in output: URL, copies: Bool, format: FeaturePictureFormat) {
    (self.layers, self.output, self.copies, self.format) = (layers, output, copies, format)
  }

  /// Writes them, and returns the layers with the files that hold their images.
  func write() throws -> [FeatureText.Layer] {
    do {
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
      return try layers.map { layer in
        let name = copies ? layer.folder.deletingLastPathComponent().lastPathComponent : layer.folder.lastPathComponent
        let folder = copies ? output.appendingPathComponent(name, isDirectory: true) : layer.folder
        let written = try format.write(layer.document, from: layer.folder, to: folder)
        try sheet(pictures: written, in: folder).encoded(as: format.figure, millimeters: 180, theme: .light)
          .write(to: output.appendingPathComponent("\(name).\(format.rawValue)"), options: .atomic)
        // Of a study, what is told is where the study keeps them.
        return copies ? layer : .init(document: written, folder: folder)
      }
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description:
          "\(output.path) cannot be written: \(error.localizedDescription) Give another folder with --output.")
    }
  }

  private func sheet(pictures document: FeatureDocument, in folder: URL) throws -> FeatureFigure {
    let decoder = ImageDecoder()
    let tiles = try document.features.map { feature in
      FeatureFigure.Tile(
        image: try decoder.decode(contentsOf: folder.appendingPathComponent(feature.image)),
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
