import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// How alike every two layers of a study are, as a matrix.
struct AlignmentFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> MatrixFigure {
    let likeness = try LikenessFigureSource(source)
    let (report, isSingle) = (likeness.report, Set(likeness.report.layers.map(\.model)).count == 1)
    let names = report.layers.map { place in
      let model = source.description.models.first { $0.folder == place.model }
      let layer = model?.layers.first { $0.folder == place.layer }?.name ?? place.layer
      return isSingle ? layer : "\(model?.name ?? place.model) \(layer)"
    }
    let starts = report.layers.indices.dropFirst().filter { report.layers[$0].model != report.layers[$0 - 1].model }
    return MatrixFigure(
      title: "\(source.description.name): likeness of layers", names: (names, names),
      cells: report.layers.indices.map { row in report.layers.indices.map { likeness.cell(row, $0) } },
      divisions: (starts, starts), caption: [likeness.meaning, source.provenance])
  }
}

/// How alike the layers of a study are, for figures.
struct LikenessFigureSource {
  let report: LikenessReport
  private let measure: LikenessMeasure

  /// Reads what was asked for with `--measure`.
  init(_ source: FigureSource) throws {
    measure = source.selection.measure ?? .cka
    guard let report = try LikenessReport(source.study, measure: measure) else {
      let path = source.study.url.path
      throw ValidationError("The layers of \(path) have not been compared yet. Run strata measure \(path) first.")
    }
    self.report = report
  }

  /// The layers of a network that were compared, in its order, with their places in the report.
  func layers(of model: ModelDescription) -> [(name: String, folder: String, place: Int)] {
    report.layers.enumerated().filter { $1.model == model.folder }.map { place, layer in
      (model.layers.first { $0.folder == layer.layer }?.name ?? layer.layer, layer.layer, place)
    }
  }

  /// How alike two layers are, by their places in the report.
  func cell(_ row: Int, _ column: Int) -> MatrixFigure.Cell {
    let value = report.values[row][column]
    return .init(value: value, text: value.map(Self.text) ?? "–")
  }

  /// What the numbers are, in a sentence.
  var meaning: String {
    let images = FigureSource.count(report.itemCount, "image")
    return switch measure {
    case .cka:
      "Linear CKA over \(images) (Kornblith et al. 2019): 1 where two layers see the images alike up to rotation and scale."
    case .procrustes:
      "Procrustes agreement over \(images): 1 where one layer is the other, turned and scaled."
    case .neighbors:
      "Overlap (Jaccard) of the \(LikenessMeasure.neighborCount) nearest of \(images): 1 where all have the same neighbours."
    }
  }

  private static func text(_ value: Double) -> String {
    value > 0.995 ? "1" : String(String(format: "%.2f", value).dropFirst())
  }
}
