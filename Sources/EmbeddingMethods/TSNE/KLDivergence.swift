import Foundation
package import NumericKernels

/// The objective of t-SNE, Σ p·log(p/q), and its gradient.
package struct KLDivergence: Sendable {
  package let affinities: CSRMatrix
  package let dimensions: Int
  /// 0 sums all pairs; above, Barnes–Hut opens nodes wider than `angle` times their distance.
  package let angle: Double
  private let parallel: ParallelRows
  private let chunkSize = 64

  package init(_ affinities: CSRMatrix, dimensions: Int, angle: Double, parallel: ParallelRows) {
    (self.affinities, self.dimensions, self.angle, self.parallel) = (affinities, dimensions, angle, parallel)
  }

  /// Positions or forces, one padded array per dimension, in one allocation.
  package struct Storage {
    package let count: Int
    package let paddedCount: Int
    package let dimensions: Int
    package var values: [Float]

    package init(count: Int, dimensions: Int) {
      self.count = count
      self.dimensions = dimensions
      paddedCount = (count + 15) / 16 * 16
      values = [Float](repeating: 0, count: max(1, paddedCount) * dimensions)
    }

    /// Positions; the padding lies so far away that it neither pushes nor counts.
    package init(_ matrix: Matrix) {
      self.init(count: matrix.rowCount, dimensions: matrix.columnCount)
      for dimension in 0..<dimensions {
        for row in 0..<paddedCount {
          values[dimension * paddedCount + row] = row < count ? matrix[row, dimension] : 1e18
        }
      }
    }

    package var matrix: Matrix {
      var result = Matrix(rowCount: count, columnCount: dimensions)
      for row in 0..<count {
        for dimension in 0..<dimensions { result[row, dimension] = values[dimension * paddedCount + row] }
      }
      return result
    }

    package mutating func withCoordinates<R>(_ body: (TSNEKernels.Coordinates) throws -> R) rethrows -> R {
      let (padded, dimensions) = (paddedCount, dimensions)
      return try values.withUnsafeMutableBufferPointer { buffer in
        // `values` is never empty, so there is a base address.
        let base = buffer.baseAddress.unsafelyUnwrapped
        return try body(
          TSNEKernels.Coordinates(x: base, y: base + padded, z: dimensions == 3 ? base + 2 * padded : nil))
      }
    }
  }

  /// Fills attraction (Σ p·q·(yᵢ − yⱼ), without exaggeration) and repulsion (Σ q²·(yᵢ − yⱼ) over Z) and returns Z.
  package func forces(_ points: inout Storage, attraction: inout Storage, repulsion: inout Storage) -> Double {
    let (count, padded) = (points.count, points.paddedCount)
    return points.withCoordinates { points in
      attraction.withCoordinates { attraction in
        repulsion.withCoordinates { repulsion in
          attract(points, count: count, into: attraction)
          if angle == 0 {
            return parallel.sum(of: count, chunkSize: chunkSize) { range in
              TSNEKernels.repulsion(points, paddedCount: padded, range: range, into: repulsion)
            }
          }
          let tree = BarnesHutTree(points, count: count)
          let angle = Float(angle)
          return parallel.sum(of: count, chunkSize: chunkSize) { tree.repulsion($0, angle: angle, into: repulsion) }
        }
      }
    }
  }

  /// The gradient at some positions, with its factor 4, and the divergence. For tests and single evaluations.
  package func valueAndGradient(at positions: Matrix) -> (value: Double, gradient: Matrix) {
    var points = Storage(positions)
    var attraction = Storage(count: positions.rowCount, dimensions: dimensions)
    var repulsion = attraction
    let sum = forces(&points, attraction: &attraction, repulsion: &repulsion)
    var gradient = attraction
    for index in gradient.values.indices {
      gradient.values[index] = 4 * (attraction.values[index] - repulsion.values[index] / Float(max(sum, 1e-12)))
    }
    return (value(&points, normalization: sum), gradient.matrix)
  }

  /// Σ p·log(p/q) where q = 1/((1+d²)·Z).
  package func value(_ points: inout Storage, normalization: Double) -> Double {
    let graph = affinities
    let count = points.count
    return points.withCoordinates { points in
      parallel.sum(of: count, chunkSize: chunkSize) { range in
        var sum = 0.0
        for i in range {
          for edge in Int(graph.offsets[i])..<Int(graph.offsets[i + 1]) {
            let j = Int(graph.columns[edge])
            let (dx, dy) = (Double(points.x[i] - points.x[j]), Double(points.y[i] - points.y[j]))
            let dz = points.z.map { Double($0[i] - $0[j]) } ?? 0
            let p = Double(graph.values[edge])
            sum += p * log(p * (1 + dx * dx + dy * dy + dz * dz) * normalization)
          }
        }
        return sum
      }
    }
  }

  private func attract(
    _ points: TSNEKernels.Coordinates, count: Int, into force: TSNEKernels.Coordinates
  ) {
    affinities.offsets.withUnsafeBufferPointer { offsets in
      affinities.columns.withUnsafeBufferPointer { columns in
        affinities.values.withUnsafeBufferPointer { weights in
          let offsets = SharedPointer(offsets.baseAddress)
          let columns = SharedPointer(columns.baseAddress)
          let weights = SharedPointer(weights.baseAddress)
          parallel.forEachChunk(of: count, chunkSize: chunkSize) { _, range in
            guard let offsets = offsets.pointer, let columns = columns.pointer, let weights = weights.pointer else {
              return
            }
            TSNEKernels.attraction(
              points, offsets: offsets, neighbors: columns, weights: weights, range: range, into: force)
          }
        }
      }
    }
  }
}
