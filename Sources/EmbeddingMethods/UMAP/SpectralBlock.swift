import CKernels
import NumericKernels

/// A block of columns that are multiplied by D^(−1/2)·W·D^(−1/2), in Float32; sums over rows are taken in Double, one
/// partial per chunk.
struct SpectralBlock {
  private static let chunkSize = 512

  let rowCount: Int
  let width: Int
  private let offsets: [Int64]
  private let columns: [Int32]
  private let values: [Float]
  private let parallel: ParallelRows
  /// The unit eigenvector of eigenvalue 1: the square roots of the degrees.
  private let trivial: [Float]
  private var current: [Float]
  private var spare: [Float]

  /// Random columns; `width` is a multiple of 8.
  init(_ graph: CSRMatrix, width: Int, seed: UInt64, parallel: ParallelRows) {
    rowCount = graph.rowCount
    self.width = width
    self.parallel = parallel
    offsets = graph.offsets
    columns = graph.columns
    let degrees = graph.degrees(parallel: parallel)
    let total = degrees.reduce(0, +).squareRoot()
    trivial = degrees.map { Float($0.squareRoot() / total) }
    values = graph.normalizedValues(degrees, parallel: parallel)
    current = [Float](repeating: 0, count: rowCount * width)
    spare = current
    let (rows, width) = (rowCount, width)
    current.withUnsafeMutableBufferPointer { block in
      let block = SharedMutable(block.baseAddress)
      parallel.forEachChunk(of: rows, chunkSize: Self.chunkSize) { chunk, range in
        guard let block = block.pointer else { return }
        var generator = SeededGenerator(seed: seed, stream: UInt64(chunk) &+ 0x5350_4543_0000_0000)
        for place in range.lowerBound * width..<range.upperBound * width {
          block[place] = Float(generator.nextUniform() - 0.5)
        }
      }
    }
  }

  /// One column, in Double.
  func column(_ index: Int) -> [Double] { (0..<rowCount).map { Double(current[$0 * width + index]) } }

  /// Multiplies by a Chebyshev polynomial that is small on [−1, bound] and grows towards 1.
  mutating func filter(degree: Int, bound: Double) {
    removeTrivial()
    let (halfWidth, center) = ((bound + 1) / 2, (bound - 1) / 2)
    var sigma = halfWidth / (1 - center)
    let tau = 2 / sigma
    recur(center: center, factor: sigma / halfWidth, olderFactor: 0)
    for _ in 1..<max(1, degree) {
      let next = 1 / (tau - sigma)
      recur(center: center, factor: 2 * next / halfWidth, olderFactor: sigma * next)
      sigma = next
    }
    removeTrivial()
  }

  /// Makes the columns the best approximations of eigenvectors that they span, largest eigenvalue first, and returns
  /// the eigenvalues and the lengths of A·x − λ·x.
  mutating func rotateToEigenvectors() throws -> (values: [Double], residuals: [Double]) {
    let gram = products(with: current)
    let whitening = try whitening(gram)
    applyOnce()
    // `spare` holds the images from here on.
    let images = spare
    let coupling = products(with: images)
    let squares = Self.products(images, images, width: width, parallel: parallel)
    let reduced = Self.sandwich(coupling, whitening, width: width)
    let pairs = try DenseAlgebra.largestEigenpairs(of: Self.symmetrized(reduced, width), order: width, count: width)
    // Row i of `rotation` is what old column i contributes to the new columns.
    var rotation = [Double](repeating: 0, count: width * width)
    for i in 0..<width {
      for j in 0..<width {
        for k in 0..<width { rotation[i * width + j] += whitening[i * width + k] * pairs.vectors[j * width + k] }
      }
    }
    let lengths = Self.sandwich(squares, rotation, width: width)
    let residuals = (0..<width).map { i in
      max(0, lengths[i * width + i] - pairs.values[i] * pairs.values[i]).squareRoot()
    }
    rotate(by: rotation.map { Float($0) })
    return (pairs.values, residuals)
  }

  private mutating func rotate(by matrix: [Float]) {
    let (rows, width) = (rowCount, width)
    current.withUnsafeMutableBufferPointer { block in
      let block = SharedMutable(block.baseAddress)
      parallel.forEachChunk(of: rows, chunkSize: Self.chunkSize) { _, range in
        guard let block = block.pointer else { return }
        strata_umap_rotate(block + range.lowerBound * width, range.count, width, matrix)
      }
    }
  }

  /// A matrix whose columns combine the block's columns to orthonormal ones.
  private func whitening(_ gram: [Double]) throws -> [Double] {
    let pairs = try DenseAlgebra.largestEigenpairs(of: gram, order: width, count: width)
    var result = [Double](repeating: 0, count: width * width)
    for j in 0..<width where pairs.values[j] > 1e-13 * pairs.values[0] {
      let scale = 1 / pairs.values[j].squareRoot()
      for i in 0..<width { result[i * width + j] = pairs.vectors[j * width + i] * scale }
    }
    return result
  }

  private mutating func recur(center: Double, factor: Double, olderFactor: Double) {
    step(center: center, factor: factor, olderFactor: olderFactor)
    swap(&current, &spare)
  }

  private mutating func applyOnce() { step(center: 0, factor: 1, olderFactor: 0) }

