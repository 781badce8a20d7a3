import ArgumentParser
import Figures
import Foundation
import NeuronSilencing
import StudyPipeline
import StudyStore

/// What classes lose without the neurons that tell them, against random ones.
struct SilencingFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> IntervalFigure {
    let model = try modelWithSilencing()
    let layer = try source.layer(of: model) { try document(model, $0) != nil }
    guard let layer, let found = try document(model, layer) else {
      throw ValidationError(
        "No neurons of \(source.selection.layer ?? model.name) are silenced yet. Run strata silence \(source.study.url.path) "
          + "first.")
    }
    let (report, classes) = (found.experiment, source.description.classes)
    let names = report.classes.map { effect -> String in
      let index = found.classes[effect.label]
      return classes.indices.contains(index) ? classes[index] : "\(index)"
    }
    let random = report.classes.map { effect -> IntervalFigure.Estimate? in
      let (mean, spread) = (-100 * effect.random.mean, 100 * (effect.random.standardDeviation ?? 0))
      return .init(value: mean, interval: mean - spread...mean + spread)
    }
    let others = report.classes.map { effect in
      effect.drop.othersAccuracy.map { IntervalFigure.Estimate(value: -100 * $0) }
    }
    return IntervalFigure(
      title: source.title(model, "\(layer.name), neurons silenced"), rows: names,
      notes: report.classes.map { "\($0.itemCount)" }, series: ["without its own neurons", "without random ones"],
      charts: [
        .init(
          title: "accuracy of the class",
          estimates: [report.classes.map { .init(value: -100 * $0.drop.accuracy) }, random],
          reference: 0),
        .init(
          title: "accuracy of all others", estimates: [others, report.classes.map { _ in nil }], reference: 0),
      ],
      caption: [
        "Change of accuracy in points when \(FigureSource.count(report.groupSize, "neuron")) of \(layer.name) are silenced "
          + "(\(report.replacement)): those with the highest scores for the class, or random ones (mean and standard deviation "
          + "of \(report.repetitions) groups). \(FigureSource.count(report.itemCount, "image")), seed \(report.seed);",
        source.provenance,
      ])
  }

  private func document(_ model: ModelDescription, _ layer: LayerDescription) throws -> SilencingDocument? {
    try StudySilencing.document(source.study, model: model.folder, layer: layer.folder)
  }

  /// The network asked for, or the first with silenced neurons.
  private func modelWithSilencing() throws -> ModelDescription {
    guard source.selection.model == nil else { return try source.model() }
    return try source.description.models.first { model in try model.layers.contains { try document(model, $0) != nil } }
      ?? source.model()
  }
}
