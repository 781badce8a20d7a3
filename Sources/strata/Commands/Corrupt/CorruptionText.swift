import Foundation
import ImageDatasets
import StudyPipeline
import StudyStore

/// What corruptions do to a network, for a terminal.
struct CorruptionText {
  private static let nameWidth = 20

  private let report: CorruptionReport

  init(_ report: CorruptionReport) { self.report = report }

  /// Accuracy by corruption, and for each kind a table of layers and severities.
  var text: String {
    let kinds = Corruption.Kind.allCases.map { kind in report.corruptions.filter { $0.kind == kind } }
    return ([accuracy] + kinds.filter { !$0.isEmpty }.map(layers)).joined(separator: "\n\n")
  }

  private var accuracy: String {
    var table = TextTable(columns: [(report.name, .left), ("top-1", .right), ("top-5", .right)])
    table.add(["clean", Self.percent(report.accuracy?.top1), Self.percent(report.accuracy?.top5)])
    for entry in report.corruptions {
      table.add([
        "\(entry.kind.rawValue) \(entry.severity)", Self.percent(entry.accuracy?.top1),
        Self.percent(entry.accuracy?.top5),
      ])
    }
    return table.text
  }

  private func layers(_ entries: [CorruptionReport.Entry]) -> String {
    let severities = entries.map { String($0.severity) }
    var table = TextTable(
      columns: [("#", .right), ("layer", .left)] + severities.map { ("CKA \($0)", .right) }
        + severities.map { ("near \($0)", .right) })
    for (index, layer) in (entries.first?.layers ?? []).enumerated() {
      table.add(
        [String(index), TextTable.shortened(layer.layerName, to: Self.nameWidth)]
          + entries.map { Self.fraction($0.layers[index].cka) }
          + entries.map { Self.fraction($0.layers[index].neighbors) })
    }
    let chance = report.expectedNeighbors.map { String(format: " (chance %.3f)", $0) } ?? ""
    return "\(entries[0].kind.rawValue): likeness to the clean layer; near: overlap of the 15 nearest\(chance)\n"
      + table.text
  }

  private static func percent(_ value: Double?) -> String {
    value.map { String(format: "%.1f %%", 100 * $0) } ?? "–"
  }

  private static func fraction(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "–" }
}
