import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// Atlases as files: a figure for each layer, and its cells.
struct AtlasPictures {
  private let layers: [StudyAtlas.Layer]
  private let output: URL

  init(_ layers: [StudyAtlas.Layer], in output: URL) { (self.layers, self.output) = (layers, output) }

  func write() throws {
    do {
      for layer in layers {
        let folder = output.appendingPathComponent(layer.layer.folder, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in layer.document.cells.compactMap(\.image) + ["atlas.json"] {
          try Data(contentsOf: layer.folder.appendingPathComponent(name))
            .write(to: folder.appendingPathComponent(name), options: .atomic)
        }
        try figure(layer).encoded(as: .png, millimeters: 240, theme: .light)
          .write(to: output.appendingPathComponent("\(layer.layer.folder).png"), options: .atomic)
      }
    } catch let error as CocoaError {
      throw StudyPipelineError(
        kind: .inputOutput,
        description:
          "\(output.path) cannot be written: \(error.localizedDescription) Give another folder with --output.")
    }
  }

  private func figure(_ layer: StudyAtlas.Layer) throws -> AtlasFigure {
    let (document, decoder) = (layer.document, ImageDecoder())
    let cells = try document.cells.compactMap { cell in
      try cell.image.map {
        AtlasFigure.Cell(
          row: cell.row, column: cell.column,
          image: try decoder.decode(contentsOf: layer.folder.appendingPathComponent($0)),
          label: cell.classes.first?.label)
      }
    }
    return AtlasFigure(
      title: "\(document.layer): activation atlas", columnCount: document.columns, rowCount: document.rows,
      cells: cells,
      caption: [
        "Made by optimization, no photographs: each cell shows the mean of its activations, of \(document.activationCount) at "
          + "\(document.positionCount) positions of \(document.imageCount) images,",
        "laid out by UMAP (trustworthiness \(String(format: "%.2f", document.trustworthiness))). Names: the class whose score "
          + "most activations of an area raise.",
      ])
  }
}
