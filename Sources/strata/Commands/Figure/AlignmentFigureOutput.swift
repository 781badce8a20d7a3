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
      let layer = LikenessFigureSource.name(of: place, in: model)
      return isSingle ? layer : "\(model?.name ?? place.model) \(layer)"
    }
    let starts = report.layers.indices.dropFirst().filter { report.layers[$0].model != report.layers[$0 - 1].model }
    return MatrixFigure(
      title: "\(source.description.name): likeness of layers", names: (names, names),
      cells: report.layers.indices.map { row in report.layers.indices.map { likeness.cell(row, $0) } },
      divisions: (starts, starts), caption: [likeness.meaning, source.provenance])
  }
}
