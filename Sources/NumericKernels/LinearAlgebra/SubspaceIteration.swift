/// The largest eigenpairs of a symmetric positive semidefinite operator that is known by its products with vectors.
///
/// A block of vectors starts as the operator applied to Gaussian noise (the range finder of Halko et al. 2011,
/// doi:10.1137/090771806). Each round then takes Rayleigh–Ritz pairs of the block and multiplies it by a Chebyshev
/// polynomial of the operator that is small below the smallest Ritz value (Zhou et al. 2006,
/// doi:10.1016/j.jcp.2006.03.017), so that wanted directions grow as fast as a polynomial of that degree allows. The
/// degree is limited by how far the block is from eigenvectors: growing further would drown the smaller wanted
/// directions in rounding. All small problems are solved in Double.
package struct SubspaceIteration {
  /// How the iteration works.
  package struct Options: Sendable {
    /// Stops when every wanted pair has ‖A·v − θ·v‖ ≤ tolerance · largest θ.
    package var tolerance: Double
    /// The largest number of rounds.
    package var maximumRoundCount = 60
    /// The seed of the initial noise.
    package var seed: UInt64 = 0

    package init(tolerance: Double, seed: UInt64 = 0) { (self.tolerance, self.seed) = (tolerance, seed) }
  }

  /// Eigenvalues, descending; at least zero.
  package private(set) var values: [Double] = []
  /// One eigenvector a row, of length 1.
  package private(set) var vectors: [Double] = []
  /// Whether the tolerance was met.
  package private(set) var hasConverged = false
  /// How often the operator was applied to the block.
  package private(set) var productCount = 0

  private let order, block: Int
  private let parallel: ParallelRows
  private let apply: ([Double]) throws -> [Double]

  /// Finds `count` pairs of an operator of an `order`. `apply` maps `blockSize(…)` vectors, one a row, to their images.
  package init(
    order: Int, count: Int, options: Options, parallel: ParallelRows, apply: @escaping ([Double]) throws -> [Double]
  ) throws {
    self.order = order
    block = Self.blockSize(order: order, count: count)
    (self.parallel, self.apply) = (parallel, apply)
    var basis = try applied(noise(count: block, seed: options.seed, stream: 0))
    // The operator is zero: any vectors are eigenvectors, of eigenvalue zero.
    guard basis.contains(where: { $0 != 0 }) else {
      (values, vectors) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count * order))
      hasConverged = true
      return
    }
    try orthonormalize(&basis, seed: options.seed)
    for round in 0..<options.maximumRoundCount {
      var images = try applied(basis)
      let ritz = try rayleighRitz(&basis, &images)
      let residual = largestResidual(basis, images, ritz, count: count)
      values = ritz.prefix(count).map { max(0, $0) }
      hasConverged = residual <= options.tolerance
      if hasConverged || round == options.maximumRoundCount - 1 { break }
      basis = try filtered(basis, images, ritz: ritz, residual: residual)
      try orthonormalize(&basis, seed: options.seed &+ UInt64(round + 1))
    }
    vectors = Array(basis.prefix(count * order))
  }

  /// The number of vectors iterated for `count` wanted pairs: a half more, and at least twelve.
  package static func blockSize(order: Int, count: Int) -> Int { min(order, count + max(12, count / 2)) }

  private mutating func applied(_ vectors: [Double]) throws -> [Double] {
    productCount += 1
    return try apply(vectors)
  }

  private func noise(count: Int, seed: UInt64, stream: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed, stream: 0x5355_4253_0000_0000 | stream)
    return (0..<count * order).map { _ in generator.nextGaussianPair().0 }
  }

  /// Turns the basis into Ritz vectors, and the images along; returns the Ritz values, descending.
  private func rayleighRitz(_ basis: inout [Double], _ images: inout [Double]) throws -> [Double] {
    let transposed = PackedFactor(images, depth: order, width: block, isTransposed: true, parallel: parallel)
    var inner = DenseAlgebra.product(basis, rows: block, transposed, parallel: parallel)
    for i in 0..<block {
      for j in 0..<i {
        let mean = (inner[i * block + j] + inner[j * block + i]) / 2
        (inner[i * block + j], inner[j * block + i]) = (mean, mean)
      }
    }
    let pairs = try DenseAlgebra.largestEigenpairs(of: inner, order: block, count: block)
    basis = combined(pairs.vectors, basis)
    images = combined(pairs.vectors, images)
    return pairs.values
  }

  private func combined(_ weights: [Double], _ vectors: [Double]) -> [Double] {
    let factor = PackedFactor(vectors, depth: block, width: order, parallel: parallel)
    return DenseAlgebra.product(weights, rows: block, factor, parallel: parallel)
  }

  /// The largest ‖A·v − θ·v‖ of the wanted pairs over the largest θ.
  private func largestResidual(_ basis: [Double], _ images: [Double], _ ritz: [Double], count: Int) -> Double {
    guard let top = ritz.first, top > 0 else { return 0 }
    var largest = 0.0
    basis.withUnsafeBufferPointer { basis in
      images.withUnsafeBufferPointer { images in
        for index in 0..<count {
          var sum = 0.0
          for k in index * order..<(index + 1) * order {
            let difference = images[k] - ritz[index] * basis[k]
            sum += difference * difference
          }
          largest = max(largest, sum)
        }
      }
    }
    return largest.squareRoot() / top
  }

  /// The Chebyshev polynomial of the operator, mapped so that [0, smallest Ritz value] lies in [−1, 1].
  private mutating func filtered(
    _ basis: [Double], _ images: [Double], ritz: [Double], residual: Double
  ) throws -> [Double] {
    guard let top = ritz.first, let last = ritz.last, last > top * 1e-14 else { return images }
    let half = last / 2
    // acosh of the largest Ritz value in the mapped variable: its growth per degree.
    let mapped = top / half - 1
    let growth = logarithm(mapped + (mapped * mapped - 1).squareRoot())
    let degree = growth > 0 ? min(24, max(1, Int(logarithm(1e5 / max(residual, 1e-12)) / growth))) : 24
    var before = basis
    var current = combine(images, 1 / half, basis, -1)
    for _ in 1..<max(1, degree) {
      let next = combine(try applied(current), 2 / half, current, -2)
      (before, current) = (current, combine(next, 1, before, -1))
    }
    return current
  }

  private func combine(_ first: [Double], _ a: Double, _ second: [Double], _ b: Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: first.count) { output, count in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for k in 0..<first.count { output[k] = a * first[k] + b * second[k] }
        }
      }
      count = first.count
    }
  }

  /// Makes the rows orthonormal through the eigenvectors of their Gram matrix, until they are (Stathopoulos & Wu 2002,
  /// doi:10.1137/S1064827500370883). Rows that vanish, or depend on others, are replaced by noise.
  private func orthonormalize(_ rows: inout [Double], seed: UInt64) throws {
    for pass in 0..<6 {
      replaceVanished(&rows, seed: seed, pass: pass)
      let transposed = PackedFactor(rows, depth: order, width: block, isTransposed: true, parallel: parallel)
      var gram = DenseAlgebra.product(rows, rows: block, transposed, parallel: parallel)
      let scales = (0..<block).map { 1 / gram[$0 * block + $0].squareRoot() }
      var deviation = 0.0
      for i in 0..<block {
        for j in 0...i {
          let value = gram[i * block + j] * scales[i] * scales[j]
          (gram[i * block + j], gram[j * block + i]) = (value, value)
          if i != j { deviation = max(deviation, abs(value)) }
        }
      }
      let pairs = try DenseAlgebra.largestEigenpairs(of: gram, order: block, count: block)
      var weights = pairs.vectors
      let floor = (pairs.values.first ?? 1) * Double(block) * 1e-16
      for i in 0..<block {
        let factor = 1 / max(pairs.values[i], floor).squareRoot()
        for j in 0..<block { weights[i * block + j] *= factor * scales[j] }
      }
      rows = combined(weights, rows)
      // One more step from here leaves nothing but rounding.
      if deviation < 1e-3 { return }
    }
  }

  private func replaceVanished(_ rows: inout [Double], seed: UInt64, pass: Int) {
    for row in 0..<block {
      let range = row * order..<(row + 1) * order
      let largest = rows[range].reduce(0) { max($0, abs($1)) }
      if largest > 1e-100 && largest.isFinite { continue }
      var generator = SeededGenerator(seed: seed, stream: UInt64(pass * block + row + 1) | 1 << 40)
      for k in range { rows[k] = generator.nextGaussianPair().0 }
    }
  }
}

