import FeatureVisualization
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// Contact sheets of optimized images, a file for each layer.
struct FeatureSheets {
  private let layers: [FeatureText.Layer]
  private let output: URL
  private let copies: Bool
  private let format: FeaturePictureFormat
  private let style: FigureStyle

  /// `copies` says whether the images themselves are copied too, as those of a study.
  init(
    _ layers: [FeatureText.Layer], in output: URL, copies: Bool, format: FeaturePictureFormat, style: FigureStyle
  ) {
    (self.layers, self.output, self.copies) = (layers, output, copies)
    (self.format, self.style) = (format, style)
  }

  /// Writes them, and returns the layers with the files that hold their images.
  func write() throws -> [FeatureText.Layer] {
    do {
      try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
      return try layers.map { layer in
        let name = copies ? layer.folder.deletingLastPathComponent().lastPathComponent : layer.folder.lastPathComponent
        let folder = copies ? output.appendingPathComponent(name, isDirectory: true) : layer.folder
        let written = try format.write(layer.document, from: layer.folder, to: folder)
        try FeatureFigureOutput.sheet(written, in: folder, note: "strata \(StudyFormat.strataVersion).")
          .encoded(as: format.figure, style: style)
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
}
