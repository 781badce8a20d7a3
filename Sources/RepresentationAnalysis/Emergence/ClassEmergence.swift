public import NeighborSearch

/// When classes and items find their place, from layer to layer.
public struct ClassEmergenceOptions: Sendable, Equatable, Codable {
  /// How many neighbors are looked at, at least 1.
  public var neighborCount = 15
  /// The share of its value in the last layer from which a class counts as separate, above 0 and at most 1.
  public var share = 0.9

  /// The defaults.
  public init() {}
}

/// The layer at which each class separates, and the layer at which each item finds its class.
///
/// The hit of a class is the mean over its items of the share of their labeled neighbors that carry their label. A
/// class is separate from the first layer from which its hit stays, up to the last layer, at `share` of the hit in the
/// last layer or above. An item has found its class from the first layer from which the majority of its neighbors
/// carries its label, up to the last; of equal majorities, that of the nearest neighbor counts. Items labeled nil are
/// no one's neighbors here. O(layers · n·k). Deterministic.
public struct ClassEmergence: Sendable, Equatable {
  /// The labels, ascending.
  public let classes: [Int]
  /// layers × classes: the hit, in 0 ... 1; nil for a class of which no item has a labeled neighbor in that layer.
  public let hits: [[Double?]]
  /// For each class, the layer from which it is separate; −1 when its hit in the last layer is 0 or not known.
  public let classLayers: [Int]
  /// For each item, the layer from which it has found its class; −1 if never; nil without a label.
  public let itemLayers: [Int?]

  /// Goes through the graphs of the layers, from the first to the last.
  ///
  /// Throws `badInput` when a graph has not one point per label, and `badOption` for options out of range.
  public init(_ graphs: [NeighborGraph], labels: [Int?], options: ClassEmergenceOptions = .init()) throws {
    try Validation.requireOption(
      options.share > 0 && options.share <= 1, "share", options.share, expected: "above 0 and at most 1")
    let index = ClassIndex(labels)
    var hits: [[Double?]] = []
    var itemLayers = index.places.map { $0 >= 0 ? Int?(-1) : nil }
    for (layer, graph) in graphs.enumerated() {
      let votes = try NeighborDisagreement(graph, labels: labels, neighborCount: options.neighborCount).votes
      var (sums, counts) = (
        [Double](repeating: 0, count: index.classes.count), [Double](repeating: 0, count: index.classes.count)
      )
      for (item, place) in index.places.enumerated() where place >= 0 {
        let found = votes[item].mainLabel == labels[item]
        itemLayers[item] = !found ? -1 : itemLayers[item] == -1 ? layer : itemLayers[item]
        guard let other = votes[item].otherShare else { continue }
        sums[place] += 1 - other
        counts[place] += 1
      }
      hits.append(zip(sums, counts).map { $1 > 0 ? $0 / $1 : nil })
    }
    (classes, self.hits, self.itemLayers) = (index.classes, hits, itemLayers)
    classLayers = index.classes.indices.map { place in
      guard let last = hits.last?[place], last > 0 else { return -1 }
      let wanted = options.share * last
      return (hits.lastIndex { ($0[place] ?? 0) < wanted } ?? -1) + 1
    }
  }
}
