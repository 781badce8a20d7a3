import ArgumentParser
import Figures
import StudyPipeline
import StudyStore

/// What has been measured of a network's layers, as lines.
struct LayerFigureOutput {
  private let source: FigureSource
  private let model: ModelDescription

  init(_ source: FigureSource) throws { (self.source, model) = (source, try source.model()) }

  func figure() throws -> CurveFigure {
    let measures = measures
    guard !measures.isEmpty else {
      throw ValidationError("No layer is measured yet. Run strata analyze again to go on, or strata measure.")
    }
    let description = source.description
    return CurveFigure(
      title: source.title(model, "how layers separate classes"), places: .names(model.layers.map(\.name)),
      charts: [.init(series: measures.map(\.series), format: "%.3f")],
      caption: [
        FigureSource.count(description.itemCount, "image") + ", "
          + FigureSource.count(description.classes.count, "class") + ".",
        measures.map { "\($0.series.name): \($0.meaning)" }.joined(separator: "; ") + ".", source.provenance,
      ])
  }

  /// What has been measured of any layer, each with its meaning in words.
  private var measures: [(series: CurveFigure.Series, meaning: String)] {
    var named = [
      ("k-NN", "knnAccuracy", "majority of the 15 nearest names the label"),
      ("hit", "neighborhoodHit", "share of the 6 nearest with the label"),
      ("probe", "probeAccuracy", "linear classifier, five-fold cross-validation"),
    ]
    if let embedding = model.layers.flatMap(\.embeddings).first?.name {
      named.append(("trust", "trustworthiness.\(embedding)", "trustworthiness of \(embedding), k = 15"))
    }
    return named.map { name, key, meaning in
      (CurveFigure.Series(name: name, values: model.layers.map { $0.metrics[key] }), meaning)
    }.filter { !$0.series.values.allSatisfy { $0 == nil } }
  }
}
