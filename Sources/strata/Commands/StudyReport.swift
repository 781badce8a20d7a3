import Foundation
import StudyStore

/// What a study found, for a terminal or a program.
struct StudyReport {
  private let description: StudyDescription
  private let skipped: [SkippedItem]

  init(_ study: Study) throws {
    description = try study.description()
    skipped = try study.database.skippedItems()
  }

  func print(asJSON: Bool) throws {
    if asJSON { return try StandardOutput.printJSON(description) }
    for model in description.models {
      Swift.print(heading(of: model))
      Swift.print(table(of: model).text)
      Swift.print("")
    }
    if !skipped.isEmpty { Swift.print("\(skipped.count) images were left out because they cannot be read.") }
  }

  private func heading(of model: ModelDescription) -> String {
    var parts = ["\(model.name): \(description.itemCount) images, \(description.classes.count) classes"]
    if let accuracy = model.accuracy, let top1 = accuracy.top1 {
      parts.append("top-1 \(Self.percent(top1))")
      if let top5 = accuracy.top5 { parts.append("top-5 \(Self.percent(top5))") }
      if accuracy.unmatched > 0 { parts.append("\(accuracy.unmatched) not scored") }
    }
    return parts.joined(separator: ", ")
  }

  private func table(of model: ModelDescription) -> TextTable {
    let embeddings = model.layers.flatMap(\.embeddings).map(\.name).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    var table = TextTable(
      columns: [
        ("#", .right), ("layer", .left), ("operator", .left), ("shape", .left), ("features", .right), ("hit", .right),
        ("k-NN", .right),
      ] + embeddings.map { ("trust \($0)", .right) })
    for layer in model.layers {
      table.add(
        [
          String(layer.index), layer.name, layer.operator, layer.shape.map(String.init).joined(separator: " × "),
          String(layer.featureCount), Self.fraction(layer.metrics["neighborhoodHit"]),
          Self.fraction(layer.metrics["knnAccuracy"]),
        ] + embeddings.map { Self.fraction(layer.metrics["trustworthiness.\($0)"]) })
    }
    return table
  }

  private static func fraction(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }

  private static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
