import Figures
import Foundation
import ImageDatasets
import NeighborSearch
import StudyPipeline
import StudyStore

/// Neighbors with their images, as a figure.
struct NeighborFigureOutput {
  /// Images are kept at so many pixels a side: 300 to the inch for tiles of 13 mm.
  private static let side = 160

  private let table: NeighborTable
  private let pictures: FigurePictures

  init(_ table: NeighborTable, study: Study) throws { (self.table, pictures) = (table, try FigurePictures(study)) }

  /// Reads the images and lays the figure out.
  func figure(note: String) throws -> NeighborFigure {
    NeighborFigure(
      title: (table.study == table.model ? table.study : "\(table.study), \(table.model)") + ": nearest images",
      heads: table.columns.map { column in
        NeighborFigure.Head(
          title: column.isInput ? "pixels" : column.layer,
          detail: column.accuracy.map { String(format: "k-NN %.1f %% in the study", $0 * 100) } ?? "")
      },
      rows: try table.rows.map { row in
        (
          query: NeighborFigure.Tile(
            image: try picture(row.query),
            label: row.query.label ?? (row.query.identifier as NSString).lastPathComponent),
          groups: try row.neighbors.map { try $0.map(tile) }
        )
      },
      caption: [
        "Nearest of \(FigureSource.count(table.candidateCount, "image")) by \(table.metric) distance, the number below an "
          + "image. ✓ the query's class, × another.", note,
      ])
  }

  private func tile(_ neighbor: NeighborTable.Neighbor) throws -> NeighborFigure.Tile {
    NeighborFigure.Tile(
      image: try picture(neighbor.picture), label: neighbor.picture.label ?? "",
      distance: String(format: neighbor.distance < 10 ? "%.3f" : "%.1f", Double(neighbor.distance)),
      isSameClass: neighbor.isSameClass)
  }

  private func picture(_ picture: NeighborTable.Picture) throws -> PixelImage {
    try picture.item.map { try pictures.square($0, side: Self.side) }
      ?? pictures.square(URL(fileURLWithPath: picture.identifier), side: Self.side)
  }
}

extension FigureSource {
  /// The neighbors that the selection asks for.
  func neighbors() throws -> NeighborFigure {
    var request = NeighborRequest()
    request.queries = selection.query.isEmpty ? .sampled(selection.sample) : .named(selection.query)
    (request.model, request.layers) = (selection.model, selection.layers)
    (request.neighborCount, request.metric) = (selection.neighbors ?? 5, selection.metric?.metric ?? .euclidean)
    (request.seed, request.threadCount) = (selection.seed ?? 42, selection.threads)
    let table = try StudyNeighbors(study, request: request, cancellation: AnalysisCancellation()).run()
    let note = selection.query.isEmpty ? "Queries drawn with seed \(request.seed); " : ""
    return try NeighborFigureOutput(table, study: study).figure(note: note + provenance)
  }
}
