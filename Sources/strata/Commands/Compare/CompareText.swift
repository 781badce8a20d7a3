import Foundation
import StudyPipeline
import StudyStore

/// Two networks side by side, for a terminal.
struct CompareText {
  private static let nameWidth = 20

  private let report: ComparisonReport

  init(_ report: ComparisonReport) { self.report = report }

  /// Accuracy, layers, classes and images, one block each.
  var text: String {
    var parts = [accuracy]
    if !report.alike.isEmpty { parts.append(layers) }
    parts.append(surroundings)
    parts.append(images)
    return parts.joined(separator: "\n\n")
  }

  private var accuracy: String {
    var lines = [report.a, report.b].map { network in
      "\(network.name): "
        + (network.accuracy?.top1.map { String(format: "top-1 %.1f %%", 100 * $0) } ?? "not scored")
        + (network.accuracy?.top5.map { String(format: ", top-5 %.1f %%", 100 * $0) } ?? "")
    }
    if let found = report.predictions {
      lines.append(
        "right: both \(found.both), only \(report.a.name) \(found.onlyA), only \(report.b.name) \(found.onlyB), "
          + "neither \(found.neither)")
      lines.append("equally good? p = \(Self.probability(found.pValue)) (McNemar's exact test)")
    } else {
      lines.append("No image is scored by both networks; --classes of strata analyze names their outputs.")
    }
    return lines.joined(separator: "\n")
  }

  private static func probability(_ value: Double) -> String {
    value >= 0.001 ? String(format: "%.3f", value) : String(format: "%.1e", value)
  }

  private var layers: String {
    var table = TextTable(
      columns: [
        ("#", .right), (TextTable.shortened(report.a.name, to: Self.nameWidth), .left), ("CKA", .right), ("", .left),
        ("Procrustes", .right), ("", .left), ("neighbours", .right), ("", .left),
      ], group: (title: "most alike in \(report.b.name)", firstColumn: 2))
    for (index, match) in report.alike.enumerated() {
      table.add(
        [String(index), TextTable.shortened(match.layerName, to: Self.nameWidth)]
          + [match.cka, match.procrustes, match.neighbors].flatMap { best in
            [
              best.map { String(format: "%.3f", $0.value) } ?? "–",
              best.map { TextTable.shortened($0.layerName, to: 14) } ?? "",
            ]
          })
    }
    return table.text
  }

  private var pair: String {
    "\(report.a.layerName) of \(report.a.name) and \(report.b.layerName) of \(report.b.name)"
  }

  private var surroundings: String {
    guard let changed = report.changed, let chance = report.changedByChance else {
      return "\(pair): neighbours are not known of both."
    }
    let numbers = String(format: "%.3f of the %d nearest changed (chance %.3f)", changed, report.neighborCount, chance)
    let head = "\(pair):\n\(numbers)"
    guard !report.classes.isEmpty else { return head }
    var table = TextTable(columns: [("changed", .right), ("images", .right), ("class", .left)])
    let shown = report.classes.prefix(report.images.count)
    for entry in shown {
      table.add([
        String(format: "%.3f", entry.changed), String(entry.images), TextTable.shortened(entry.name, to: 40),
      ])
    }
    let left = report.classes.count - shown.count
    return head + "\n" + table.text + (left > 0 ? "\n… and \(left) classes more (--count shows more)" : "")
  }

  private var images: String {
    let isByNeighbors = report.by == .neighbors
    var table = TextTable(columns: [
      (isByNeighbors ? "changed" : "distance", .right), ("image", .left), ("label", .left),
      (TextTable.shortened(report.a.name, to: 26), .left), (TextTable.shortened(report.b.name, to: 26), .left),
    ])
    for image in report.images {
      let value = isByNeighbors ? image.changed : image.distance
      table.add([
        value.map { String(format: "%.3f", $0) } ?? "–", "#\(image.item)",
        TextTable.shortened(image.label ?? "–", to: Self.nameWidth), Self.said(image.predictionA),
        Self.said(image.predictionB),
      ])
    }
    return (isByNeighbors ? "images with other neighbours" : "images with other answers") + "\n" + table.text
  }

  private static func said(_ prediction: ComparisonReport.Prediction?) -> String {
    guard let prediction else { return "–" }
    let mark = prediction.isRight.map { $0 ? "+" : "-" } ?? " "
    return String(format: "\(mark) %.2f ", prediction.probability) + TextTable.shortened(prediction.name, to: nameWidth)
  }
}
