import CKernels
import Foundation
package import NeighborSearch
package import NumericKernels

/// The Gaussian bandwidths at which each point has a given number of effective neighbors (van der Maaten & Hinton 2008).
package struct PerplexitySearch: Sendable {
  /// 1 / (2σ²) of each point, in units of the squared distances.
  package let precisions: [Double]
  /// p(j|i) of each stored neighbor; the row sums are 1.
  package let conditional: [Float]

  /// Newton's method, kept inside a bracket, on the precision of each row until its entropy is log(perplexity) to 1e-5.
  /// O(n·k) per step.
  ///
  /// Where the entropy cannot be reached (many equal distances), the nearest reachable one is used.
  package init(_ graph: NeighborGraph, perplexity: Double, parallel: ParallelRows) {
    self.init(
      distances: graph.distances, count: graph.rowCount, width: graph.neighborCount, perplexity: perplexity,
      parallel: parallel)
  }

  /// The same for `count` rows of `width` ascending distances.
  init(distances: [Float], count: Int, width: Int, perplexity: Double, parallel: ParallelRows) {
    let entropy = log(perplexity)
    var precisions = [Double](repeating: 0, count: count)
    var conditional = [Float](repeating: 0, count: count * width)
    precisions.withUnsafeMutableBufferPointer { precisions in
      conditional.withUnsafeMutableBufferPointer { conditional in
        distances.withUnsafeBufferPointer { distances in
          let precisions = SharedMutable(precisions.baseAddress)
          let conditional = SharedMutable(conditional.baseAddress)
          let distances = SharedPointer(distances.baseAddress)
          parallel.forEachChunk(of: width > 0 ? count : 0, chunkSize: 256) { _, range in
            guard let precisions = precisions.pointer, let conditional = conditional.pointer,
              let distances = distances.pointer
            else { return }
            let scratch = AlignedBuffer<Float>(count: 2 * (width + 16), repeating: 0)
            for row in range {
              precisions[row] = strata_tsne_bandwidth(
                distances + row * width, width, entropy, scratch.pointer, conditional + row * width)
            }
          }
        }
      }
    }
    self.precisions = precisions
    self.conditional = conditional
  }
}

/// The symmetric joint probabilities of t-SNE: p_ij = (p(j|i) + p(i|j)) / 2n, summing to 1.
package enum Affinities {
  package static func joint(
    _ graph: NeighborGraph, _ search: PerplexitySearch, parallel: ParallelRows = .init()
  ) -> CSRMatrix {
    let scale = 1 / (2 * Float(max(1, graph.rowCount)))
    return CSRMatrix(symmetrizing: graph, weights: search.conditional, parallel: parallel) { ($0 + $1) * scale }
  }
}
