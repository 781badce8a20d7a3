import ArgumentParser
import Figures
import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// What corruptions do to the layers of a network, as a figure: a chart for each kind, a line for each severity.
struct CorruptionFigureOutput {
  private let source: FigureSource
  private let report: CorruptionReport
  private let layers: [String]

  init(_ source: FigureSource) throws {
    self.source = source
    let study = source.study
    report = try CorruptionReport(study, model: source.selection.model)
    guard !report.corruptions.isEmpty else {
      throw ValidationError(
        "\(report.name) was not run on corrupted images yet. Run strata corrupt \(study.url.path) --with noise:1-5 first."
      )
    }
    layers = try study.database.layers(ofModel: report.model).map(\.name)
  }

  /// Lays the figure out. Layers that a corruption was not measured in leave a gap.
  func figure() -> CurveFigure {
    let clean = report.accuracy?.top1.map { String(format: "%.1f %%", 100 * $0) }
    return CurveFigure(
      title: "\(report.study), \(report.name): neighbours kept under corruption", places: .names(layers),
      charts: Corruption.Kind.allCases.compactMap { kind in
        let entries = report.corruptions.filter { $0.kind == kind }
        return entries.isEmpty ? nil : .init(title: kind.rawValue, series: entries.map(series) + chance)
      },
      caption: [
        "Overlap (Jaccard) of each image's 15 nearest with those in the same layer on clean images. At the lines: severity, and "
          + "top-1 under it" + (clean.map { "; \($0) on clean images." } ?? "."),
        "Corruptions of ImageNet-C (Hendrycks & Dietterich 2019). \(source.provenance)",
      ])
  }

  private func series(_ entry: CorruptionReport.Entry) -> CurveFigure.Series {
    let accuracy = entry.accuracy?.top1.map { String(format: " (%.1f %%)", 100 * $0) } ?? ""
    return CurveFigure.Series(
      name: "\(entry.severity)\(accuracy)",
      values: layers.map { name in entry.layers.first { $0.layerName == name }?.neighbors })
  }

  /// The overlap of layers that have nothing to do with each other.
  private var chance: [CurveFigure.Series] {
    report.expectedNeighbors.map { value in
      [CurveFigure.Series(name: "chance", values: layers.map { _ in value })]
    } ?? []
  }
}
