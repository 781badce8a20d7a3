import Figures
import Foundation
import StudyPipeline
import StudyStore

/// Atlases as files: a figure for each layer, and its cells.
struct AtlasPictures {
  private let layers: [StudyAtlas.Layer]
  private let output: URL
  private let style: FigureStyle

  init(_ layers: [StudyAtlas.Layer], in output: URL, style: FigureStyle) {
    (self.layers, self.output, self.style) = (layers, output, style)
  }

  func write() throws {
    do {
      for layer in layers {
        let folder = output.appendingPathComponent(layer.layer.folder, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in layer.document.cells.compactMap(\.image) + ["atlas.json"] {
          try Data(contentsOf: layer.folder.appendingPathComponent(name))
            .write(to: folder.appendingPathComponent(name), options: .atomic)
        }
        try AtlasFigureOutput.figure(layer.document, in: layer.folder, note: "strata \(StudyFormat.strataVersion).")
          .encoded(as: .png, style: style)
          .write(to: output.appendingPathComponent("\(layer.layer.folder).png"), options: .atomic)
      }
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description:
          "\(output.path) cannot be written: \(error.localizedDescription) Give another folder with --output.")
    }
  }
}
