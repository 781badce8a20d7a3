import ArgumentParser
import Figures
import Foundation
import RepresentationAnalysis
import StudyPipeline
import StudyStore

/// Images that deserve a look, with their reasons and the images that show them.
struct SuspectFigureOutput {
  private static let usualLimit = 12
  /// 300 to the inch for images of 16 mm.
  private static let side = 192
  private static let evidenceSide = 80

  private let source: FigureSource

  init(_ source: FigureSource) { self.source = source }

  func figure() throws -> SuspectFigure {
    let (model, selection) = (try source.model(), source.selection)
    let report = try SuspectReport.stored(source.study, model: model.folder) ?? search()
    let kind = selection.kind
    let listed = listed(report)
    guard !listed.isEmpty else {
      throw ValidationError(
        "There are no suspects" + (kind.map { " of the kind \($0.rawValue)" } ?? "") + " in the study.")
    }
    let pictures = try FigurePictures(source.study)
    let chosen = listed.prefix(selection.limit ?? Self.usualLimit)
    let cards = try chosen.map { entry, findings in
      SuspectFigure.Card(
        image: try pictures.square(entry.item, side: Self.side), name: "#\(entry.item) \(entry.label ?? "no label")",
        suggestion: entry.suggestedLabel ?? "", reasons: findings.map { $0.reason.filter { !"*`".contains($0) } },
        evidence: try (findings.first { !$0.evidence.isEmpty }?.evidence ?? []).prefix(5).map {
          try pictures.square($0, side: Self.evidenceSide)
        })
    }
    return SuspectFigure(
      title: source.title(model, kind.map { "suspects, \($0.rawValue)" } ?? "suspects"), cards: cards,
      caption: [
        "The \(chosen.count) most suspicious of \(listed.count) suspects among "
          + "\(FigureSource.count(report.labelScores.count, "image")). Red: the label that others would give. Small: the images "
          + "that show the first reason, the nearest first.",
        report.estimatedNoise.flatMap {
          $0 < 0.0005 ? nil : String(format: "About %.1f %% of the labels may be wrong.", 100 * $0)
        } ?? "",
        source.provenance,
      ].filter { !$0.isEmpty })
  }

  private func search() throws -> SuspectReport {
    var request = SuspectRequest()
    request.model = source.selection.model
    return try StudySuspects(source.study, request: request, observer: ProgressDisplay(isQuiet: true)).run()
  }

  /// Suspects with the findings that count, the strongest first.
  private func listed(_ report: SuspectReport) -> [(SuspectReport.Entry, [SuspectReport.Finding])] {
    guard let kind = source.selection.kind?.kind.rawValue else { return report.suspects.map { ($0, $0.findings) } }
    return report.suspects.compactMap { entry in
      entry.findings.first { $0.kind == kind }.map { (entry, [$0]) }
    }.sorted { ($1.1[0].score, $0.0.item) < ($0.1[0].score, $1.0.item) }
  }
}