extension DenseAlgebra {
  /// The `count` largest eigenpairs of a symmetric positive semidefinite matrix (row-major, both triangles filled).
  ///
  /// A large matrix of which few pairs are wanted goes through `SubspaceIteration`, to a residual of 1e-10 of the
  /// largest eigenvalue; everything else, and what does not get there, through LAPACK. The sign of each vector makes its
  /// component of largest magnitude positive. The same bits for any number of threads.
  package static func leadingEigenpairs(
    of matrix: [Double], order: Int, count: Int, seed: UInt64 = 0, parallel: ParallelRows
  ) throws -> EigenPairs {
    precondition(matrix.count == order * order && count <= order, "the matrix is square")
    guard order > 160, count * 5 < order else {
      return try largestEigenpairs(of: matrix, order: order, count: count)
    }
    let factor = PackedFactor(matrix, depth: order, width: order, parallel: parallel)
    let iteration = try SubspaceIteration(
      order: order, count: count, options: .init(tolerance: 1e-10, seed: seed), parallel: parallel
    ) { vectors in product(vectors, rows: vectors.count / order, factor, parallel: parallel) }
    guard iteration.hasConverged else { return try largestEigenpairs(of: matrix, order: order, count: count) }
    var vectors: [Double] = []
    vectors.reserveCapacity(count * order)
    for index in 0..<count { vectors += oriented(iteration.vectors[index * order..<(index + 1) * order]) }
    return EigenPairs(values: iteration.values, vectors: vectors)
  }
}
