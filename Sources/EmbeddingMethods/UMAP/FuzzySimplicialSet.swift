import Foundation
package import NeighborSearch
package import NumericKernels

/// The local scales of UMAP (McInnes, Healy & Melville 2018, arXiv:1802.03426, algorithm 3).
///
/// ρ is the distance within which a point is surely connected; σ solves Σ exp(−max(0, d − ρ)/σ) = log₂ k, where k
/// counts the point itself, as in umap-learn.
package struct SmoothNeighborDistances: Sendable {
  package let rho: [Float]
  package let sigma: [Float]

  private static let smallestScale = 1e-3
  private static let tolerance = 1e-5

  /// The scales of points among their neighbors. O(n·k) per step of the bisection.
  package init(_ graph: NeighborGraph, localConnectivity: Double = 1, parallel: ParallelRows) {
    self.init(
      graph.distances, width: graph.neighborCount, selfCount: 1, localConnectivity: localConnectivity,
      parallel: parallel)
  }

  /// The scales of new points, whose rows of distances do not leave out a distance of 0 to themselves: the nearest
  /// neighbor stands in its place, and ρ is 0 up to a local connectivity of 1, as in umap-learn's `transform`.
  package init(newPoints distances: [Float], width: Int, localConnectivity: Double = 1, parallel: ParallelRows) {
    self.init(
      distances, width: width, selfCount: 0, localConnectivity: max(0, localConnectivity - 1), parallel: parallel)
  }

  /// `selfCount` is 1 where the distance of a point to itself is left out of its row, else 0.
  private init(
    _ distances: [Float], width: Int, selfCount: Int, localConnectivity: Double, parallel: ParallelRows
  ) {
    let count = width > 0 ? distances.count / width : 0
    let total = parallel.sum(of: distances.count, chunkSize: 1 << 14) { range in
      distances[range].reduce(0.0) { $0 + Double($1) }
    }
    // Averages of umap-learn include the zero distance of each point to itself.
    let overallMean = total / Double(max(1, count * (width + selfCount)))
    var rho = [Float](repeating: 0, count: count)
    var sigma = rho
    rho.withUnsafeMutableBufferPointer { rho in
      sigma.withUnsafeMutableBufferPointer { sigma in
        let rho = SharedMutable(rho.baseAddress)
        let sigma = SharedMutable(sigma.baseAddress)
        parallel.forEachChunk(of: count, chunkSize: 256) { _, range in
          for row in range {
            let values = distances[row * width..<(row + 1) * width]
            let connected = Self.connectedDistance(values, localConnectivity: localConnectivity)
            let mean = values.reduce(0.0) { $0 + Double($1) } / Double(width + selfCount)
            let floor = Self.smallestScale * (connected > 0 ? mean : overallMean)
            let others = values.dropFirst(1 - selfCount)
            rho.pointer?[row] = connected
            sigma.pointer?[row] = Float(max(floor, Self.scale(others, beyond: connected, count: width + selfCount)))
          }
        }
      }
    }
    self.rho = rho
    self.sigma = sigma
  }

  /// The distance of the neighbor number `localConnectivity` among those that are no duplicates; fractions interpolate.
  private static func connectedDistance(_ distances: ArraySlice<Float>, localConnectivity: Double) -> Float {
    let apart = distances.drop { $0 <= 0 }
    let (whole, fraction) = (Int(localConnectivity), Float(localConnectivity - localConnectivity.rounded(.down)))
    guard Double(apart.count) >= localConnectivity else { return apart.last ?? 0 }
    guard whole > 0 else { return fraction * (apart.first ?? 0) }
    let lower = apart[apart.startIndex + whole - 1]
    guard fraction > Float(tolerance), whole < apart.count else { return lower }
    return lower + fraction * (apart[apart.startIndex + whole] - lower)
  }

  private static func scale(_ distances: ArraySlice<Float>, beyond nearest: Float, count: Int) -> Double {
    let target = log2(Double(count))
    let excess = distances.map { Double($0) - Double(nearest) }
    // In units of the largest excess, so that data of any scale behave alike.
    let unit = excess.max().map { $0 > 0 ? $0 : 1 } ?? 1
    var (lower, upper, scale) = (0.0, Double.infinity, 1.0)
    for _ in 0..<96 {
      var sum = 0.0
      for value in excess { sum += value > 0 ? exp(-value / unit / scale) : 1 }
      if abs(sum - target) < tolerance { break }
      if sum > target {
        upper = scale
        scale = (lower + upper) / 2
      } else {
        lower = scale
        scale = upper.isInfinite ? scale * 2 : (lower + upper) / 2
      }
    }
    return scale * unit
  }
}

/// The weighted graph whose layout UMAP looks for.
package enum FuzzySimplicialSet {
  /// The membership of each directed edge, from 0 to 1.
  package static func memberships(_ graph: NeighborGraph, _ scales: SmoothNeighborDistances) -> [Float] {
    memberships(graph.distances, width: graph.neighborCount, scales)
  }

  /// The membership of each of `width` edges from every row, from 0 to 1.
  package static func memberships(
    _ distances: [Float], width: Int, _ scales: SmoothNeighborDistances
  ) -> [Float] {
    var result = [Float](repeating: 0, count: distances.count)
    for (row, (rho, sigma)) in zip(scales.rho, scales.sigma).enumerated() {
      for position in row * width..<(row + 1) * width {
        let excess = distances[position] - rho
        result[position] = excess <= 0 || sigma == 0 ? 1 : exp(-excess / sigma)
      }
    }
    return result
  }

  /// Both directions joined: between the union w + wᵀ − w·wᵀ (`mixRatio` 1) and the intersection w·wᵀ (0).
  package static func union(_ graph: NeighborGraph, memberships: [Float], mixRatio: Double = 1) -> CSRMatrix {
    let (ratio, rest) = (Float(mixRatio), Float(1 - mixRatio))
    guard ratio < 1 else { return CSRMatrix(symmetrizing: graph, weights: memberships) { $0 + $1 - $0 * $1 } }
    return CSRMatrix(symmetrizing: graph, weights: memberships) { ratio * ($0 + $1 - $0 * $1) + rest * ($0 * $1) }
  }
}
