import Foundation
import StudyPipeline

/// The audit of columns for a terminal or a spreadsheet.
struct AuditText {
  private static let unitsInTable = 5

  private let report: AuditReport

  init(_ report: AuditReport) { self.report = report }

  private func columns(_ outcome: AuditReport.Outcome) -> [AuditReport.Column] {
    report.columns.filter { $0.outcome == outcome }
  }

  /// What is flagged, with its units; what a person has to decide; and the rest in one line each.
  var table: String {
    let flagged = columns(.flagged)
    var lines = [
      "\(report.model): \(report.columns.count) columns examined, "
        + (flagged.isEmpty ? "nothing flagged" : "\(flagged.count) flagged")
    ]
    if !report.hasScores { lines.append("No prediction can be scored: only associations and units were examined.") }
    for column in flagged { lines += ["", "FLAGGED  " + column.name] + details(column) }
    for column in columns(.undecided) { lines += ["", "UNDECIDED  " + column.name] + details(column) }
    let clear = columns(.clear)
    if !clear.isEmpty { lines.append("") }
    for column in clear {
      lines.append("clear  \(column.name)" + (association(column).map { " (\($0))" } ?? "") + ": " + column.finding)
    }
    for column in report.leftOut { lines.append("not examined  \(column.name): \(column.reason).") }
    return lines.joined(separator: "\n")
  }

  private func details(_ column: AuditReport.Column) -> [String] {
    var lines = ["  " + column.finding]
    if let association = association(column) { lines.append("  " + association) }
    let counts = report.layers.compactMap { layer in column.respondingUnitCounts[layer].map { "\(layer) \($0)" } }
    if !counts.isEmpty { lines.append("  responding units: " + counts.joined(separator: ", ")) }
    for unit in column.units.prefix(Self.unitsInTable) {
      lines.append(
        "  unit \(unit.unit) of \(unit.layer): area \(String(format: "%.2f", unit.area)), "
          + "corrected p \(String(format: "%.1g", unit.correctedPValue))")
    }
    return lines
  }

  private func association(_ column: AuditReport.Column) -> String? {
    column.association.map {
      String(format: "association with the label: Cramér's V %.2f, corrected p %.2g", $0, column.associationPValue)
    }
  }

  /// One line a column, with a head.
  var csv: String {
    let head = [
      "column", "picture", "outcome", "association", "p", "value", "label", "with_label", "with_others",
      "accuracy_difference", "accuracy_p", "units", "finding",
    ]
    return
      ([CSVText.line(head)]
      + report.columns.map { column in
        let numbers = [
          column.link?.withLabel, column.link?.withOthers, column.link?.accuracyDifference,
          column.link?.accuracyPValue,
        ]
        let units = column.units.map { "\($0.layer):\($0.unit)" }.joined(separator: " ")
        return CSVText.line(
          [
            column.name, column.isPicture ? "1" : "0", column.outcome.rawValue,
            column.association.map { String($0) } ?? "", String(column.associationPValue), column.link?.value ?? "",
            column.link?.label ?? "",
          ] + numbers.map { $0.map { String($0) } ?? "" } + [units, column.finding])
      }).joined(separator: "\n")
  }
}
