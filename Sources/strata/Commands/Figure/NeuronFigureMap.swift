import ArgumentParser
import Foundation
import NumericKernels
import StudyPipeline
import StudyStore

/// One map of a layer's neurons with a score of each.
struct NeuronFigureMap {
  let document: NeuronDocument
  let projection: NeuronDocument.Projection
  /// x and y of every neuron; NaN for those that never vary.
  let positions: [Float]
  /// Such as "importance in extremely randomized trees".
  let scoreTitle: String

  private let model: StudyModel
  /// Neurons × scored classes.
  private let scores: Matrix?

  /// Throws `ValidationError` for a projection, a column or a score that the layer does not have.
  init(_ study: Study, _ model: StudyModel, layer name: String, choice: NeuronFigureOutput.Choice) throws {
    self.model = model
    let (projection, score) = (choice.projection, choice.score)
    guard let layer = try study.database.layers(ofModel: model.folder).first(where: { $0.name == name }) else {
      throw ValidationError("\(model.name) has no layer \(name).")
    }
    let files = NeuronFiles(study, model: model.folder, layer: layer.folder)
    guard let document = try files.document(by: choice.column) else {
      let known = try files.columns()
      let isAnalyzed = try files.documentFile() != nil
      let missing = choice.column.map { isAnalyzed ? "scored by \($0)" : "analyzed" } ?? "analyzed"
      throw ValidationError(
        "The neurons of \(name) of \(model.name) are not \(missing) yet"
          + (known.isEmpty ? "" : ", but by \(known.joined(separator: ", "))")
          + ". Run strata neurons \(study.url.path) --model '\(model.name)'"
          + (choice.column.map { " --by '\($0)'" } ?? ""))
    }
    self.document = document
    let chosen =
      projection.map { wanted in document.projections.first { $0.name == wanted } } ?? document.projections.first
    guard let chosen, let file = try files.projection(chosen.name) else {
      throw ValidationError(
        "\(name) has no map \(projection ?? ""). It has: \(document.projections.map(\.name).joined(separator: ", ")).")
    }
    self.projection = chosen
    positions = try NPYFile(contentsOf: file).floatElements()
    let measure = score.map { wanted in document.scores.first { $0.name == wanted } } ?? document.scores.first
    if let score, measure == nil {
      throw ValidationError(
        "\(name) has no score \(score). It has: \(document.scores.map(\.name).joined(separator: ", ")).")
    }
    scores = try measure.flatMap { try files.score($0.name, by: choice.column) }.map {
      try NPYFile(contentsOf: $0).matrix()
    }
    scoreTitle = measure.map { $0.title.prefix(1).lowercased() + $0.title.dropFirst() } ?? "no labels"
  }

  /// The network, or when in its training it is.
  var title: String { model.epoch.map { $0 == 0 ? "before training" : "after \($0) epochs" } ?? model.name }

  /// The class of each neuron and its score: of the class asked for, or of the one with the highest score.
  func values(ofClass shown: Int?) throws -> (labels: [Int?], scores: [Double]) {
    guard let scores else {
      return (Array(repeating: nil, count: document.neuronCount), Array(repeating: 1, count: document.neuronCount))
    }
    if let shown {
      guard let column = document.scoredClasses.firstIndex(of: shown) else {
        throw ValidationError(
          "\(document.groups == nil ? "Class" : "Value") \(shown) has too few images for a score of its own.")
      }
      return (
        Array(repeating: shown, count: scores.rowCount), (0..<scores.rowCount).map { Double(scores[$0, column]) }
      )
    }
    let best = (0..<scores.rowCount).map { neuron in
      (0..<scores.columnCount).max { (scores[neuron, $0], $1) < (scores[neuron, $1], $0) } ?? 0
    }
    let values = best.enumerated().map { Double(scores[$0, $1]) }
    return (zip(best, values).map { $1 > 0 ? document.scoredClasses[$0] : nil }, values)
  }

  /// Its numbers, in a line.
  func detail(ofClass shown: Int?) -> String {
    var parts: [String] = []
    if let stress = projection.measures["normalizedStress"] { parts.append(String(format: "stress %.2f", stress)) }
    let accuracies = document.forests.filter { shown == nil || $0.classIndex == shown }.compactMap(\.balancedAccuracy)
    if !accuracies.isEmpty {
      parts.append(String(format: "told %.1f %%", 100 * accuracies.reduce(0, +) / Double(accuracies.count)))
    }
    if let found = document.specialization {
      let own = found.classes.first { $0.classIndex == shown }
      let (value, pValue) = (own?.value ?? found.value, own?.pValue ?? found.pValue)
      parts.append(String(format: "together %.2f (p %.3f)", value, pValue))
    }
    return parts.joined(separator: ", ")
  }
}
