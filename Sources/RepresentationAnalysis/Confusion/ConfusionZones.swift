import Foundation
public import NeighborSearch

/// Where two classes mix in a projection.
public struct ConfusionZone: Sendable, Equatable {
  /// The two main classes, the more frequent first; of equal ones, the smaller label.
  public let classes: [Int]
  /// The images of the zone, ascending.
  public let members: [Int]
  /// The mean over the members of the entropy of the labels around them, in bits.
  public let entropy: Double
}

/// What counts as mixed.
public struct ConfusionZoneOptions: Sendable, Equatable, Codable {
  /// How many neighbors in the projection are looked at, at least 1.
  public var neighborCount = 15
  /// The entropy of the labels around an image from which they are mixed, in bits, at least 0. 0.81 bits are three to
  /// one.
  public var smallestEntropy = 0.8
  /// The fewest images of a zone, at least 1.
  public var smallestSize = 5

  /// The defaults.
  public init() {}
}

/// The zones of a projection in which the neighbors of images mix two classes.
///
/// Around an image are itself and its labeled neighbors. It is mixed when the entropy of their labels reaches
/// `smallestEntropy`. Mixed images that are neighbors of one another, either way, and have the same two main classes
/// around them belong to one zone. The two classes are those most frequent around, of equal ones the smaller labels.
/// Images without a label take no part. O(n·k). Deterministic.
public struct ConfusionZones: Sendable, Equatable {
  /// The largest first; of equal sizes, the one with the smaller first member.
  public let zones: [ConfusionZone]
  /// The entropy of the labels around each image, in bits; nil without a label.
  public let entropies: [Double?]

  /// Finds the zones of the neighbor graph of a projection.
  ///
  /// Throws `badInput` when there is not one label per point, and `badOption` for options out of range.
  public init(_ graph: NeighborGraph, labels: [Int?], options: ConfusionZoneOptions = .init()) throws {
    try Validation.requireSameCount(labels.count, "list of labels", graph.rowCount, "neighbor graph")
    try Validation.requireOption(
      options.neighborCount >= 1, "neighborCount", options.neighborCount, expected: "at least 1")
    try Validation.requireOption(
      options.smallestEntropy >= 0, "smallestEntropy", options.smallestEntropy, expected: "at least 0")
    try Validation.requireOption(
      options.smallestSize >= 1, "smallestSize", options.smallestSize, expected: "at least 1")
    let index = ClassIndex(labels)
    let around = labels.indices.map { Surroundings($0, graph, index, options.neighborCount) }
    let isMixed = around.map { $0.map { $0.main.count == 2 && $0.entropy >= options.smallestEntropy } ?? false }
    var joined = DisjointSets(labels.count)
    for item in labels.indices where isMixed[item] {
      for neighbor in graph.neighbors(of: item).prefix(options.neighborCount) where isMixed[Int(neighbor)] {
        if around[item]?.main == around[Int(neighbor)]?.main { joined.unite(item, Int(neighbor)) }
      }
    }
    let members = Dictionary(grouping: labels.indices.filter { isMixed[$0] }) { joined.representative(of: $0) }
    entropies = around.map { $0?.entropy }
    zones = members.values.filter { $0.count >= options.smallestSize }
      .map { members in
        let main = around[members[0]]?.main ?? []
        let counts = main.map { place in members.count { index.places[$0] == place } }
        let ordered = counts[1] > counts[0] ? [main[1], main[0]] : main
        let entropy = members.reduce(0) { $0 + (around[$1]?.entropy ?? 0) } / Double(members.count)
        return ConfusionZone(classes: ordered.map { index.classes[$0] }, members: members, entropy: entropy)
      }
      .sorted { ($1.members.count, $0.members[0]) < ($0.members.count, $1.members[0]) }
  }
}

/// The labels around an image.
private struct Surroundings {
  let entropy: Double
  /// The places of the two main classes, ascending; fewer when all around are of one class.
  let main: [Int]

  init?(_ item: Int, _ graph: NeighborGraph, _ index: ClassIndex, _ neighborCount: Int) {
    guard index.places[item] >= 0 else { return nil }
    var counts = [index.places[item]: 1]
    for neighbor in graph.neighbors(of: item).prefix(neighborCount) where index.places[Int(neighbor)] >= 0 {
      counts[index.places[Int(neighbor)], default: 0] += 1
    }
    let total = Double(counts.values.reduce(0, +))
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    entropy = sorted.reduce(0.0) { $0 - Double($1.value) / total * log2(Double($1.value) / total) }
    main = sorted.prefix(2).map(\.key).sorted()
  }
}

/// Sets that grow together, each known by its smallest member.
private struct DisjointSets {
  private var parents: [Int]

  init(_ count: Int) { parents = Array(0..<count) }

  mutating func representative(of item: Int) -> Int {
    var root = item
    while parents[root] != root {
      parents[root] = parents[parents[root]]
      root = parents[root]
    }
    return root
  }

  mutating func unite(_ first: Int, _ second: Int) {
    let (one, other) = (representative(of: first), representative(of: second))
    parents[max(one, other)] = min(one, other)
  }
}
