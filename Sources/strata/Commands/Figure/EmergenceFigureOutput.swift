import ArgumentParser
import Figures
import StudyPipeline
import StudyStore

/// At which layer each class separates, as a line a class.
struct EmergenceFigureOutput {
  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> CurveFigure {
    let model = try source.model()
    guard let report = try StudyEmergence(source.study).report(ofModel: source.selection.model) else {
      throw ValidationError("The images of the study have no labels, or no layer has neighbours yet.")
    }
    let most = source.style.classPalette.colorCount
    let chosen = try chosen(report, most: most)
    let left = report.classes.count - chosen.count
    return CurveFigure(
      title: source.title(model, "where classes separate"), places: .names(report.layers.map(\.name)),
      charts: [
        .init(
          series: chosen.map { found in
            .init(name: found.name, values: found.hits, marked: found.layer >= 0 ? found.layer : nil)
          })
      ],
      caption: [
        "Share of an image's \(report.neighborCount) nearest with its label, a line a class. A class counts as separate from "
          + "the layer on at which this reaches \(Int((100 * report.share).rounded())) % of its value in the last.",
        left > 0 && source.selection.className.isEmpty
          ? "Shown are the \(chosen.count) classes with most images of \(FigureSource.count(report.classes.count, "class"))."
          : "",
        source.provenance,
      ].filter { !$0.isEmpty }, markMeaning: "the layer from which a class is separate")
  }

  /// The classes asked for; without any all, or those with most images.
  private func chosen(_ report: EmergenceReport, most: Int) throws -> [EmergenceReport.Class] {
    let names = source.selection.className
    guard names.isEmpty else {
      guard names.count <= most else {
        throw ValidationError("The palette has colours for \(most) classes; \(names.count) are named.")
      }
      return try names.map { name in
        guard let found = report.classes.first(where: { $0.name == name || String($0.index) == name }) else {
          throw ValidationError(
            "There is no class \(name). The study has: \(report.classes.map(\.name).joined(separator: ", ")).")
        }
        return found
      }
    }
    guard report.classes.count > most else { return report.classes }
    var counts: [Int: Int] = [:]
    for label in try source.study.database.itemLabels() { counts[Int(label), default: 0] += 1 }
    return report.classes.sorted {
      (counts[$1.index] ?? 0, $0.index) < (counts[$0.index] ?? 0, $1.index)
    }.prefix(most).sorted { $0.index < $1.index }
  }
}
