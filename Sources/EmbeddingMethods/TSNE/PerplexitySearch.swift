import Foundation
package import NeighborSearch
package import NumericKernels

/// The Gaussian bandwidths at which each point has a given number of effective neighbors (van der Maaten & Hinton 2008).
package struct PerplexitySearch: Sendable {
  /// 1 / (2σ²) of each point, in units of the squared distances.
  package let precisions: [Double]
  /// p(j|i) of each stored neighbor; the row sums are 1.
  package let conditional: [Float]

  /// Bisects the precision of each row until its entropy is log(perplexity) to 1e-5. O(n·k) per step.
  ///
  /// Where the entropy cannot be reached (many equal distances), the nearest reachable one is used.
  package init(_ graph: NeighborGraph, perplexity: Double, parallel: ParallelRows) {
    let (count, width) = (graph.rowCount, graph.neighborCount)
    var precisions = [Double](repeating: 0, count: count)
    var conditional = [Float](repeating: 0, count: count * width)
    precisions.withUnsafeMutableBufferPointer { precisions in
      conditional.withUnsafeMutableBufferPointer { conditional in
        let precisions = SharedMutable(precisions.baseAddress)
        let conditional = SharedMutable(conditional.baseAddress)
        parallel.forEachChunk(of: count, chunkSize: 64) { _, range in
          var squares = [Double](repeating: 0, count: width)
          var weights = squares
          for row in range {
            let precision = Self.search(graph, row: row, perplexity: perplexity, &squares, &weights)
            precisions.pointer?[row] = precision
            let sum = weights.reduce(0, +)
            for k in 0..<width { conditional.pointer?[row * width + k] = Float(weights[k] / sum) }
          }
        }
      }
    }
    self.precisions = precisions
    self.conditional = conditional
  }

  private static func search(
    _ graph: NeighborGraph, row: Int, perplexity: Double, _ squares: inout [Double], _ weights: inout [Double]
  ) -> Double {
    let width = squares.count
    // Differences from the nearest neighbor leave p unchanged and keep the exponential from vanishing.
    let nearest = Double(graph.distances[row * width])
    for k in 0..<width {
      let distance = Double(graph.distances[row * width + k])
      squares[k] = (distance - nearest) * (distance + nearest)
    }
    let target = log(perplexity)
    let mean = squares.reduce(0, +) / Double(width)
    // The search runs in units of the mean, so that data of any scale behave alike.
    let unit = mean > 0 ? mean : 1
    var (lower, upper, precision) = (0.0, Double.infinity, 1.0)
    for _ in 0..<200 {
      var (sum, weighted) = (0.0, 0.0)
      for k in 0..<width {
        let scaled = squares[k] / unit
        weights[k] = exp(-precision * scaled)
        sum += weights[k]
        weighted += weights[k] * scaled
      }
      let difference = log(sum) + precision * weighted / sum - target
      if abs(difference) < 1e-5 { break }
      if difference > 0 { lower = precision } else { upper = precision }
      let next = upper.isInfinite ? precision * 2 : (lower + upper) / 2
      if next == precision || next > 1e30 || next < 1e-30 { break }
      precision = next
    }
    return precision / unit
  }
}

/// The symmetric joint probabilities of t-SNE: p_ij = (p(j|i) + p(i|j)) / 2n, summing to 1.
package enum Affinities {
  package static func joint(_ graph: NeighborGraph, _ search: PerplexitySearch) -> CSRMatrix {
    let scale = 1 / (2 * Float(max(1, graph.rowCount)))
    return CSRMatrix(symmetrizing: graph, weights: search.conditional) { ($0 + $1) * scale }
  }
}
