import StudyStore

/// How differently two networks answer about each image: the total variation distance of their distributions over the
/// study's labels.
///
/// Of each network the five most probable outputs are stored. What is on outputs that are matched to no label, and on all
/// that are not stored, is one rest. So this is the distance of what the top five tell, a lower bound of the whole one.
struct PredictionDistance {
  /// For each image ½ Σ |p − q| over labels and rest, 0…1; nil where one of the two has no prediction.
  let perItem: [Double?]

  /// The images with a distance, the largest first; equal ones by row.
  var order: [Int] {
    let known = perItem.indices.compactMap { item in perItem[item].map { (item: item, distance: $0) } }
    return known.sorted { (-$0.distance, $0.item) < (-$1.distance, $1.item) }.map(\.item)
  }

  /// Reads both networks' predictions; nil where one has none.
  init?(_ study: Study, a: StudyModel, b: StudyModel) throws {
    guard let first = try study.database.predictionColumns(ofModel: a.folder)?.top5,
      let second = try study.database.predictionColumns(ofModel: b.folder)?.top5
    else { return nil }
    perItem = first.classIndex.indices.map { item in
      guard !first.classIndex[item].isEmpty, !second.classIndex[item].isEmpty else { return nil }
      let mine = Self.byLabel(first.classIndex[item], first.probability[item], a.outputClasses)
      let theirs = Self.byLabel(second.classIndex[item], second.probability[item], b.outputClasses)
      return Self.totalVariation(mine, theirs)
    }
  }

  /// The probability of each label among the outputs.
  private static func byLabel(
    _ outputs: [Int], _ probabilities: [Float], _ classes: [OutputClass]
  ) -> [Int: Double] {
    var sums: [Int: Double] = [:]
    for (output, probability) in zip(outputs, probabilities) where classes.indices.contains(output) {
      guard let label = classes[output].labelIndex else { continue }
      sums[label, default: 0] += Double(probability)
    }
    return sums
  }

  /// Of two distributions whose rest is what is missing from 1. Labels are added in order: the same bits each time.
  static func totalVariation(_ first: [Int: Double], _ second: [Int: Double]) -> Double {
    let labels = Set(first.keys).union(second.keys).sorted()
    let named = labels.reduce(0.0) { $0 + abs((first[$1] ?? 0) - (second[$1] ?? 0)) }
    let rest = abs(rest(first, labels) - rest(second, labels))
    return min(1, (named + rest) / 2)
  }

  private static func rest(_ distribution: [Int: Double], _ labels: [Int]) -> Double {
    max(0, 1 - labels.reduce(0.0) { $0 + (distribution[$1] ?? 0) })
  }
}
