import ArgumentParser
import Figures
import Foundation
import StudyPipeline
import StudyStore

/// Which classes are taken for one another, as a matrix in which similar classes stand side by side.
struct ConfusionFigureOutput {
  private static let usualLimit = 40

  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> MatrixFigure {
    let model = try source.model()
    var request = ConfusionRequest()
    (request.model, request.findsZones) = (source.selection.model, false)
    let report = try StudyConfusion(source.study, request: request, observer: ProgressDisplay(isQuiet: true)).run()
    guard report.counted > 0 else {
      throw ValidationError(
        "No prediction of \(model.name) can be compared with a label. Run strata analyze with --classes.")
    }
    let shown = shown(report)
    let rows = shown.filter { $0.isLabel && $0.labeled > 0 }
    let counts = Dictionary(uniqueKeysWithValues: report.cells.map { ([$0.label, $0.prediction], $0.images.count) })
    let cells = rows.map { row in
      shown.map { column -> MatrixFigure.Cell in
        let count = counts[[row.index, column.index]] ?? 0
        // Differences among rare errors show better on a scale of square roots.
        let share = Double(count) / Double(max(1, row.labeled))
        return .init(value: count == 0 ? nil : share.squareRoot(), text: count == 0 ? "" : "\(count)")
      }
    }
    let right = report.classes.reduce(0) { $0 + $1.right }
    return MatrixFigure(
      title: source.title(model, "what is taken for what"), names: (rows.map(\.name), shown.map(\.name)),
      axes: ("label", "prediction"), cells: cells, scale: ("0", "all of a label"),
      caption: [
        "Numbers of images; colour: the square root of their share of the label. \(FigureSource.count(report.counted, "image")), "
          + String(format: "%.1f %% right.", 100 * Double(right) / Double(max(1, report.counted)))
          + " Similar classes stand side by side.",
        shown.count < report.classes.count
          ? "Shown are the \(shown.count) classes with most errors of \(FigureSource.count(report.classes.count, "class"))."
          : "", source.provenance,
      ].filter { !$0.isEmpty })
  }

  /// All classes in their order; of many, those with most errors.
  private func shown(_ report: ConfusionReport) -> [ConfusionReport.Class] {
    let limit = source.selection.limit ?? Self.usualLimit
    guard report.classes.count > limit else { return report.classes }
    var errors: [Int: Int] = [:]
    for cell in report.cells where cell.label != cell.prediction {
      for place in [cell.label, cell.prediction] { errors[place, default: 0] += cell.images.count }
    }
    let kept = Set(
      report.classes.sorted { (errors[$1.index] ?? 0, $0.index) < (errors[$0.index] ?? 0, $1.index) }.prefix(limit)
        .map(\.index))
    return report.classes.filter { kept.contains($0.index) }
  }
}
