import NumericKernels

/// The ends of the spectrum of a large symmetric operator, by restarted block Krylov iteration with Rayleigh–Ritz
/// (Musco & Musco 2015, arXiv:1504.05477).
enum BlockKrylov {
  struct Found {
    /// The largest eigenvalues, descending.
    var values: [Double] = []
    /// One unit vector a row.
    var vectors: [Double] = []
    var smallest = 0.0
    var hasConverged = false
  }

  private static let blocks = 10
  private static let largestRoundCount = 20
  /// The accepted residual |B·v − λ·v|, as a share of the largest eigenvalue.
  private static let tolerance = 1e-9

  static func run(_ operation: CenteredSquares, count: Int, seed: UInt64) throws -> Found {
    let length = operation.count
    let width = count + 4
    var generator = SeededGenerator(seed: seed, stream: 0x4D44_5300)
    var block = (0..<width * length).map { _ in generator.nextGaussianPair().0 }
    var found = Found()
    for _ in 0..<largestRoundCount where !found.hasConverged {
      var (basis, images): ([Double], [Double]) = ([], [])
      for _ in 0..<blocks {
        center(&block, rows: width, length: length)
        for _ in 0..<2 { removeParts(&block, rows: width, along: basis, length: length) }
        DenseAlgebra.orthonormalize(&block, count: width, length: length)
        // Once more: where almost nothing was left, normalizing has blown up what the first removal missed.
        center(&block, rows: width, length: length)
        removeParts(&block, rows: width, along: basis, length: length)
        DenseAlgebra.orthonormalize(&block, count: width, length: length)
        basis += block
        block = operation.multiply(block, rows: width)
        images += block
      }
      (found, block) = try extract(basis, images, size: basis.count / length, length: length, count, width)
    }
    return found
  }

  private static func center(_ rows: inout [Double], rows count: Int, length: Int) {
    for row in 0..<count {
      let mean = rows[row * length..<(row + 1) * length].reduce(0, +) / Double(length)
      for place in row * length..<(row + 1) * length { rows[place] -= mean }
    }
  }

  /// block −= (block · basisᵀ) · basis
  private static func removeParts(_ block: inout [Double], rows: Int, along basis: [Double], length: Int) {
    let size = basis.count / length
    guard size > 0 else { return }
    var parts = product(block, rows: rows, basis, rows: size, length: length)
    for place in parts.indices { parts[place] = -parts[place] }
    block.withUnsafeMutableBufferPointer { block in
      guard let output = block.baseAddress else { return }
      DenseAlgebra.addProduct(
        rows: rows, columns: length, depth: size, parts, .asStored, aStride: size, basis, .asStored, bStride: length,
        into: output, cStride: length)
    }
  }

  /// first · secondᵀ
  private static func product(
    _ first: [Double], rows: Int, _ second: [Double], rows secondRows: Int, length: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: rows * secondRows)
    DenseAlgebra.addProduct(
      rows: rows, columns: secondRows, depth: length, first, .asStored, aStride: length, second, .transposed,
      bStride: length, into: &result, cStride: secondRows)
    return result
  }

  /// The Ritz pairs of a basis, and the vectors to begin the next round with.
  private static func extract(
    _ basis: [Double], _ images: [Double], size: Int, length: Int, _ count: Int, _ width: Int
  ) throws -> (Found, [Double]) {
    var projected = product(basis, rows: size, images, rows: size, length: length)
    for i in 0..<size {
      for j in 0..<i {
        let mean = (projected[i * size + j] + projected[j * size + i]) / 2
        (projected[i * size + j], projected[j * size + i]) = (mean, mean)
      }
    }
    let pairs = try DenseAlgebra.largestEigenpairs(of: projected, order: size, count: size)
    var vectors = [Double](repeating: 0, count: width * length)
    var mapped = vectors
    for (source, isImage) in [(basis, false), (images, true)] {
      var result = [Double](repeating: 0, count: width * length)
      DenseAlgebra.addProduct(
        rows: width, columns: length, depth: size, pairs.vectors, .asStored, aStride: size, source, .asStored,
        bStride: length, into: &result, cStride: length)
      if isImage { mapped = result } else { vectors = result }
    }
    let limit = tolerance * max(abs(pairs.values[0]), abs(pairs.values[size - 1]))
    let isAccurate = (0..<count).allSatisfy { row in
      var square = 0.0
      for place in row * length..<(row + 1) * length {
        let residual = mapped[place] - pairs.values[row] * vectors[place]
        square += residual * residual
      }
      return square.squareRoot() <= limit
    }
    let found = Found(
      values: Array(pairs.values.prefix(count)), vectors: Array(vectors.prefix(count * length)),
      smallest: pairs.values[size - 1], hasConverged: isAccurate)
    return (found, vectors)
  }
}
