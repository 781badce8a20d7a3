import NeighborSearch
import RepresentationAnalysis
import StudyStore

/// How much of what is near each image changes from one layer to another.
struct NeighborhoodChange {
  /// How many of the nearest are compared: 15, or what both layers have.
  let neighborCount: Int
  /// The overlap of layers that have nothing to do with each other.
  let expected: Double
  /// For each image one minus the Jaccard index of both sets, 0…1.
  let perItem: [Double]
  /// The classes with images, the most changed first; of equal ones the larger, then in the order of the study.
  let classes: [LayerComparison.Class]
  /// The nearest neighbors of both layers, nearest first.
  let graphs: (a: NeighborGraph, b: NeighborGraph)

  /// The images, the most changed first; equal ones by row.
  var order: [Int] { perItem.indices.sorted { (-perItem[$0], $0) < (-perItem[$1], $1) } }

  /// The mean over all images; 0 without any.
  var mean: Double { perItem.isEmpty ? 0 : perItem.reduce(0, +) / Double(perItem.count) }

  /// Reads the neighbors of both; nil where a layer has none.
  init?(_ study: Study, a: LikenessReport.Place, b: LikenessReport.Place) throws {
    guard let first = try Self.graph(study, a), let second = try Self.graph(study, b) else { return nil }
    let labels = try study.database.itemLabels()
    for (place, graph) in [(a, first), (b, second)] where graph.rowCount != labels.count {
      throw StudyPipelineError(
        kind: .badInput,
        description:
          "The neighbours of \(place.layer) of \(place.model) are those of \(graph.rowCount) images; the study "
          + "has \(labels.count). Run `strata analyze` again.")
    }
    let count = min(LikenessMeasure.neighborCount, first.neighborCount, second.neighborCount)
    let (mine, theirs) = (NeighborSets(first, count: count), NeighborSets(second, count: count))
    let changed = labels.indices.map { 1 - mine.overlap(with: theirs, ofItem: $0) }
    (neighborCount, perItem, graphs) = (count, changed, (first, second))
    expected = NeighborOverlap.expected(neighborCount: count, itemCount: labels.count)
    classes = Dictionary(grouping: labels.indices.filter { labels[$0] >= 0 }) { Int(labels[$0]) }
      .map { label, items in
        LayerComparison.Class(
          class: label, images: items.count,
          changed: items.reduce(0.0) { $0 + changed[$1] } / Double(items.count))
      }
      .sorted { ($1.changed, $1.images, $0.class) < ($0.changed, $0.images, $1.class) }
  }

  private static func graph(_ study: Study, _ place: LikenessReport.Place) throws -> NeighborGraph? {
    guard try study.database.artifact(.neighbors, layer: place.layer, of: place.model) != nil,
      let layer = try study.database.layers(ofModel: place.model).first(where: { $0.folder == place.layer })
    else { return nil }
    return try NeighborsStage.graph(study, layer: layer, model: place.model)
  }
}
