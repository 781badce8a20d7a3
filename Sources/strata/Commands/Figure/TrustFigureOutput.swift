import ArgumentParser
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// How far the places of images in maps can be trusted: colors, and how many images have which trust.
struct TrustFigureOutput {
  private let source: FigureSource
  private let model: ModelDescription
  private let views: [EmbeddingView]

  init(_ source: FigureSource) throws {
    (self.source, model) = (source, try source.model())
    views = try EmbeddingFigureOutput.views(source, model)
  }

  func figure() throws -> MapFigure {
    let panels = try views.map { view in
      let trust = try EmbeddingTrust(source.study, model, view.layer, view.embedding).values
      let low = trust.count { $0 < 0.8 }
      return MapFigure.Panel(
        title: view.layer.name,
        detail: (view.layer.metrics["trustworthiness.\(view.embedding.name)"].map { "mean \(FigureSource.share($0)), " }
          ?? "")
          + "\(low) below .8",
        positions: view.positions(in: try FirstPlane.rows(of: view.matrix)),
        colors: .numbers(trust.map { Double?($0) }),
        distribution: trust)
    }
    let view = views[0]
    var lines = [
      "\(FigureSource.count(source.description.itemCount, "image")), \(view.method), seed \(source.description.seed). Trust of an image: 1 where its 15 nearest "
        + "in the map are near in the layer's activations too, less the farther away they are (Venna & Kaski 2001). Bars: "
        + "how many images have which trust."
    ]
    if view.embedding.dimensions > 2 {
      lines.append("Trust is that of \(view.embedding.dimensions) dimensions; the plane shows less.")
    }
    var figure = MapFigure(
      title: source.title(model, "trust in \(view.embedding.name)"), classes: [], panels: panels,
      caption: lines + [source.provenance])
    figure.colorTitle = "trust"
    try source.draw(&figure)
    return figure
  }
}
