import ArgumentParser
import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// The activation atlas of a layer.
struct AtlasFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> AtlasFigure {
    let model = try modelWithAtlas()
    let layer = try source.layer(of: model, where: \.hasAtlas)
    guard let layer else { throw missing(source.selection.layer ?? model.name) }
    let files = AtlasFiles(source.study, model: model.folder, layer: layer.folder)
    guard let document = try files.document() else { throw missing(layer.name) }
    var figure = try Self.figure(document, in: files.folder, note: source.provenance)
    figure.title = source.title(model, "activation atlas of \(layer.name)")
    return figure
  }

  private func missing(_ name: String) -> ValidationError {
    ValidationError(
      "There is no atlas of \(name) yet. Run strata atlas \(source.study.url.path) --layers "
        + "\(source.selection.layer ?? "LAYER") first.")
  }

  /// The network asked for, or the first with an atlas.
  private func modelWithAtlas() throws -> ModelDescription {
    guard source.selection.model == nil else { return try source.model() }
    return try source.description.models.first { $0.layers.contains(where: \.hasAtlas) } ?? source.model()
  }

  /// The atlas of a document, with its pictures from a folder.
  static func figure(_ document: AtlasDocument, in folder: URL, note: String) throws -> AtlasFigure {
    let decoder = ImageDecoder()
    let cells = try document.cells.compactMap { cell in
      try cell.image.map {
        AtlasFigure.Cell(
          row: cell.row, column: cell.column, image: try decoder.decode(contentsOf: folder.appendingPathComponent($0)),
          label: cell.classes.first?.label)
      }
    }
    return AtlasFigure(
      title: "\(document.layer): activation atlas", columnCount: document.columns, rowCount: document.rows,
      cells: cells,
      caption: [
        "Made by optimization, no photographs: each cell shows the mean of its activations, of \(FigureSource.count(document.activationCount, "activation")) at "
          + "\(document.positionCount) positions of \(FigureSource.count(document.imageCount, "image")), laid out by UMAP (trustworthiness "
          + "\(String(format: "%.2f", document.trustworthiness))).",
        "Names: the class whose score most activations of an area raise.", note,
      ])
  }
}