  /// spare ← factor · (A·current − center·current) − olderFactor · spare
  private mutating func step(center: Double, factor: Double, olderFactor: Double) {
    let (rows, width) = (rowCount, width)
    let (center, factor, olderFactor) = (Float(center), Float(factor), Float(olderFactor))
    let (offsets, columns, values, current) = (offsets, columns, values, current)
    spare.withUnsafeMutableBufferPointer { spare in
      let output = SharedMutable(spare.baseAddress)
      parallel.forEachChunk(of: rows, chunkSize: Self.chunkSize) { _, range in
        offsets.withUnsafeBufferPointer { offsets in
          columns.withUnsafeBufferPointer { columns in
            values.withUnsafeBufferPointer { values in
              var recurrence = strata_umap_recurrence()
              recurrence.offsets = offsets.baseAddress
              recurrence.columns = columns.baseAddress
              recurrence.values = values.baseAddress
              recurrence.width = width
              (recurrence.center, recurrence.factor, recurrence.olderFactor) = (center, factor, olderFactor)
              strata_umap_recur(
                &recurrence, current, output.pointer, output.pointer, range.lowerBound, range.upperBound)
            }
          }
        }
      }
    }
  }

  /// Makes every column orthogonal to the trivial eigenvector.
  private mutating func removeTrivial() {
    let (width, trivial, block) = (width, trivial, current)
    let sums = Self.partialSums(rowCount, count: width, parallel: parallel) { range, sums in
      for row in range {
        let weight = Double(trivial[row])
        for k in 0..<width { sums[k] += weight * Double(block[row * width + k]) }
      }
    }
    let shares = sums.map { Float($0) }
    let rows = rowCount
    current.withUnsafeMutableBufferPointer { current in
      let output = SharedMutable(current.baseAddress)
      parallel.forEachChunk(of: rows, chunkSize: Self.chunkSize) { _, range in
        guard let output = output.pointer else { return }
        for row in range {
          for k in 0..<width { output[row * width + k] -= trivial[row] * shares[k] }
        }
      }
    }
  }

  private func products(with other: [Float]) -> [Double] {
    Self.products(current, other, width: width, parallel: parallel)
  }

  private static func products(
    _ left: [Float], _ right: [Float], width: Int, parallel: ParallelRows
  ) -> [Double] {
    partialSums(left.count / width, count: width * width, parallel: parallel) { range, sums in
      left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
          guard let left = left.baseAddress, let right = right.baseAddress else { return }
          let first = range.lowerBound * width
          strata_umap_add_products(left + first, right + first, range.count, width, sums)
        }
      }
    }
  }

  /// Sums of `count` numbers over all rows: one partial a chunk, added in the order of the chunks.
  private static func partialSums(
    _ rows: Int, count: Int, parallel: ParallelRows,
    _ add: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let chunks = (rows + chunkSize - 1) / chunkSize
    var partials = [Double](repeating: 0, count: chunks * count)
    partials.withUnsafeMutableBufferPointer { partials in
      let output = SharedMutable(partials.baseAddress)
      parallel.forEachChunk(of: rows, chunkSize: chunkSize) { chunk, range in
        if let output = output.pointer { add(range, output + chunk * count) }
      }
    }
    var sums = [Double](repeating: 0, count: count)
    for chunk in 0..<chunks {
      for k in 0..<count { sums[k] += partials[chunk * count + k] }
    }
    return sums
  }

  /// outerᵀ · inner · outer
  private static func sandwich(_ inner: [Double], _ outer: [Double], width: Int) -> [Double] {
    var half = [Double](repeating: 0, count: width * width)
    var result = half
    for i in 0..<width {
      for k in 0..<width {
        let value = inner[i * width + k]
        for j in 0..<width { half[i * width + j] += value * outer[k * width + j] }
      }
    }
    for k in 0..<width {
      for i in 0..<width {
        let value = outer[k * width + i]
        for j in 0..<width { result[i * width + j] += value * half[k * width + j] }
      }
    }
    return result
  }

  private static func symmetrized(_ matrix: [Double], _ width: Int) -> [Double] {
    (0..<width * width).map { (matrix[$0] + matrix[$0 % width * width + $0 / width]) / 2 }
  }
}

extension CSRMatrix {
  /// The sum of each row.
  func degrees(parallel: ParallelRows) -> [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      parallel.forEachChunk(of: rowCount, chunkSize: 1024) { _, range in
        for row in range {
          var sum = 0.0
          for edge in Int(offsets[row])..<Int(offsets[row + 1]) { sum += Double(values[edge]) }
          output.pointer?[row] = sum
        }
      }
    }
    return result
  }

  /// The values of D^(−1/2)·W·D^(−1/2).
  func normalizedValues(_ degrees: [Double], parallel: ParallelRows) -> [Float] {
    let scaling = degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    var result = [Float](repeating: 0, count: values.count)
    result.withUnsafeMutableBufferPointer { result in
      let output = SharedMutable(result.baseAddress)
      parallel.forEachChunk(of: rowCount, chunkSize: 1024) { _, range in
        for row in range {
          for edge in Int(offsets[row])..<Int(offsets[row + 1]) {
            output.pointer?[edge] = Float(Double(values[edge]) * scaling[row] * scaling[Int(columns[edge])])
          }
        }
      }
    }
    return result
  }
}
