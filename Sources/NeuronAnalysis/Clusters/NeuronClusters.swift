public import NumericKernels

/// Groups of neurons that go together: average linkage of 1 − |r|, cut where the groups are told apart best.
///
/// Of 2 to `largestClusterCount` groups those are taken whose mean silhouette (Rousseeuw 1987,
/// doi:10.1016/0377-0427(87)90125-7) is the largest. O(neurons²·largestClusterCount). No randomness.
public struct NeuronClusters: Sendable, Equatable {
  /// The number of groups; 0 when fewer than three neurons vary.
  public let count: Int
  /// The group of each neuron, counted from 0 in the order of their first neurons; nil for neurons that never vary.
  public let ofNeuron: [Int?]
  /// The mean silhouette, from −1 to 1: above ½ the groups are clear, below ¼ there is hardly any structure.
  public let silhouette: Double

  /// Groups the neurons.
  public init(_ correlation: NeuronCorrelation, largestClusterCount: Int = 24, parallel: ParallelRows = .init()) {
    let size = correlation.varying.count
    var assigned = [Int?](repeating: nil, count: correlation.neuronCount)
    guard size >= 3, largestClusterCount >= 2 else {
      (count, ofNeuron, silhouette) = (0, assigned, 0)
      return
    }
    let dissimilarities = correlation.dissimilarities
    let tree = AverageLinkage(dissimilarities)
    var best: (silhouette: Double, clusters: [Int]) = (-.infinity, [])
    for clusterCount in 2...min(largestClusterCount, size - 1) {
      let clusters = tree.clusters(clusterCount)
      let value = Self.silhouette(clusters, clusterCount, dissimilarities, parallel)
      if value > best.silhouette { best = (value, clusters) }
    }
    for (place, neuron) in correlation.varying.enumerated() { assigned[neuron] = best.clusters[place] }
    (count, ofNeuron, silhouette) = ((best.clusters.max() ?? -1) + 1, assigned, best.silhouette)
  }

  /// The mean over points of (b − a) / max(a, b); points alone in their group count 0.
  private static func silhouette(
    _ clusters: [Int], _ clusterCount: Int, _ dissimilarities: Matrix, _ parallel: ParallelRows
  ) -> Double {
    let size = clusters.count
    let sizes = clusters.reduce(into: [Int](repeating: 0, count: clusterCount)) { $0[$1] += 1 }
    let total = dissimilarities.elements.withUnsafeBufferPointer { values in
      let values = SharedPointer(values.baseAddress)
      return parallel.sum(of: size, chunkSize: 64) { range in
        guard let values = values.pointer else { return 0 }
        var (sum, sums) = (0.0, [Double](repeating: 0, count: clusterCount))
        for row in range where sizes[clusters[row]] > 1 {
          for cluster in 0..<clusterCount { sums[cluster] = 0 }
          for other in 0..<size { sums[clusters[other]] += Double(values[row &* size &+ other]) }
          let own = clusters[row]
          let inside = sums[own] / Double(sizes[own] - 1)
          var outside = Double.infinity
          for cluster in 0..<clusterCount where cluster != own {
            outside = min(outside, sums[cluster] / Double(sizes[cluster]))
          }
          if max(inside, outside) > 0 { sum += (outside - inside) / max(inside, outside) }
        }
        return sum
      }
    }
    return total / Double(size)
  }
}
