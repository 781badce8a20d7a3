import NeighborSearch
import RepresentationAnalysis

/// Among whom the images of each group lie in a layer.
struct GroupSurroundings {
  /// For each group the share of each group among its images' neighbors.
  let shares: [[GroupReport.Share]]
  /// For each group the share of its images' neighbors that carry their label.
  let hits: [Int: GroupReport.Estimate]

  init(_ graph: NeighborGraph, column: GroupColumn, labels: [Int?], neighborCount: Int) throws {
    let groups = column.groups
    let composition = try NeighborComposition(graph, groups: groups, neighborCount: neighborCount)
    let size = column.values.count
    var counts = [[Double]](repeating: [Double](repeating: 0, count: groups.count), count: size)
    var known = [Double](repeating: 0, count: groups.count)
    for item in groups.indices {
      for neighbor in graph.neighbors(of: item).prefix(neighborCount) {
        guard let group = groups[Int(neighbor)] else { continue }
        counts[group][item] += 1
        known[item] += 1
      }
    }
    var shares = [[GroupReport.Share]](repeating: [], count: size)
    for (place, other) in composition.groups.enumerated() {
      let rates = try GroupRates(numerators: counts[other], denominators: known, groups: groups, within: 0...1)
      for rate in rates.groups {
        guard let row = composition.groups.firstIndex(of: rate.group),
          let expected = composition.expectedShares[row * composition.groups.count + place]
        else { continue }
        shares[rate.group].append(.init(group: other, share: .init(rate.value, rate.interval), expected: expected))
      }
    }
    self.shares = shares
    let votes = try NeighborDisagreement(graph, labels: labels, neighborCount: neighborCount).votes
    let rates = try GroupRates(
      numerators: votes.map { vote in vote.otherShare.map { 1 - $0 } }, groups: groups, within: 0...1)
    hits = Dictionary(uniqueKeysWithValues: rates.groups.map { ($0.group, .init($0.value, $0.interval)) })
  }
}
