import ArgumentParser
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// The images of a layer as a map, or of several layers side by side.
struct EmbeddingFigureOutput {
  private static let lowTrust = 0.8

  private let source: FigureSource
  private let model: ModelDescription
  private let views: [EmbeddingView]
  private let link: FigureLink?

  init(_ given: FigureSource) throws {
    link = try given.drawing.link.map(FigureLink.init)
    source = given.following(link)
    model = try source.model()
    views = try Self.views(source, model)
    if let link, !link.dropped.isEmpty {
      StandardError.write("Of the link, this is not drawn: \(Set(link.dropped).sorted().joined(separator: ", ")).\n")
    }
  }

  /// The embeddings of the layers asked for.
  static func views(_ source: FigureSource, _ model: ModelDescription) throws -> [EmbeddingView] {
    let name = source.selection.embedding
    if !source.selection.layers.isEmpty {
      return try source.layers(of: model, source.selection.layers).map {
        try EmbeddingView(source.study, model: model, layer: $0, named: name)
      }
    }
    let layer = try source.layer(of: model) { layer in
      source.selection.layer != nil || layer.embeddings.contains { $0.name == name ?? $0.name }
    }
    guard let layer else {
      throw ValidationError(
        "No layer of \(model.name) has an embedding\(name.map { " " + $0 } ?? ""). Run strata analyze again with "
          + "--embed \(name ?? "umap-2d").")
    }
    return [try EmbeddingView(source.study, model: model, layer: layer, named: name)]
  }

  func figure() throws -> MapFigure {
    let what = source.drawing.color ?? link?.color ?? "label"
    let colors = try EmbeddingColors(source, model: model, by: what)
    let plane = try plane()
    let panels = try views.map { view in
      MapFigure.Panel(
        title: views.count > 1 ? view.layer.name : "", detail: views.count > 1 ? view.quality : "",
        positions: shown(view.positions(in: plane)),
        colors: isolating(try colors.colors(view.layer, view.embedding), colors.classes))
    }
    var figure = MapFigure(
      title: source.title(model, views.count > 1 ? views[0].embedding.name : views[0].layer.name),
      classes: colors.classes, panels: panels, caption: caption(colors, panels))
    (figure.scale, figure.colorTitle) = (colors.scale, colors.title)
    figure.sharesScale = views.count > 1 && views.allSatisfy(\.isAligned)
    figure.window = link?.camera.map {
      MapFigure.Window(center: ($0.x, $0.y), reach: FigureLink.fit(panels[0].positions) / $0.zoom)
    }
    if figure.countOutside > 0 {
      figure.caption.insert(
        "\(FigureSource.count(figure.countOutside, "image")) lie outside of what is shown.",
        at: figure.caption.count - 1)
    }
    figure.marks = try marks()
    if !figure.marks.isEmpty, figure.marks.allSatisfy({ $0 == nil }) {
      figure.caption.insert("No image is marked.", at: figure.caption.count - 1)
    }
    try source.draw(&figure)
    figure.drawing = source.drawing.images ?? link?.drawing.flatMap(MapFigure.Drawing.init(rawValue:)) ?? .dots
    let pictures = try FigurePictures(source.study)
    for item in try figure.pictureItems(source.style) { figure.pictures[item] = try pictures.thumbnail(item) }
    return figure
  }

  private func plane() throws -> [Double] {
    // All layers are seen in the plane of the last one.
    let matrix = views[views.count - 1].matrix
    guard views.allSatisfy({ $0.matrix.columnCount == matrix.columnCount }) else {
      throw ValidationError("The layers' embeddings have different numbers of dimensions. Name one with --embedding.")
    }
    guard let frame = link?.frame else { return try FirstPlane.rows(of: matrix) }
    guard frame.count == 2 * matrix.columnCount else {
      throw ValidationError(
        "The link looks at \(frame.count / 2) dimensions; \(views[0].embedding.name) has \(matrix.columnCount). Give the "
          + "link's own --embedding, or none.")
    }
    return frame
  }

