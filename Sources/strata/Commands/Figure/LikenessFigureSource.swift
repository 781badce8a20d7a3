import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

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
      (Self.name(of: layer, in: model), layer.layer, place)
    }
  }

  /// What a person calls a layer of a network.
  static func name(of place: LikenessReport.Place, in model: ModelDescription?) -> String {
    model?.layers.first { $0.folder == place.layer }?.name ?? place.layer
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
