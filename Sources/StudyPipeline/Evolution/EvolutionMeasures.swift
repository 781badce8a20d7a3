import EmbeddingMethods
import NeighborSearch
import NumericKernels
import RepresentationAnalysis

/// Measures of a sequence's maps, frame by frame. Neighborhoods of the maps are among the images of the sample.
struct EvolutionMeasures {
  static let hitNeighborCount = 6
  static let neighborCount = 15

  private(set) var frames: [[String: Double]] = []
  private var previous: (map: Matrix, graph: NeighborGraph, data: NeighborGraph)?
  private let labels: [Int?]
  private let parallel: ParallelRows

  /// `labels` are those of the sample.
  init(labels: [Int?], parallel: ParallelRows) {
    (self.labels, self.parallel) = (labels, parallel)
  }

  /// Measures the next map and what changed since the one before; `data` are the activations it was made of.
  mutating func add(_ map: Matrix, data: Matrix) throws {
    let search = ExactSearch(parallel: parallel)
    let graph = try search.neighbors(of: map, neighborCount: Self.neighborCount)
    let dataGraph = try search.neighbors(of: data, neighborCount: Self.neighborCount)
    var metrics: [String: Double] = [:]
    let trust = try Trustworthiness(
      of: map, data: data, neighborCount: Self.neighborCount, embeddingNeighbors: graph, parallel: parallel)
    metrics["trustworthiness"] = trust.overall
    metrics["neighborhoodHit"] =
      try NeighborhoodHit(graph, labels: labels, neighborCount: Self.hitNeighborCount).overall
    // What the layer itself has, so that a map that flatters its layer can be told.
    metrics["layerNeighborhoodHit"] =
      try NeighborhoodHit(dataGraph, labels: labels, neighborCount: Self.hitNeighborCount).overall
    metrics["separation"] = try ClassSeparability(map, labels: labels, parallel: parallel).overall
    if let previous {
      metrics["movement"] = try FrameMovement(from: previous.map, to: map).mean
      metrics["stability"] =
        try NeighborhoodStability(from: previous.graph, to: graph, neighborCount: Self.neighborCount).overall
      metrics["layerStability"] =
        try NeighborhoodStability(from: previous.data, to: dataGraph, neighborCount: Self.neighborCount).overall
    }
    previous = (map, graph, dataGraph)
    frames.append(metrics)
  }

  /// Numbers about the whole sequence.
  var whole: [String: Double] {
    func mean(_ name: String) -> Double? {
      let values = frames.compactMap { $0[name] }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    let named = [
      ("meanMovement", mean("movement")), ("meanStability", mean("stability")),
      ("meanTrustworthiness", mean("trustworthiness")), ("meanNeighborhoodHit", mean("neighborhoodHit")),
      ("firstNeighborhoodHit", frames.first?["neighborhoodHit"]),
      ("lastNeighborhoodHit", frames.last?["neighborhoodHit"]),
    ]
    return Dictionary(uniqueKeysWithValues: named.compactMap { name, value in value.map { (name, $0) } })
  }
}
