import Foundation
import RepresentationAnalysis
import StudyPipeline

/// Suspects for a terminal, a spreadsheet or a program.
struct SuspectText {
  private static let nameWidth = 32

  private let whole: SuspectReport
  /// Each suspect with the score that it is listed by.
  private let listed: [(entry: SuspectReport.Entry, score: Double)]
  private let kind: Suspect.Kind?

  init(_ report: SuspectReport, kind: Suspect.Kind?) {
    (whole, self.kind) = (report, kind)
    guard let kind else {
      listed = report.suspects.map { ($0, $0.score) }
      return
    }
    listed = report.suspects.compactMap { entry in
      entry.findings.first { $0.kind == kind.rawValue }.map { (entry, $0.score) }
    }.sorted { ($1.score, $0.entry.item) < ($0.score, $1.entry.item) }
  }

  /// Only the first `limit` suspects; 0 for all.
  func report(limit: Int) -> SuspectReport { whole.listing(shown(limit).map(\.entry)) }

  private func shown(_ limit: Int) -> [(entry: SuspectReport.Entry, score: Double)] {
    limit > 0 ? Array(listed.prefix(limit)) : listed
  }

  /// Two lines a suspect: what it is, and why.
  func table(limit: Int) -> String {
    let name = kind.map { SuspectKindArgument($0).rawValue } ?? "suspect"
    var lines = ["\(whole.model): \(listed.count) images of kind \(name), the most suspicious first"]
    if kind == nil { lines = ["\(whole.model): \(listed.count) suspects of \(whole.labelScores.count) images"] }
    if let noise = whole.estimatedNoise {
      lines.append(
        "about \(String(format: "%.1f", noise * 100)) % of the labels may be wrong, by \(whole.labelSources.joined(separator: " and "))"
      )
    }
    lines.append("")
    for (entry, score) in shown(limit) {
      let label = entry.label.map { " (\($0))" } ?? ""
      lines.append(
        "\(String(format: "%.2f", score))  #\(entry.item) "
          + TextTable.shortened(entry.identifier, to: Self.nameWidth) + label + Self.decided(entry))
      lines += reasons(entry).map { "      " + $0 }
    }
    if listed.isEmpty { lines.append("None.") }
    if shown(limit).count < listed.count {
      lines.append("… and \(listed.count - shown(limit).count) more (--limit 0 shows all)")
    }
    return lines.joined(separator: "\n")
  }

  private static func decided(_ entry: SuspectReport.Entry) -> String {
    guard let decision = entry.decision else { return "" }
    return "  [\(decision.verdict.rawValue)\(decision.label.map { ": \($0)" } ?? "")]"
  }

  private func reasons(_ entry: SuspectReport.Entry) -> [String] {
    entry.findings.filter { kind == nil || $0.kind == kind?.rawValue }.map { finding in
      let near = finding.evidence.prefix(4).map { "#\($0)" }.joined(separator: " ")
      return finding.reason + (near.isEmpty ? "" : "  [\(near)]")
    }
  }

  /// One line a suspect, with a head.
  func csv(limit: Int) -> String {
    let kinds = SuspectKindArgument.allCases
    let head =
      ["item", "identifier", "label", "suggested_label", "score"]
      + kinds.map { $0.rawValue.replacingOccurrences(of: "-", with: "_") } + [
        "reason", "evidence", "decision", "decided_label",
      ]
    return
      ([CSVText.line(head)]
      + shown(limit).map { entry, _ in
        let scores = kinds.map { kind in
          entry.findings.first { $0.kind == kind.kind.rawValue }.map { String($0.score) } ?? ""
        }
        return CSVText.line(
          [String(entry.item), entry.identifier, entry.label ?? "", entry.suggestedLabel ?? "", String(entry.score)]
            + scores + [entry.reason, entry.findings.first?.evidence.map(String.init).joined(separator: " ") ?? ""]
            + [entry.decision?.verdict.rawValue ?? "", entry.decision?.label ?? ""])
      }).joined(separator: "\n")
  }
}
