import StudyStore

/// For every layer of a network the layers of another that are most like it.
struct LayerMatches {
  /// In the order of the first network; empty where layers have not been compared.
  let matches: [ComparisonReport.Match]

  init(_ study: Study, a: StudyModel, b: StudyModel) throws {
    let layers = try study.database.layers(ofModel: a.folder)
    let others = Dictionary(
      uniqueKeysWithValues: try study.database.layers(ofModel: b.folder).map { ($0.folder, $0.name) })
    let reports = try LikenessMeasure.allCases.map { try LikenessReport(study, measure: $0) }
    guard reports.contains(where: { $0 != nil }) else {
      matches = []
      return
    }
    matches = layers.map { layer in
      let best = reports.map { report in
        report.flatMap { Self.best(in: $0, for: layer.folder, of: a.folder, among: others, of: b.folder) }
      }
      return .init(
        layer: layer.folder, layerName: layer.name, cka: best[0], procrustes: best[1], neighbors: best[2])
    }
  }

  /// The first of equally alike ones.
  private static func best(
    in report: LikenessReport, for layer: String, of model: String, among others: [String: String], of other: String
  ) -> ComparisonReport.Match.Best? {
    guard let row = report.layers.firstIndex(where: { $0.model == model && $0.layer == layer }) else { return nil }
    var best: ComparisonReport.Match.Best?
    for (column, place) in report.layers.enumerated() where place.model == other {
      guard let value = report.values[row][column], value > best?.value ?? -1, let name = others[place.layer] else {
        continue
      }
      best = .init(layer: place.layer, layerName: name, value: value)
    }
    return best
  }
}
