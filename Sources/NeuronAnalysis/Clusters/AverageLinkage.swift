import NumericKernels

/// Hierarchical clustering by average linkage (UPGMA; Sokal & Michener 1958), by chains of nearest neighbors (Murtagh
/// 1983, doi:10.1093/comjnl/26.4.354). O(n²) time and memory; ties by index, so one result.
struct AverageLinkage {
  /// The pairs that were joined, those at the smallest distance first; a cluster is named by its smallest member.
  let merges: [(first: Int, second: Int, height: Double)]
  private let count: Int

  init(_ dissimilarities: Matrix) {
    let count = dissimilarities.rowCount
    self.count = count
    var distances = dissimilarities.elements.map(Double.init)
    var sizes = [Int](repeating: 1, count: count)
    var active = [Bool](repeating: true, count: count)
    var (chain, found) = ([Int](), [(first: Int, second: Int, height: Double)]())
    distances.withUnsafeMutableBufferPointer { distances in
      while found.count < count - 1 {
        if chain.isEmpty { chain.append(active.firstIndex(of: true) ?? 0) }
        let top = chain[chain.count - 1]
        let previous = chain.count > 1 ? chain[chain.count - 2] : nil
        let nearest = Self.nearest(to: top, previous: previous, distances, active, count: count)
        guard nearest == previous else {
          chain.append(nearest)
          continue
        }
        chain.removeLast(2)
        let (kept, gone) = (min(top, nearest), max(top, nearest))
        found.append((kept, gone, distances[kept * count + gone]))
        let (a, b) = (Double(sizes[kept]), Double(sizes[gone]))
        for other in 0..<count where active[other] && other != kept && other != gone {
          let mean = (a * distances[kept * count + other] + b * distances[gone * count + other]) / (a + b)
          distances[kept * count + other] = mean
          distances[other * count + kept] = mean
        }
        sizes[kept] += sizes[gone]
        active[gone] = false
      }
    }
    merges = found.enumerated().sorted { ($0.element.height, $0.offset) < ($1.element.height, $1.offset) }
      .map(\.element)
  }

  /// The nearest active cluster; the previous one of the chain wins ties, so that chains end.
  private static func nearest(
    to top: Int, previous: Int?, _ distances: UnsafeMutableBufferPointer<Double>, _ active: [Bool], count: Int
  ) -> Int {
    var (best, smallest) = (previous ?? -1, previous.map { distances[top * count + $0] } ?? .infinity)
    for other in 0..<count where active[other] && other != top && distances[top * count + other] < smallest {
      (best, smallest) = (other, distances[top * count + other])
    }
    return best
  }

  /// The cluster of each point when so many are left, numbered by their smallest member.
  func clusters(_ clusterCount: Int) -> [Int] {
    var parent = Array(0..<count)
    func root(_ place: Int) -> Int {
      var place = place
      while parent[place] != place { place = parent[place] }
      return place
    }
    for merge in merges.prefix(max(0, count - clusterCount)) {
      let (first, second) = (root(merge.first), root(merge.second))
      parent[max(first, second)] = min(first, second)
    }
    var numbers: [Int: Int] = [:]
    return (0..<count).map { place in
      let cluster = root(place)
      if let number = numbers[cluster] { return number }
      numbers[cluster] = numbers.count
      return numbers.count - 1
    }
  }
}
