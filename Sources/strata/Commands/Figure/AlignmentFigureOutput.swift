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
    guard let report = try KernelAlignmentReport(source.study) else {
      let path = source.study.url.path
      throw ValidationError("The layers of \(path) have not been compared yet. Run strata measure \(path) first.")
    }
    let isSingle = Set(report.layers.map(\.model)).count == 1
    let names = report.layers.map { place in
      let model = source.description.models.first { $0.folder == place.model }
      let layer = model?.layers.first { $0.folder == place.layer }?.name ?? place.layer
      return isSingle ? layer : "\(model?.name ?? place.model) \(layer)"
    }
    let starts = report.layers.indices.dropFirst().filter { report.layers[$0].model != report.layers[$0 - 1].model }
    return MatrixFigure(
      title: "\(source.description.name): likeness of layers", names: (names, names),
      cells: report.values.map { row in row.map { .init(value: $0, text: $0.map(Self.text) ?? "–") } },
      divisions: (starts, starts),
      caption: [
        "Linear CKA over \(FigureSource.count(report.itemCount, "image")) (Kornblith et al. 2019): 1 where two layers see the "
          + "images alike up to rotation and scale.", source.provenance,
      ])
  }

  private static func text(_ value: Double) -> String {
    value > 0.995 ? "1" : String(String(format: "%.2f", value).dropFirst())
  }
}
