import Foundation
import StudyPipeline
import StudyStore

/// What a study found, for a terminal or a program.
struct StudyReport {
  /// Longer names of layers lose their middle, so that a table of a few embeddings fits 100 columns.
  private static let nameWidth = 20

  private let description: StudyDescription
  private let alignment: LikenessReport?
  /// One for each network whose classes can be followed.
  private let emergence: [EmergenceReport]
  private let skipped: [SkippedItem]

  init(_ study: Study) throws {
    description = try study.description()
    alignment = try LikenessReport(study)
    emergence = try description.models.compactMap { try StudyEmergence(study).report(ofModel: $0.folder) }
    skipped = try study.database.skippedItems()
  }

  func print(asJSON: Bool) throws {
    if asJSON {
      return try StandardOutput.printJSON(
        Document(description: description, alignment: alignment, emergence: emergence))
    }
    for model in description.models {
      Swift.print(heading(of: model))
      Swift.print(table(of: model).text)
      for found in emergence where found.model == model.name { Swift.print("\n" + EmergenceText(found).table) }
      Swift.print("")
    }
    if !skipped.isEmpty { Swift.print("\(skipped.count) images were left out because they cannot be read.") }
  }

  /// The description with what it leaves to files.
  private struct Document: Encodable {
    let description: StudyDescription
    let alignment: LikenessReport?
    let emergence: [EmergenceReport]

    private enum Key: CodingKey { case kernelAlignment, emergence }

    func encode(to encoder: any Encoder) throws {
      try description.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(alignment, forKey: .kernelAlignment)
      try container.encode(emergence, forKey: .emergence)
    }
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
    let measures: [TextTable.Column] = ["hit", "k-NN", "probe", "silh.", "dim.", "rank/of"].map { ($0, .right) }
    var table = TextTable(
      columns: [("#", .right), ("layer", .left)] + measures + embeddings.map { ($0, .right) },
      group: embeddings.isEmpty ? nil : (title: "trust in", firstColumn: 2 + measures.count))
    for layer in model.layers {
      table.add(
        [
          String(layer.index), TextTable.shortened(layer.name, to: Self.nameWidth),
          Self.fraction(layer.metrics["neighborhoodHit"]), Self.fraction(layer.metrics["knnAccuracy"]),
          Self.fraction(layer.metrics["probeAccuracy"]), Self.fraction(layer.metrics["silhouette"]),
          layer.metrics["intrinsicDimension"].map { String(format: "%.1f", $0) } ?? "–",
          (layer.metrics["effectiveRank"].map { String(format: "%.0f", $0) } ?? "–") + "/\(layer.featureCount)",
        ] + embeddings.map { Self.fraction(layer.metrics["trustworthiness.\($0)"]) })
    }
    return table
  }

  private static func fraction(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }

  private static func percent(_ value: Double) -> String { String(format: "%.1f %%", value * 100) }
}
