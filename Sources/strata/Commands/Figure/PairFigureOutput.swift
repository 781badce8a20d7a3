import ArgumentParser
import EmbeddingMethods
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// Two networks of a study side by side: the same images in a layer of each, and how alike all their layers are.
struct PairFigureOutput {
  /// A layer of one of both networks.
  private struct Side {
    let model: ModelDescription
    let view: EmbeddingView
  }

  private let source: FigureSource
  private let report: ComparisonReport
  private let (a, b): (Side, Side)

  init(_ source: FigureSource) throws {
    self.source = source
    var request = ComparisonRequest()
    let (models, layers) = (source.selection.models, source.selection.layers)
    if models.count == 2 { request.models = (models[0], models[1]) }
    if layers.count == 2 { request.layers = (layers[0], layers[1]) }
    request.count = source.description.itemCount
    report = try StudyComparison(source.study, request: request).run()
    (a, b) = (try Self.side(report.a, source), try Self.side(report.b, source))
  }

  private static func side(_ network: ComparisonReport.Network, _ source: FigureSource) throws -> Side {
    guard let model = source.description.models.first(where: { $0.folder == network.model }),
      let layer = model.layers.first(where: { $0.folder == network.layer })
    else { throw ValidationError("\(network.layerName) of \(network.name) is not in the study any more.") }
    return Side(
      model: model,
      view: try EmbeddingView(source.study, model: model, layer: layer, named: source.selection.embedding))
  }

  func figure() throws -> ComparisonFigure {
    let fit = try OrthogonalProcrustes(aligning: b.view.matrix, to: a.view.matrix)
    let plane = try FirstPlane.rows(of: fit.reference)
    let what = source.drawing.color ?? "label"
    let colors = try [a, b].map { try self.colors(of: $0, by: what) }
    let panels = try zip([a, b], zip([fit.reference, fit.aligned], colors)).map { side, shown in
      MapFigure.Panel(
        title: "\(side.model.name) \(side.view.layer.name)", detail: side.view.quality,
        positions: EmbeddingView.positions(of: shown.0, in: plane),
        colors: try shown.1.colors(side.view.layer, side.view.embedding))
    }
    var maps = MapFigure(title: "", classes: colors[0].classes, panels: panels, caption: [])
    (maps.scale, maps.colorTitle, maps.sharesScale) = (colors[0].scale, colors[0].title, true)
    try source.draw(&maps)
    return ComparisonFigure(
      title: "\(source.description.name): \(a.model.name) and \(b.model.name)", maps: maps, matrix: try matrix(),
      caption: caption(fit.agreement, colors[0].title))
  }

  /// What points are colored by: how much an image's neighbors change, or as in other maps.
  private func colors(of side: Side, by what: String) throws -> EmbeddingColors {
    guard what == "changed" else { return try EmbeddingColors(source, model: side.model, by: what) }
    var changed = [Double?](repeating: nil, count: source.description.itemCount)
    for image in report.images { changed[image.item] = image.changed }
    return EmbeddingColors(title: "neighbours changed") { _, _ in .numbers(changed) }
  }

  private func matrix() throws -> MatrixFigure {
    let likeness = try LikenessFigureSource(source)
    let (rows, columns) = (likeness.layers(of: a.model), likeness.layers(of: b.model))
    var matrix = MatrixFigure(
      title: likeness.report.measure, names: (rows.map(\.name), columns.map(\.name)),
      axes: (a.model.name, b.model.name),
      cells: rows.map { row in columns.map { likeness.cell(row.place, $0.place) } }, caption: [])
    if let row = rows.firstIndex(where: { $0.folder == a.view.layer.folder }),
      let column = columns.firstIndex(where: { $0.folder == b.view.layer.folder })
    {
      matrix.framed = (row, column)
    }
    return matrix
  }

  private func caption(_ agreement: Double, _ colored: String) -> [String] {
    let dimensions = max(a.view.matrix.columnCount, b.view.matrix.columnCount)
    var lines = ["\(FigureSource.count(source.description.itemCount, "image")), \(a.view.method)."]
    if b.view.method != a.view.method { lines = ["Left \(a.view.method), right \(b.view.method)."] }
    lines.append(
      "The right map is turned onto the left one (Procrustes; agreement \(FigureSource.share(agreement)) in "
        + "\(dimensions) dimensions)" + (dimensions > 2 ? "; both are seen in the left one's widest plane." : "."))
    if let changed = report.changed, let chance = report.changedByChance {
      lines.append(
        "Between these layers \(FigureSource.share(changed)) of the \(report.neighborCount) nearest change (by chance "
          + "\(FigureSource.share(chance))).")
    }
    if !colored.isEmpty { lines.append("Colour: \(colored).") }
    return lines + ["Framed: the layers above.", source.provenance]
  }
}
