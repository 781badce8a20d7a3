import NumericKernels

/// The leading eigenpairs of B = −½·J·Δ²·J, where Δ² holds the squared dissimilarities and J removes means.
struct CenteredSpectrum {
  /// The largest eigenvalues, descending, in the squared units of the dissimilarities.
  private(set) var values: [Double] = []
  /// One unit vector a row; its component of largest magnitude is positive.
  private(set) var vectors: [Double] = []
  /// The smallest eigenvalue.
  private(set) var smallest = 0.0
  /// The sum of all eigenvalues, and of their squares.
  let trace: Double, squaredNorm: Double
  private(set) var hasConverged = true
  /// Eigenvalues below it in magnitude are rounding.
  var rounding: Double { 1e-9 * squaredNorm.squareRoot() }

  /// Up to this order LAPACK finds all eigenvalues; above, block Krylov iteration finds the ends of the spectrum.
  static let largestDenseOrder = 256

  private let count: Int

  init(_ dissimilarities: Dissimilarities, count wanted: Int, seed: UInt64, parallel: ParallelRows) throws {
    count = dissimilarities.count
    let squares = CenteredSquares(dissimilarities, parallel: parallel)
    (trace, squaredNorm) = (squares.trace, squares.squaredNorm)
    guard count > 0 else { return }
    if count <= Self.largestDenseOrder || wanted > count / 16 {
      let pairs = try DenseAlgebra.largestEigenpairs(of: squares.dense(), order: count, count: count)
      values = Array(pairs.values.prefix(wanted))
      vectors = Array(pairs.vectors.prefix(wanted * count))
      smallest = pairs.values[count - 1]
    } else {
      let found = try BlockKrylov.run(squares, count: wanted, seed: seed)
      (values, smallest, hasConverged) = (found.values, found.smallest, found.hasConverged)
      vectors = (0..<wanted).flatMap { DenseAlgebra.oriented(found.vectors[$0 * count..<($0 + 1) * count]) }
    }
  }

  /// Vector times root of eigenvalue, row-major; 0 along axes without a positive eigenvalue.
  func coordinates(dimensions: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count * dimensions)
    for c in 0..<min(dimensions, values.count) where values[c] > rounding {
      let scale = values[c].squareRoot()
      for point in 0..<count { result[point * dimensions + c] = vectors[c * count + point] * scale }
    }
    return result
  }
}

/// The product of B with vectors, without forming B.
struct CenteredSquares {
  let count: Int
  let trace: Double, squaredNorm: Double
  private let elements: [Float]
  private let rowMeans: [Double]
  private let mean: Double
  private let parallel: ParallelRows

  private static let rowsPerChunk = 64
  private static let depth = 512

  init(_ dissimilarities: Dissimilarities, parallel: ParallelRows) {
    let count = dissimilarities.count
    (self.count, elements, self.parallel) = (count, dissimilarities.elements, parallel)
    var means = [Double](repeating: 0, count: count)
    let fourth = elements.withUnsafeBufferPointer { values in
      means.withUnsafeMutableBufferPointer { means in
        let (values, means) = (SharedPointer(values.baseAddress), SharedMutable(means.baseAddress))
        return parallel.sum(of: count, chunkSize: Self.rowsPerChunk) { rows in
          guard let values = values.pointer, let means = means.pointer else { return 0 }
          var fourth = 0.0
          for row in rows {
            var sum = 0.0
            for column in 0..<count {
              let square = Double(values[row * count + column]) * Double(values[row * count + column])
              sum += square
              fourth += square * square
            }
            means[row] = sum / Double(count)
          }
          return fourth
        }
      }
    }
    rowMeans = means
    mean = count > 0 ? means.reduce(0, +) / Double(count) : 0
    // Of J·Δ²·J: the diagonal of Δ² is zero, and removing means takes their squares from the sum of squares.
    trace = Double(count) * mean / 2
    let removed = means.reduce(0) { $0 + $1 * $1 }
    squaredNorm = max(0, fourth - 2 * Double(count) * removed + Double(count * count) * mean * mean) / 4
  }

  /// All of B, row-major.
  func dense() -> [Double] {
    (0..<count * count).map { place in
      let (row, column) = (place / count, place % count)
      let value = Double(elements[place])
      return -0.5 * (value * value - rowMeans[row] - rowMeans[column] + mean)
    }
  }

  /// B times each row of `block` (`rows` of length `count`, each with mean 0). O(n²·rows).
  func multiply(_ block: [Double], rows: Int) -> [Double] {
    let count = count
    var product = [Double](repeating: 0, count: rows * count)
    elements.withUnsafeBufferPointer { values in
      block.withUnsafeBufferPointer { block in
        product.withUnsafeMutableBufferPointer { product in
          let (values, block) = (SharedPointer(values.baseAddress), SharedPointer(block.baseAddress))
          let product = SharedMutable(product.baseAddress)
          parallel.forEachChunk(of: count, chunkSize: Self.rowsPerChunk) { _, range in
            guard let values = values.pointer, let block = block.pointer, let product = product.pointer else { return }
            Self.multiply(values, count: count, range, block, rows: rows, into: product)
          }
        }
      }
    }
    for row in 0..<rows {
      let mean = product[row * count..<(row + 1) * count].reduce(0, +) / Double(count)
      for place in row * count..<(row + 1) * count { product[place] = -0.5 * (product[place] - mean) }
    }
    return product
  }

  /// Adds Δ²'s part for the points of one chunk, piece of depth after piece.
  private static func multiply(
    _ values: UnsafePointer<Float>, count: Int, _ range: Range<Int>, _ block: UnsafePointer<Double>, rows: Int,
    into product: UnsafeMutablePointer<Double>
  ) {
    let squares = UnsafeMutablePointer<Double>.allocate(capacity: rowsPerChunk * depth)
    defer { squares.deallocate() }
    for start in stride(from: 0, to: count, by: depth) {
      let length = min(depth, count - start)
      for (line, point) in range.enumerated() {
        let (source, target) = (values + point * count + start, squares + line * depth)
        for k in 0..<length { target[k] = Double(source[k]) * Double(source[k]) }
      }
      DenseAlgebra.addProduct(
        rows: rows, columns: range.count, depth: length, block + start, .asStored, aStride: count, squares,
        .transposed, bStride: depth, into: product + range.lowerBound, cStride: count)
    }
  }
}
