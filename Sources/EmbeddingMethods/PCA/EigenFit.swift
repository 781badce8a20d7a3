import NumericKernels

/// The largest eigenpairs of the scatter matrix (data − mean)ᵀ · (data − mean).
struct EigenFit {
  /// Sums of squares along the vectors, descending.
  private(set) var values: [Double]
  /// One vector a row, in the space of the columns.
  private(set) var vectors: [Double]
  private(set) var hasConverged = true

  init(
    _ data: Matrix, mean: [Double], count: Int, options: PrincipalComponentsOptions, parallel: ParallelRows
  ) throws {
    (values, vectors) = ([], [])
    if min(data.rowCount, data.columnCount) > options.largestDenseOrder {
      try iterate(data, mean: mean, count: count, seed: options.seed, parallel: parallel)
    } else if data.columnCount <= data.rowCount {
      let scatter = DenseAlgebra.centeredGram(data, mean: mean, ofColumns: true, parallel: parallel)
      let pairs = try DenseAlgebra.largestEigenpairs(of: scatter, order: data.columnCount, count: count)
      (values, vectors) = (pairs.values, pairs.vectors)
    } else {
      let gram = DenseAlgebra.centeredGram(data, mean: mean, ofColumns: false, parallel: parallel)
      let pairs = try DenseAlgebra.largestEigenpairs(of: gram, order: data.rowCount, count: count)
      // Row vectors u turn into column vectors uᵀ·X, whose length is the singular value.
      let transposed = Self.transposed(pairs.vectors, rows: count, columns: data.rowCount)
      vectors = CenteredProduct.backProject(data, mean: mean, projected: transposed, count: count, parallel: parallel)
      values = pairs.values
      normalizeVectors(count: count, width: data.columnCount)
    }
    clear(count: count, width: data.columnCount)
  }

  /// Block subspace iteration: V ← orthonormalize(Xᵀ·X·V), then Rayleigh–Ritz within the block.
  private mutating func iterate(
    _ data: Matrix, mean: [Double], count: Int, seed: UInt64, parallel: ParallelRows
  ) throws {
    let width = data.columnCount
    let block = min(data.rowCount, width, count + max(12, count / 2))
    var generator = SeededGenerator(seed: seed, stream: 0x504341)
    var basis = (0..<block * width).map { _ in generator.nextGaussianPair().0 }
    DenseAlgebra.orthonormalize(&basis, count: block, length: width)
    hasConverged = false
    for _ in 0..<60 where !hasConverged {
      let projected = CenteredProduct.project(data, mean: mean, axes: basis, count: block, parallel: parallel)
      let inner = Self.gram(projected, rows: data.rowCount, count: block)
      let pairs = try DenseAlgebra.largestEigenpairs(of: inner, order: block, count: block)
      let rotated = Self.multiply(pairs.vectors, basis, rows: block, depth: block, columns: width)
      let change = zip(pairs.values, values).prefix(count).map { abs($0 - $1) / max($0, .leastNormalMagnitude) }.max()
      hasConverged = (change ?? 1) < 1e-6
      values = Array(pairs.values.prefix(count))
      vectors = Array(rotated.prefix(count * width))
      if hasConverged { break }
      basis = CenteredProduct.backProject(data, mean: mean, projected: projected, count: block, parallel: parallel)
      basis = Self.multiply(pairs.vectors, basis, rows: block, depth: block, columns: width)
      DenseAlgebra.orthonormalize(&basis, count: block, length: width)
    }
    normalizeVectors(count: count, width: width)
  }

  private mutating func normalizeVectors(count: Int, width: Int) {
    for index in 0..<count {
      let row = index * width..<(index + 1) * width
      let length = vectors[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scaled = vectors[row].map { length > 0 ? $0 / length : 0 }
      vectors.replaceSubrange(row, with: DenseAlgebra.oriented(scaled))
    }
  }

  /// Directions without variance have no meaning; they become zero instead of noise.
  private mutating func clear(count: Int, width: Int) {
    let limit = (values.first ?? 0) * 1e-13
    for index in 0..<count where values[index] <= max(limit, .leastNormalMagnitude) {
      values[index] = 0
      vectors.replaceSubrange(index * width..<(index + 1) * width, with: repeatElement(0, count: width))
    }
  }

  private static func transposed(_ values: [Double], rows: Int, columns: Int) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    for row in 0..<rows {
      for column in 0..<columns { result[column * rows + row] = values[row * columns + column] }
    }
    return result
  }

  private static func gram(_ values: [Double], rows: Int, count: Int) -> [Double] {
    var result = [Double](repeating: 0, count: count * count)
    values.withUnsafeBufferPointer { values in
      result.withUnsafeMutableBufferPointer { result in
        guard let values = values.baseAddress, let result = result.baseAddress else { return }
        DenseAlgebra.addProduct(
          rows: count, columns: count, depth: rows, values, .transposed, aStride: count, values, .asStored,
          bStride: count, into: result, cStride: count)
      }
    }
    // Products are not exactly symmetric; the lower triangle counts.
    for i in 0..<count {
      for j in 0..<i { result[j * count + i] = result[i * count + j] }
    }
    return result
  }

  private static func multiply(
    _ first: [Double], _ second: [Double], rows: Int, depth: Int, columns: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: rows * columns)
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        result.withUnsafeMutableBufferPointer { result in
          guard let a = first.baseAddress, let b = second.baseAddress, let c = result.baseAddress else { return }
          DenseAlgebra.addProduct(
            rows: rows, columns: columns, depth: depth, a, .asStored, aStride: depth, b, .asStored, bStride: columns,
            into: c, cStride: columns)
        }
      }
    }
    return result
  }
}
