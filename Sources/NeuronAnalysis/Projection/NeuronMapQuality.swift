import Foundation
import NeighborSearch
import NumericKernels

/// How far a map of neurons can be trusted, by the ranks of the dissimilarities.
///
/// Trustworthiness and continuity (Venna & Kaski 2001, doi:10.1007/3-540-44668-0_68): 1 less the normalized sum of how
/// far beyond the k nearest of one space the k nearest of the other lie. Ties by index. O(n²·k), the same bits for any
/// number of threads.
struct NeuronMapQuality {
  /// `trustworthiness` and `continuity`; empty for fewer than four neurons, which have no strangers.
  let measures: [String: Double]

  /// The most neighbors that are looked at.
  static let neighborCount = 15

  /// `positions` and `dissimilarities` have one row per neuron; `graph` holds at least `neighborCount` of the nearest by
  /// these, or all.
  init(_ positions: Matrix, dissimilarities: Matrix, graph: NeighborGraph, parallel: ParallelRows) throws {
    let size = positions.rowCount
    let count = min(Self.neighborCount, (size - 1) / 2)
    guard size >= 4, count >= 1 else {
      measures = [:]
      return
    }
    let distances = Self.distances(positions, parallel: parallel)
    let inMap = try DissimilarityGraph.nearest(distances, neighborCount: count, parallel: parallel)
    let (n, k) = (Double(size), Double(count))
    let scale = 2 / (n * k * (2 * n - 3 * k - 1))
    measures = [
      "trustworthiness": 1 - scale * Self.excess(of: inMap, by: dissimilarities, parallel: parallel),
      "continuity": 1 - scale * Self.excess(of: graph.prefix(count), by: distances, parallel: parallel),
    ]
  }

  /// The sum over neighbors of their rank beyond k by other distances.
  private static func excess(of graph: NeighborGraph, by distances: Matrix, parallel: ParallelRows) -> Double {
    let (size, count) = (graph.rowCount, graph.neighborCount)
    return distances.elements.withUnsafeBufferPointer { values in
      let values = SharedPointer(values.baseAddress)
      return parallel.sum(of: size, chunkSize: 64) { range in
        guard let values = values.pointer else { return 0 }
        var total = 0
        for row in range {
          let line = values + row &* size
          for neighbor in graph.neighbors(of: row) {
            let (place, own) = (Int(neighbor), line[Int(neighbor)])
            var rank = 1
            for other in 0..<size where other != row {
              rank &+= line[other] < own || (line[other] == own && other < place) ? 1 : 0
            }
            total += max(0, rank - count)
          }
        }
        return Double(total)
      }
    }
  }

  private static func distances(_ positions: Matrix, parallel: ParallelRows) -> Matrix {
    let size = positions.rowCount
    var elements = [Float](repeating: 0, count: size * size)
    elements.withUnsafeMutableBufferPointer { output in
      positions.elements.withUnsafeBufferPointer { points in
        let (output, points) = (SharedMutable(output.baseAddress), SharedPointer(points.baseAddress))
        parallel.forEachChunk(of: size, chunkSize: 64) { _, range in
          guard let output = output.pointer, let points = points.pointer else { return }
          for row in range {
            for other in 0..<size {
              let (x, y) = (points[2 &* row] - points[2 &* other], points[2 &* row &+ 1] - points[2 &* other &+ 1])
              output[row &* size &+ other] = (x * x + y * y).squareRoot()
            }
          }
        }
      }
    }
    return Matrix(rowCount: size, columnCount: size, elements: elements)
  }
}
