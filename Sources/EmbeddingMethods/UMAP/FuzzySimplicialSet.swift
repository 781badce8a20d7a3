import Foundation
package import NeighborSearch
package import NumericKernels

/// The local scales of UMAP (McInnes, Healy & Melville 2018, arXiv:1802.03426, algorithm 3).
///
/// ρ is the distance of the nearest neighbor that is not a duplicate; σ solves Σ exp(−max(0, d − ρ)/σ) = log₂ k, where k
/// counts the point itself, as in umap-learn.
package struct SmoothNeighborDistances: Sendable {
  package let rho: [Float]
  package let sigma: [Float]

  private static let smallestScale = 1e-3

  /// O(n·k) per step of the bisection.
  package init(_ graph: NeighborGraph, parallel: ParallelRows) {
    let (count, width) = (graph.rowCount, graph.neighborCount)
    let sum = graph.distances.reduce(0.0) { $0 + Double($1) }
    // Averages of umap-learn include the zero distance of each point to itself.
    let overallMean = sum / Double(max(1, count * (width + 1)))
    var rho = [Float](repeating: 0, count: count)
    var sigma = rho
    rho.withUnsafeMutableBufferPointer { rho in
      sigma.withUnsafeMutableBufferPointer { sigma in
        let rho = SharedMutable(rho.baseAddress)
        let sigma = SharedMutable(sigma.baseAddress)
        parallel.forEachChunk(of: count, chunkSize: 256) { _, range in
          for row in range {
            let distances = graph.distances[row * width..<(row + 1) * width]
            let nearest = distances.first { $0 > 0 } ?? 0
            let mean = distances.reduce(0.0) { $0 + Double($1) } / Double(width + 1)
            let floor = Self.smallestScale * (nearest > 0 ? mean : overallMean)
            rho.pointer?[row] = nearest
            sigma.pointer?[row] = Float(max(floor, Self.scale(distances, nearest: nearest)))
          }
        }
      }
    }
    self.rho = rho
    self.sigma = sigma
  }

  private static func scale(_ distances: ArraySlice<Float>, nearest: Float) -> Double {
    let target = log2(Double(distances.count + 1))
    let excess = distances.map { Double($0) - Double(nearest) }
    // In units of the largest excess, so that data of any scale behave alike.
    let unit = excess.max().map { $0 > 0 ? $0 : 1 } ?? 1
    var (lower, upper, scale) = (0.0, Double.infinity, 1.0)
    for _ in 0..<96 {
      var sum = 0.0
      for value in excess { sum += value > 0 ? exp(-value / unit / scale) : 1 }
      if abs(sum - target) < 1e-5 { break }
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
    var result = [Float](repeating: 0, count: graph.indices.count)
    for row in 0..<graph.rowCount {
      for position in row * graph.neighborCount..<(row + 1) * graph.neighborCount {
        let excess = graph.distances[position] - scales.rho[row]
        result[position] = excess <= 0 || scales.sigma[row] == 0 ? 1 : exp(-excess / scales.sigma[row])
      }
    }
    return result
  }

  /// The union of both directions: w + wᵀ − w·wᵀ.
  package static func union(_ graph: NeighborGraph, memberships: [Float]) -> CSRMatrix {
    CSRMatrix(symmetrizing: graph, weights: memberships) { $0 + $1 - $0 * $1 }
  }
}
