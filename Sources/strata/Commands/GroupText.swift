import Foundation
import StudyPipeline

/// The comparison of groups for a terminal or a spreadsheet.
struct GroupText {
  private static let (nameWidth, layerWidth) = (16, 18)

  private let report: GroupReport

  init(_ report: GroupReport) { self.report = report }

  /// Groups as a whole, groups in every layer, and the units that tell them apart.
  var table: String {
    let left = report.withoutValue > 0 ? ", \(report.withoutValue) images without a value left out" : ""
    return [
      "\(report.model): \(report.groups.count) groups by \(report.column)\(left)", groups, layers, units,
    ].joined(separator: "\n\n")
  }

  private func name(_ group: Int) -> String {
    TextTable.shortened(report.groups[group].value, to: Self.nameWidth)
  }

  private var groups: String {
    var table = TextTable(columns: [
      (report.column, .left), ("images", .right), ("accuracy", .right), ("from – to", .left), ("confidence", .right),
      ("from – to", .left),
    ])
    for (place, group) in report.groups.enumerated() {
      table.add([
        name(place), String(group.count), Self.value(group.accuracy), Self.interval(group.accuracy),
        Self.value(group.confidence), Self.interval(group.confidence),
      ])
    }
    return table.text
  }

  private var layers: String {
    var table = TextTable(columns: [
      ("layer", .left), (report.column, .left), ("separ.", .right), ("hit", .right), ("own", .right),
      ("chance", .right),
    ])
    for layer in report.layers {
      for (row, placement) in layer.groups.enumerated() {
        let own = placement.neighbors.first { $0.group == placement.group }
        table.add([
          row == 0 ? TextTable.shortened(layer.name, to: Self.layerWidth) : "", name(placement.group),
          Self.spread(placement.separability), Self.spread(placement.hit), Self.spread(own?.share),
          own.map { String(format: "%.3f", $0.expected) } ?? "–",
        ])
      }
    }
    return table.text
  }

  private var units: String {
    var table = TextTable(columns: [
      ("layer", .left), ("telling units", .right), ("strongest", .right), ("for", .left), ("area", .right),
      ("corrected p", .right),
    ])
    for layer in report.layers {
      let head = [TextTable.shortened(layer.name, to: Self.layerWidth), "\(layer.tellingUnitCount)/\(layer.unitCount)"]
      if layer.units.isEmpty { table.add(head + ["–", "", "", ""]) }
      for (row, unit) in layer.units.enumerated() {
        table.add(
          (row == 0 ? head : ["", ""]) + [
            String(unit.unit), name(unit.group), String(format: "%.2f", unit.area),
            String(format: "%.1g", unit.correctedPValue),
          ])
      }
    }
    return table.text
  }

  private static func value(_ estimate: GroupReport.Estimate?) -> String {
    estimate.map { String(format: "%.3f", $0.value) } ?? "–"
  }

  /// The number and half its interval.
  private static func spread(_ estimate: GroupReport.Estimate?) -> String {
    guard let lower = estimate?.lower, let upper = estimate?.upper else { return value(estimate) }
    return value(estimate) + String(format: " ± %.3f", (upper - lower) / 2)
  }

  private static func interval(_ estimate: GroupReport.Estimate?) -> String {
    guard let lower = estimate?.lower, let upper = estimate?.upper else { return "" }
    return String(format: "%.3f – %.3f", lower, upper)
  }

  /// One line for each layer and group, with a head; shares of neighbors are those of the group itself.
  var csv: String {
    let measures = ["accuracy", "confidence", "separability", "hit", "own_neighbors"]
    let head =
      ["layer", report.column, "images", "scored"]
      + measures.flatMap { [$0, "\($0)_lower", "\($0)_upper"] } + ["own_neighbors_expected"]
    let lines = report.layers.flatMap { layer in
      layer.groups.map { placement in
        let (group, own) = (
          report.groups[placement.group], placement.neighbors.first { $0.group == placement.group }
        )
        let estimates = [group.accuracy, group.confidence, placement.separability, placement.hit, own?.share]
        return CSVText.line(
          [layer.name, group.value, String(group.count), String(group.scored)]
            + estimates.flatMap { [$0?.value, $0?.lower, $0?.upper].map { $0.map { String($0) } ?? "" } }
            + [own.map { String($0.expected) } ?? ""])
      }
    }
    return ([CSVText.line(head)] + lines).joined(separator: "\n")
  }
}
