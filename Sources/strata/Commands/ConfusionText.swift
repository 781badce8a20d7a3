import Foundation
import StudyPipeline

/// Confusion for a terminal or a spreadsheet.
struct ConfusionText {
  /// A matrix of more classes is not readable.
  private static let largestMatrix = 20
  private static let nameWidth = 24

  private let report: ConfusionReport
  private let names: [Int: String]

  init(_ report: ConfusionReport) {
    self.report = report
    names = Dictionary(uniqueKeysWithValues: report.classes.map { ($0.index, $0.name) })
  }

  /// The matrix where it is small, the most confused pairs and the largest zones; 0 for all of them.
  func table(limit: Int) -> String {
    let right = report.classes.reduce(0) { $0 + $1.right }
    var parts = [
      report.counted > 0
        ? "\(report.model): \(report.counted) images counted, "
          + String(format: "%.1f %% right", 100 * Double(right) / Double(report.counted))
        : "\(report.model): no prediction can be compared with a label; --classes of strata analyze names the outputs"
    ]
    if (1...Self.largestMatrix).contains(report.classes.count) { parts.append(matrix) }
    if report.counted > 0 { parts.append(pairs(limit: limit)) }
    if let place = report.place { parts.append(zones(in: place, limit: limit)) }
    return parts.joined(separator: "\n\n")
  }

  private func name(_ index: Int) -> String { TextTable.shortened(names[index] ?? "#\(index)", to: Self.nameWidth) }

  private var matrix: String {
    let counts = Dictionary(
      uniqueKeysWithValues: report.cells.map { ([$0.label, $0.prediction], $0.images.count) })
    let numbers = report.classes.indices.map { String($0 + 1) }
    var table = TextTable(
      columns: [("#", .right), ("label", .left)] + numbers.map { ($0, .right) },
      group: (title: "predicted as", firstColumn: 2))
    for (row, label) in report.classes.enumerated() where label.isLabel {
      table.add(
        [numbers[row], name(label.index)]
          + report.classes.map { counts[[label.index, $0.index]].map(String.init) ?? "·" })
    }
    let others = report.classes.enumerated().filter { !$1.isLabel }.map { "\(numbers[$0]) \(name($1.index))" }
    return table.text + (others.isEmpty ? "" : "\npredicted, but no label: " + others.joined(separator: ", "))
  }

  private func pairs(limit: Int) -> String {
    guard !report.pairs.isEmpty else { return "No two classes are taken for one another." }
    var table = TextTable(columns: [
      ("rate", .right), ("class", .left), ("other class", .left), ("as the other", .right), ("other as this", .right),
    ])
    let shown = limit > 0 ? Array(report.pairs.prefix(limit)) : report.pairs
    for pair in shown {
      table.add([
        String(format: "%.3f", pair.rate), name(pair.first), name(pair.second), String(pair.firstAsSecond),
        String(pair.secondAsFirst),
      ])
    }
    return "most confused\n" + table.text + Self.more(report.pairs.count - shown.count)
  }

  private func zones(in place: ConfusionReport.Place, limit: Int) -> String {
    guard !report.zones.isEmpty else { return "No two labels mix in \(place.embedding) of \(place.layer)." }
    var table = TextTable(columns: [
      ("images", .right), ("labels that mix", .left), ("bits", .right), ("such as", .left),
    ])
    let shown = limit > 0 ? Array(report.zones.prefix(limit)) : report.zones
    for zone in shown {
      let examples = zone.images.prefix(4).map { "#\($0)" }.joined(separator: " ")
      table.add([
        String(zone.images.count),
        zone.names.map { TextTable.shortened($0, to: Self.nameWidth) }.joined(separator: ", "),
        String(format: "%.2f", zone.entropy),
        examples,
      ])
    }
    return "zones in \(place.embedding) of \(place.layer)\n" + table.text + Self.more(report.zones.count - shown.count)
  }

  private static func more(_ count: Int) -> String {
    count > 0 ? "\n… and \(count) more (--limit 0 shows all)" : ""
  }

  /// One line for each label and prediction that occur together, with a head.
  var csv: String {
    ([CSVText.line(["label", "prediction", "count", "images"])]
      + report.cells.map { cell in
        CSVText.line([
          names[cell.label] ?? "", names[cell.prediction] ?? "", String(cell.images.count),
          cell.images.map(String.init).joined(separator: " "),
        ])
      }).joined(separator: "\n")
  }
}
