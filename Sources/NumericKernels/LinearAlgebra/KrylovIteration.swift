/// The largest eigenpairs of a symmetric positive semidefinite operator that is known by its products with vectors.
///
/// Block Krylov iteration (Musco & Musco 2015, arXiv:1504.05477): a block of Gaussian noise and its products by the
/// powers of the operator are kept as one orthonormal basis, orthogonalized twice in full, and Rayleigh–Ritz pairs are
/// taken of the whole basis, so that errors of the products do not add up. A basis that grows too long is restarted with
/// its best Ritz vectors. A block finds no more copies of an eigenvalue than it has vectors; when the pairs found hold
/// so many equal values, the iteration starts anew with a block as wide as the number of pairs.
package struct KrylovIteration {
  /// How the iteration works.
  package struct Options: Sendable {
    /// The accepted sine of the angle between the wanted subspace and the one found, by an estimate from residuals.
    package var tolerance = 2e-6
    /// The largest residual, relative to the eigenvalue (or to a hundredth of the largest one), that is accepted whatever
    /// the angle: where eigenvalues at the cut are equal, no subspace is the right one.
    package var negligibleResidual = 1e-7
    /// The iteration ends without having converged after so many products with one vector.
    package var largestVectorCount = 1 << 14
    /// The number of vectors of a block.
    package var blockSize = 16
    /// The seed of the initial noise.
    package var seed: UInt64 = 0

    package init() {}
  }

  /// Eigenvalues, descending; at least zero.
  package private(set) var values: [Double] = []
  /// One eigenvector a row, of length 1.
  package private(set) var vectors: [Double] = []
  /// Whether the tolerance was met.
  package private(set) var hasConverged = false
  /// How many vectors the operator was applied to.
  package private(set) var vectorCount = 0

  private let order, count: Int
  private let options: Options
  private let parallel: ParallelRows
  private let apply: ([Double]) throws -> [Double]

  private var basis: [Double] = []
  private var images: [Double] = []
  /// Products of images with the basis: row i has those of image i with the vectors that were there when it was added.
  private var projected: [[Double]] = []
  private var size: Int { basis.count / order }

  /// Finds `count` pairs of an operator of an `order`; `apply` maps vectors, one a row, to their images.
  package init(
    order: Int, count: Int, options: Options, parallel: ParallelRows, apply: @escaping ([Double]) throws -> [Double]
  ) throws {
    (self.order, self.count, self.options) = (order, count, options)
    (self.parallel, self.apply) = (parallel, apply)
    try iterate(blockSize: options.blockSize)
    if options.blockSize < count, holdsManyCopies {
      try iterate(blockSize: (count + 15) / 16 * 16)
    }
  }

  /// Whether as many values are equal as a block has vectors: there may be more of them.
  private var holdsManyCopies: Bool {
    guard options.blockSize < values.count, let top = values.first else { return false }
    return (0...values.count - options.blockSize).contains { index in
      let (first, last) = (values[index], values[index + options.blockSize - 1])
      return first > top * 1e-12 && first - last <= first * 1e-6
    }
  }

  private mutating func iterate(blockSize: Int) throws {
    (basis, images, projected, hasConverged) = ([], [], [], false)
    let start = vectorCount
    let longest = min(order, max(25 * blockSize, 8 * count + 8 * blockSize))
    var block = noise(count: min(blockSize, order), stream: 0)
    // Before so many vectors, nothing can have converged.
    var checked = min(order, max(count + 2 * blockSize, 7 * count / 2))
    var last: (size: Int, error: Double)?
    removeBasis(&block)
    while true {
      block = try extend(by: block)
      // Before a restart too: what the next block is to add lies outside the whole basis.
      if size < order { removeBasis(&block) }
      let isFull = size + blockSize > longest && longest < order
      let isOver = size == order || isFull || vectorCount - start >= options.largestVectorCount
      if size >= checked || isOver {
        let ritz = try ritzVectors(blockSize: blockSize)
        hasConverged = size == order || ritz.error <= 1
        if hasConverged || vectorCount - start >= options.largestVectorCount { return }
        checked = size + blockSize * Self.steps(from: last, to: (size, ritz.error), blockSize: blockSize)
        last = (size, ritz.error)
        if isFull {
          restart(ritz)
          (checked, last) = (size + 4 * blockSize, nil)
        }
      }
    }
  }

  /// How many blocks to add before looking again, from how the error has fallen.
  private static func steps(
    from last: (size: Int, error: Double)?, to now: (size: Int, error: Double), blockSize: Int
  ) -> Int {
    guard now.error.isFinite, now.error > 1 else { return 1 }
    var rate = 3.0
    if let last, last.error > now.error, last.error.isFinite {
      rate = logarithm(last.error / now.error) / Double(max(1, (now.size - last.size) / blockSize))
    }
    // Rounds of one block gain more the longer the basis is; stopping one early costs less than one too many.
    return max(1, min(4, Int(logarithm(now.error) / max(rate, 0.5))))
  }

  private func noise(count: Int, stream: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: options.seed, stream: 0x4B52_594C_0000_0000 | stream)
    return (0..<count * order).map { _ in generator.nextGaussianPair().0 }
  }

  /// Adds orthonormal vectors to the basis; returns their images.
  private mutating func extend(by block: [Double]) throws -> [Double] {
    let mapped = try apply(block)
    let added = block.count / order
    vectorCount += added
    basis += block
    images += mapped
    let parts = product(mapped, along: basis)
    let total = size
    for row in 0..<added { projected.append(Array(parts[row * total..<(row + 1) * total])) }
    guard total + added > order else { return mapped }
    return Array(mapped.prefix((order - total) * order))
  }

  /// rows · otherᵀ
  private func product(_ rows: [Double], along other: [Double]) -> [Double] {
    let factor = PackedFactor(
      other, depth: order, width: other.count / order, isTransposed: true, parallel: parallel)
    return DenseAlgebra.product(rows, rows: rows.count / order, factor, parallel: parallel)
  }

  /// Makes the rows of a block orthonormal, and orthogonal to the basis. What vanishes is replaced by noise.
  private func removeBasis(_ block: inout [Double]) {
    let rows = block.count / order
    var quietPasses = 0
    for pass in 0..<8 where quietPasses < 2 {
      if size > 0 {
        let parts = product(block, along: basis)
        let factor = PackedFactor(basis, depth: size, width: order, parallel: parallel)
        let along = DenseAlgebra.product(parts, rows: rows, factor, parallel: parallel)
        for k in block.indices { block[k] -= along[k] }
      }
      DenseAlgebra.orthonormalize(&block, count: rows, length: order)
      quietPasses += 1
      for row in 0..<rows {
        let range = row * order..<(row + 1) * order
        guard block[range].allSatisfy({ $0 == 0 || !$0.isFinite }) else { continue }
        block.replaceSubrange(range, with: noise(count: 1, stream: UInt64((size + row) * 8 + pass + 1)))
        quietPasses = 0
      }
    }
  }

  private struct Ritz {
    var values, vectors, images: [Double]
    /// The estimated sine over the tolerance.
    var error: Double
  }

  /// The best pairs of the basis; sets values and vectors.
  private mutating func ritzVectors(blockSize: Int) throws -> Ritz {
    var matrix = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for j in 0..<projected[i].count where j <= i {
        // Where both were measured, their mean is closer to the operator's symmetry.
        let value = projected[j].count > i ? (projected[i][j] + projected[j][i]) / 2 : projected[i][j]
        (matrix[i * size + j], matrix[j * size + i]) = (value, value)
      }
    }
    let kept = min(size, count + blockSize + 1)
    let pairs = try DenseAlgebra.largestEigenpairs(of: matrix, order: size, count: kept)
    let vectors = combined(pairs.vectors, basis)
    let images = combined(pairs.vectors, self.images)
    values = pairs.values.prefix(count).map { max(0, $0) }
    self.vectors = Array(vectors.prefix(count * order))
    let residuals = (0..<kept).map { residual(vectors, images, $0, pairs.values[$0]) }
    return Ritz(
      values: pairs.values, vectors: vectors, images: images, error: error(pairs.values, residuals: residuals))
  }

  /// The sine of the angle to the wanted subspace, over what is accepted.
  ///
  /// To first order, a Ritz vector lacks what lies outside the basis: its residual over the distance to eigenvalues that
  /// the basis does not know, of which the largest is taken to be the Ritz value a block behind the cut. Neighbors across
  /// the cut are mixed only through what both lack, to second order.
  private func error(_ values: [Double], residuals: [Double]) -> Double {
    guard let top = values.first, let last = values.last, values.count > count else { return .infinity }
    guard top > 0 else { return 0 }
    let relative = (0..<count).map { residuals[$0] / max(values[$0], top / 100) }
    let negligible = (relative.max() ?? 0) / options.negligibleResidual
    let (far, near) = (values[count - 1] - last, values[count - 1] - values[count])
    let behind = residuals[count...].max() ?? 0
    guard near > 0, behind <= far / 4 else { return negligible }
    let lacking = (0..<count).map { residuals[$0] / (values[$0] - last) }.max() ?? 0
    return min(negligible, lacking * (1 + behind / near) / options.tolerance)
  }

  private func residual(_ vectors: [Double], _ images: [Double], _ row: Int, _ value: Double) -> Double {
    vectors.withUnsafeBufferPointer { vectors in
      images.withUnsafeBufferPointer { images in
        var sum = SIMD8<Double>(repeating: 0)
        var k = row * order
        let end = k + order
        while k + 8 <= end {
          var difference = SIMD8<Double>()
          for lane in 0..<8 { difference[lane] = images[k &+ lane] - value * vectors[k &+ lane] }
          sum += difference * difference
          k &+= 8
        }
        var total = sum.sum()
        while k < end {
          let difference = images[k] - value * vectors[k]
          total += difference * difference
          k &+= 1
        }
        return total.squareRoot()
      }
    }
  }

  private func combined(_ weights: [Double], _ vectors: [Double]) -> [Double] {
    let factor = PackedFactor(vectors, depth: size, width: order, parallel: parallel)
    return DenseAlgebra.product(weights, rows: weights.count / size, factor, parallel: parallel)
  }

  /// Keeps the Ritz vectors as the basis, of which the projected operator is diagonal.
  private mutating func restart(_ ritz: Ritz) {
    (basis, images) = (ritz.vectors, ritz.images)
    projected = (0..<size).map { row in (0...row).map { $0 == row ? ritz.values[row] : 0 } }
  }
}
