import Foundation
import RepresentationAnalysis

/// What follows from the audit of one column, and how it is said.
struct AuditExamination {
  let column: GroupColumn
  let labels: [Int?]
  let classes: [String]
  let audit: AttributeAudit
  /// Of the association, corrected for the number of columns.
  let pValue: Double
  let hasScores: Bool
  let unitCount: Int

  /// Whether it goes together with the label.
  private var predictsLabel: Bool { audit.verdict != .unrelated && pValue <= StudyAudit.significance }

  /// The result; `responses` is only asked for columns that predict the label and can be compared.
  func result(responses: ([Bool?]) throws -> [AuditReport.Unit]) rethrows -> AuditReport.Column {
    guard let (value, label) = strongestPair else { return column(.clear, nil, []) }
    let link = link(value, label)
    guard predictsLabel else { return column(.clear, link, []) }
    guard audit.verdict != .inseparable else { return column(.undecided, link, []) }
    let responding = try responses(column.groups.map { group in group.map { $0 == value } }).filter {
      $0.correctedPValue <= StudyAudit.significance && abs($0.area - 0.5) >= StudyAudit.smallestResponse
    }
    return column(audit.verdict == .spurious || !responding.isEmpty ? .flagged : .clear, link, responding)
  }

  /// The value and the label that occur together most often beyond chance, by the residual over its standard deviation.
  private var strongestPair: (value: Int, label: Int)? {
    let items = labels.indices.filter { labels[$0] != nil && column.groups[$0] != nil }
    let total = Double(items.count)
    let values = Dictionary(grouping: items) { column.groups[$0] ?? 0 }.mapValues { Double($0.count) }
    let sizes = Dictionary(grouping: items) { labels[$0] ?? 0 }.mapValues { Double($0.count) }
    let both = Dictionary(grouping: items) { [column.groups[$0] ?? 0, labels[$0] ?? 0] }
    let residuals = both.map { pair, members in
      let (value, label) = (values[pair[0]] ?? 0, sizes[pair[1]] ?? 0)
      let variance = value * label / total * (1 - value / total) * (1 - label / total)
      let excess = Double(members.count) - value * label / total
      return (pair: pair, residual: variance > 0 ? excess / variance.squareRoot() : 0)
    }
    let best = residuals.max { ($0.residual, $1.pair[0], $1.pair[1]) < ($1.residual, $0.pair[0], $0.pair[1]) }
    return best.flatMap { $0.residual > 0 ? ($0.pair[0], $0.pair[1]) : nil }
  }

  private func link(_ value: Int, _ label: Int) -> AuditReport.Link {
    func share(_ isInside: (Int) -> Bool) -> Double {
      let items = labels.indices.filter { column.groups[$0] != nil && (labels[$0].map(isInside) ?? false) }
      return Double(items.count { column.groups[$0] == value }) / Double(max(1, items.count))
    }
    let test = audit.values.first { $0.value == value }
    return AuditReport.Link(
      value: column.values[value], label: classes[label], withLabel: share { $0 == label },
      withOthers: share { $0 != label }, accuracyDifference: hasScores ? test?.accuracyDifference : nil,
      accuracyPValue: hasScores ? test?.correctedPValue : nil)
  }

  private func column(
    _ outcome: AuditReport.Outcome, _ link: AuditReport.Link?, _ responding: [AuditReport.Unit]
  ) -> AuditReport.Column {
    let strongest = responding.sorted {
      (abs($1.area - 0.5), $0.layer, $0.unit) < (abs($0.area - 0.5), $1.layer, $1.unit)
    }
    var shown: [String: Int] = [:]
    let units = strongest.filter { unit in
      shown[unit.layer, default: 0] += 1
      return shown[unit.layer, default: 0] <= unitCount
    }
    return AuditReport.Column(
      name: column.name, isPicture: column.isPicture, valueCount: column.values.count,
      outcome: outcome, finding: finding(outcome, link, strongest), association: audit.association.cramersV,
      associationPValue: pValue, link: link,
      respondingUnitCounts: Dictionary(responding.map { ($0.layer, 1) }, uniquingKeysWith: +), units: units)
  }

  private func finding(
    _ outcome: AuditReport.Outcome, _ link: AuditReport.Link?, _ strongest: [AuditReport.Unit]
  ) -> String {
    guard let link, predictsLabel else { return "It says little about the label." }
    let together =
      "\(column.name) = \(link.value) is on \(Self.percent(link.withLabel)) of the images of *\(link.label)* "
      + "and on \(Self.percent(link.withOthers)) of the others"
    switch outcome {
    case .undecided:
      return together
        + ". No label shows two values, so that column and label cannot be told apart: a cue that is always "
        + "there, or a coarser label."
    case .clear: return together + ", but no unit is seen to respond to it among images of the same label."
    case .flagged:
      var sentences = [together + ": it predicts the label."]
      if let sentence = accuracySentence { sentences.append(sentence) }
      if let first = strongest.first {
        let layers = Set(strongest.map(\.layer)).count
        sentences.append(
          "\(strongest.count) unit\(strongest.count == 1 ? "" : "s") of \(layers) layer\(layers == 1 ? "" : "s") "
            + (strongest.count == 1 ? "responds" : "respond")
            + String(format: " to it for the same label, most of all unit %d of ", first.unit) + first.layer
            + String(format: " (area %.2f).", first.area))
      }
      return sentences.joined(separator: " ")
    }
  }

  /// The value with which the network is most clearly more or less often right; nil when there is none.
  private var accuracySentence: String? {
    let options = AttributeAuditOptions()
    let telling = audit.values.filter {
      hasScores && abs($0.accuracyDifference ?? 0) >= options.smallestDifference
        && ($0.correctedPValue ?? 1) <= StudyAudit.significance
    }
    guard let value = telling.max(by: { abs($0.accuracyDifference ?? 0) < abs($1.accuracyDifference ?? 0) }),
      let difference = value.accuracyDifference
    else { return nil }
    return "For the same label the network is right \(String(format: "%.0f", 100 * abs(difference))) points "
      + "\(difference > 0 ? "more" : "less") often with \(column.values[value.value])."
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }
}
