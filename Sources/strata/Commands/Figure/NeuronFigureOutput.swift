import ArgumentParser
import Figures
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// The neurons of a layer as a figure; of a training, those before it beside them.
struct NeuronFigureOutput {
  /// Which neurons, and by what they are colored.
  struct Choice {
    var model: String?
    var layer: String?
    var projection: String?
    var score: String?
    var className: String?
    /// The column of the manifest that is told apart; nil for the label.
    var column: String?
  }

  private let study: Study
  private let choice: Choice
  private let labels: [String]

  private let note: String

  init(_ source: FigureSource) throws {
    let selection = source.selection
    (study, note) = (source.study, source.provenance)
    choice = Choice(
      model: selection.model, layer: selection.layer, projection: selection.projection, score: selection.score,
      className: selection.className.first, column: selection.by == "label" ? nil : selection.by)
    labels = try study.database.classes()
  }

  func figure() throws -> NeuronFigure {
    let (model, layer) = try chosen()
    let models = try [before(model), model].compactMap(\.self)
    let maps = try models.map { try NeuronFigureMap(study, $0, layer: layer, choice: choice) }
    let classes = maps.last?.document.groups?.values ?? labels
    let shown = try choice.className.map { try classIndex($0, among: classes) }
    let values = try maps.map { try $0.values(ofClass: shown) }
    let largest = values.flatMap { $0.scores.filter(\.isFinite) }.max() ?? 0
    let panels = zip(maps, values).map { map, values in
      NeuronFigure.Panel(
        title: map.title, detail: map.detail(ofClass: shown), positions: map.positions, labels: values.labels,
        scores: values.scores.map { largest > 0 && $0.isFinite ? max(0, $0 / largest) : 0 })
    }
    return NeuronFigure(
      title: "\(model.series ?? model.name), \(layer): neurons" + (choice.column.map { " by \($0)" } ?? ""),
      classes: classes,
      panels: panels, scale: ("0", String(format: "%.3f", largest)),
      caption: captions(maps, shown.map { classes[$0] }, note: note))
  }

  private func chosen() throws -> (model: StudyModel, layer: String) {
    let models = try study.database.models()
    guard !models.isEmpty else { throw ValidationError("The study has no network yet.") }
    let named = choice.model.flatMap { name in models.last { $0.name == name || $0.folder == name || $0.series == name }
    }
    if let name = choice.model, named == nil {
      throw ValidationError(
        "The study has no network \(name). It has: \(models.map(\.name).joined(separator: ", ")).")
    }
    let model =
      named ?? models.filter { $0.series == models[0].series }.max { ($0.epoch ?? 0) < ($1.epoch ?? 0) } ?? models[0]
    let layers = try study.database.layers(ofModel: model.folder)
    let analyzed = try layers.filter {
      try NeuronFiles(study, model: model.folder, layer: $0.folder).documentFile() != nil
    }
    guard let last = analyzed.last else {
      throw ValidationError(
        "The neurons of \(model.name) are not analyzed yet. Run strata neurons \(study.url.path) --model \(model.name)")
    }
    guard let name = choice.layer else { return (model, last.name) }
    guard let layer = analyzed.first(where: { $0.name == name || $0.folder == name }) else {
      throw ValidationError(
        "There are no neurons of a layer \(name). Analyzed are: \(analyzed.map(\.name).joined(separator: ", ")).")
    }
    return (model, layer.name)
  }

  /// The first checkpoint of the training, when its neurons are analyzed too.
  private func before(_ model: StudyModel) throws -> StudyModel? {
    guard let series = model.series else { return nil }
    let first = try study.database.models().filter { $0.series == series }.min { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
    guard let first, first.folder != model.folder else { return nil }
    let isAnalyzed = try study.database.layers(ofModel: first.folder).contains {
      let files = NeuronFiles(study, model: first.folder, layer: $0.folder)
      return try choice.column.map { try files.columns().contains($0) } ?? (files.documentFile() != nil)
    }
    return isAnalyzed ? first : nil
  }

  private func classIndex(_ name: String, among classes: [String]) throws -> Int {
    if let index = classes.firstIndex(of: name) { return index }
    if let index = Int(name), classes.indices.contains(index) { return index }
    let (kind, place) = choice.column.map { ("value", "The column \($0)") } ?? ("class", "The study")
    throw ValidationError("There is no \(kind) \(name). \(place) has: \(classes.joined(separator: ", ")).")
  }

  private func captions(_ maps: [NeuronFigureMap], _ shown: String?, note: String) -> [String] {
    guard let map = maps.last else { return [note] }
    let told = choice.column.map { "value of \($0)" } ?? "class"
    let color =
      shown.map { "saturation: how well a neuron tells \($0) from the rest" }
      ?? "hue: the \(told) that a neuron tells best; saturation: how well"
    let constant = maps.filter { !$0.document.constant.isEmpty }.map { "\($0.document.constant.count) \($0.title)" }
    return [
      "\(map.document.itemCount) images; \(map.projection.title); \(color) (\(map.scoreTitle)).",
      "told: balanced accuracy of all neurons together, on images held out; together: share of the 6 nearest neurons with the "
        + "same \(choice.column == nil ? "class" : "value"), p by shuffling.",
      "A saturated point is strong among its like; by itself it may still be weak. "
        + (constant.isEmpty ? "" : "Left out because they never vary: \(constant.joined(separator: ", ")). ") + note,
    ]
  }
}
