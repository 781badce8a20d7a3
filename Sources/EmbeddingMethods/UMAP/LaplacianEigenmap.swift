import NumericKernels

/// The leading nontrivial eigenvectors of the normalized Laplacian I − D^(−1/2)·W·D^(−1/2) of a connected graph.
///
/// They are those of largest eigenvalue of D^(−1/2)·W·D^(−1/2): by LAPACK for small graphs, by block iteration with
/// Chebyshev filters above (Zhou et al. 2006, doi:10.1016/j.jcp.2006.03.017). The same bits for any number of threads.
struct LaplacianEigenmap {
  private static let largestDenseOrder = 256
  private static let degree = 24
  private static let longestIteration = 40
  private static let tolerance = 1e-4

  private let graph: CSRMatrix
  private let scaling: [Double]
  private let parallel: ParallelRows

  init(_ graph: CSRMatrix, parallel: ParallelRows) {
    self.graph = graph
    self.parallel = parallel
    scaling = (0..<graph.rowCount).map { row in
      var degree = 0.0
      for edge in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) { degree += Double(graph.values[edge]) }
      return degree > 0 ? 1 / degree.squareRoot() : 0
    }
  }

  /// One coordinate a row of the result, each of length 1; `count` must be below the number of vertices.
  func coordinates(count: Int, seed: UInt64) throws -> [Double] {
    let order = graph.rowCount
    precondition(count < order, "there are fewer coordinates than vertices")
    let vectors =
      order <= max(Self.largestDenseOrder, 4 * (count + 1))
      ? try DenseAlgebra.largestEigenpairs(of: dense(), order: order, count: count + 1).vectors
      : try iterate(count: count + 1, seed: seed)
    var result: [Double] = []
    for index in 1...count { result += DenseAlgebra.oriented(vectors[index * order..<(index + 1) * order]) }
    return result
  }

  private func dense() -> [Double] {
    let order = graph.rowCount
    var matrix = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for edge in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) {
        let column = Int(graph.columns[edge])
        matrix[row * order + column] = Double(graph.values[edge]) * scaling[row] * scaling[column]
      }
    }
    return matrix
  }

  private func iterate(count: Int, seed: UInt64) throws -> [Double] {
    let order = graph.rowCount
    let block = min(order, count + max(6, count / 2))
    var generator = SeededGenerator(seed: seed, stream: 0x5350_4543)
    var basis = (0..<block * order).map { _ in generator.nextGaussianPair().0 }
    var bound = 0.5
    for _ in 0..<Self.longestIteration {
      var columns = Self.transposed(basis, rows: block, columns: order)
      filter(&columns, width: block, bound: bound)
      basis = Self.transposed(columns, rows: order, columns: block)
      DenseAlgebra.orthonormalize(&basis, count: block, length: order)
      let image = apply(Self.transposed(basis, rows: block, columns: order), width: block)
      let images = Self.transposed(image, rows: order, columns: block)
      let pairs = try DenseAlgebra.largestEigenpairs(
        of: Self.symmetricProduct(basis, images, count: block, length: order), order: block, count: block)
      basis = Self.rotated(basis, by: pairs.vectors, count: block, length: order)
      let turned = Self.rotated(images, by: pairs.vectors, count: block, length: order)
      if Self.largestResidual(basis, turned, pairs.values, count: count, length: order) < Self.tolerance { break }
      bound = min(0.999_999, max(-0.5, pairs.values[block - 1]))
    }
    return basis
  }

  /// D^(−1/2)·W·D^(−1/2) times a block of `width` columns, row-major.
  private func apply(_ block: [Double], width: Int) -> [Double] {
    var result = [Double](repeating: 0, count: block.count)
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      parallel.forEachChunk(of: graph.rowCount, chunkSize: 256) { _, range in
        guard let output = output.pointer else { return }
        graph.columns.withUnsafeBufferPointer { columns in
          graph.values.withUnsafeBufferPointer { weights in
            block.withUnsafeBufferPointer { block in
              scaling.withUnsafeBufferPointer { scaling in
                for row in range {
                  let target = output + row * width
                  for edge in Int(graph.offsets[row])..<Int(graph.offsets[row + 1]) {
                    let column = Int(columns[edge])
                    let weight = Double(weights[edge]) * scaling[row] * scaling[column]
                    for k in 0..<width { target[k] += weight * block[column * width + k] }
                  }
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// A Chebyshev polynomial that is small on [−1, bound] and grows towards 1.
  private func filter(_ block: inout [Double], width: Int, bound: Double) {
    let (halfWidth, center) = ((bound + 1) / 2, (bound - 1) / 2)
    var sigma = halfWidth / (1 - center)
    let tau = 2 / sigma
    var previous = block
    block = apply(previous, width: width)
    Self.combine(&block, previous, center: center, factor: sigma / halfWidth, older: previous, olderFactor: 0)
    for _ in 1..<Self.degree {
      let nextSigma = 1 / (tau - sigma)
      var next = apply(block, width: width)
      Self.combine(
        &next, block, center: center, factor: 2 * nextSigma / halfWidth, older: previous,
        olderFactor: sigma * nextSigma)
      previous = block
      block = next
      sigma = nextSigma
    }
  }

  /// image ← factor · (image − center · current) − olderFactor · older
  private static func combine(
    _ image: inout [Double], _ current: [Double], center: Double, factor: Double, older: [Double],
    olderFactor: Double
  ) {
    image.withUnsafeMutableBufferPointer { image in
      current.withUnsafeBufferPointer { current in
        older.withUnsafeBufferPointer { older in
          for k in 0..<image.count {
            image[k] = factor * (image[k] - center * current[k]) - olderFactor * older[k]
          }
        }
      }
    }
  }

  private static func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    values.withUnsafeBufferPointer { values in
      result.withUnsafeMutableBufferPointer { result in
        for row in 0..<rows {
          for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
        }
      }
    }
    return result
  }

  private static func symmetricProduct(
    _ first: [Double], _ second: [Double], count: Int, length: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: count * count)
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        for i in 0..<count {
          for j in 0...i {
            var sum = 0.0
            for k in 0..<length { sum += first[i * length + k] * second[j * length + k] }
            result[i * count + j] = sum
            result[j * count + i] = sum
          }
        }
      }
    }
    return result
  }

  private static func rotated(_ rows: [Double], by vectors: [Double], count: Int, length: Int) -> [Double] {
    var result = [Double](repeating: 0, count: rows.count)
    rows.withUnsafeBufferPointer { rows in
      result.withUnsafeMutableBufferPointer { result in
        for i in 0..<count {
          for j in 0..<count {
            let factor = vectors[i * count + j]
            for k in 0..<length { result[i * length + k] += factor * rows[j * length + k] }
          }
        }
      }
    }
    return result
  }

  private static func largestResidual(
    _ basis: [Double], _ images: [Double], _ values: [Double], count: Int, length: Int
  ) -> Double {
    var largest = 0.0
    for i in 0..<count {
      var sum = 0.0
      for k in i * length..<(i + 1) * length {
        let difference = images[k] - values[i] * basis[k]
        sum += difference * difference
      }
      largest = max(largest, sum.squareRoot())
    }
    return largest
  }
}