  /// Images that the link does not show are on no map.
  private func shown(_ positions: [Float]) -> [Float] {
    guard let shown = link?.shown else { return positions }
    return positions.enumerated().map { shown.contains($0 / 2) ? $1 : .nan }
  }

  private func isolating(_ colors: MapFigure.Colors, _ classes: [String]) -> MapFigure.Colors {
    guard let link, !link.isolated.isEmpty, case .classes(let labels) = colors else { return colors }
    let kept = Set(link.isolated.compactMap { classes.firstIndex(of: $0) })
    return .classes(labels.map { label in label.flatMap { kept.contains($0) ? $0 : nil } })
  }

  private func marks() throws -> [MapFigure.Mark?] {
    let asked = source.drawing.marks
    let (wrong, low) = (
      asked.contains(.misclassified) || (asked.isEmpty && link?.marksMisclassified == true),
      asked.contains(.lowTrust) || (asked.isEmpty && link?.marksLowTrust == true)
    )
    guard wrong || low else { return [] }
    var marks = [MapFigure.Mark?](repeating: nil, count: source.description.itemCount)
    if low {
      guard views.count == 1 else {
        throw ValidationError("--mark low-trust goes with a single layer: trust differs from layer to layer.")
      }
      let trust = try EmbeddingTrust(source.study, model, views[0].layer, views[0].embedding).values
      for item in marks.indices where trust[item] < (link?.lowTrust ?? Self.lowTrust) { marks[item] = .uncertain }
    }
    if wrong {
      guard let said = try source.study.database.predictionColumns(ofModel: model.folder) else {
        throw ValidationError("\(model.name) has no predictions. Run strata analyze again with --classes.")
      }
      for item in marks.indices where said.correct[item] == 0 {
        marks[item] = .wrong(said.labelIndex[item] >= 0 ? said.labelIndex[item] : nil)
      }
    }
    return marks
  }

  private func caption(_ colors: EmbeddingColors, _ panels: [MapFigure.Panel]) -> [String] {
    let (view, count) = (views[0], FigureSource.count(source.description.itemCount, "image"))
    var lines: [String] = []
    lines.append("\(count), \(view.method)\(seed).")
    if views.count == 1, !view.quality.isEmpty {
      lines[0] = "\(count), \(view.method)\(seed); \(view.qualityInWords)."
    } else if !view.quality.isEmpty {
      lines.append("trust: trustworthiness, k = 15; hit: share of the 6 nearest in the map with the same label.")
    }
    if views.count > 1, views.allSatisfy(\.isAligned) {
      lines.append("Each layer is turned onto the next (Procrustes); all have one scale.")
    }
    if view.embedding.dimensions > 2 {
      lines.append(
        link?.frame == nil
          ? "Seen in its widest plane." : "Seen in a plane that a person chose.")
    }
    if let shown = link?.shown { lines.append("\(FigureSource.count(shown.count, "image")) of them are shown.") }
    if !colors.title.isEmpty { lines.append("Colour: \(colors.title).") }
    return lines.filter { !$0.isEmpty } + [source.provenance]
  }

  private var seed: String { ", seed \(source.description.seed)" }
}

extension FigureSource {
  /// The same with what a link names, where no option says otherwise.
  func following(_ link: FigureLink?) -> FigureSource {
    guard let link else { return self }
    var selection = selection
    selection.model = selection.model ?? link.model
    selection.embedding = selection.embedding ?? link.embedding
    if selection.layers.isEmpty { selection.layer = selection.layer ?? link.layer }
    return FigureSource(self, selection: selection)
  }

  /// Gives a map the options of drawing.
  func draw(_ figure: inout MapFigure) throws {
    (figure.pointSize, figure.opacity) = (drawing.pointSize, drawing.opacity)
    figure.names = drawing.names?.place ?? .automatic
    figure.seed = selection.seed ?? 42
  }
}
