import NumericKernels

/// The largest eigenpairs of the scatter matrix BᵀB of centered rows B.
struct EigenFit {
  /// Sums of squares along the vectors, descending.
  private(set) var values: [Double] = []
  /// One vector a row, in the space of the columns.
  private(set) var vectors: [Double] = []
  /// The sum of squares of all centered values.
  private(set) var total = 0.0
  private(set) var hasConverged = true
  /// How the pairs were found: never `automatic`.
  let method: PrincipalComponentsMethod

  private let rows: CenteredRows
  private let count: Int
  private let parallel: ParallelRows
  private var width: Int { rows.data.columnCount }

  /// Below this number of multiplications, matrices are formed in Double throughout.
  private static let doubleWork = 1 << 33
  /// The sum of squares, relative to the largest, below which a direction counts as one without variance.
  static let negligible = 1e-12

  init(
    _ rows: CenteredRows, options: PrincipalComponentsOptions, parallel: ParallelRows, progress: ProgressHandler?
  ) throws {
    let (height, width) = (rows.data.rowCount, rows.data.columnCount)
    count = min(options.componentCount, height, width)
    (self.rows, self.parallel) = (rows, parallel)
    method = options.effectiveMethod(rowCount: height, columnCount: width)
    switch method {
    case .randomized: try fitIteratively(seed: options.seed, progress: progress)
    case .gram: try fitByGram(seed: options.seed, progress: progress)
    case .automatic, .covariance: try fitByCovariance(seed: options.seed, progress: progress)
    }
    try refine()
    clear()
  }

  private func precision(order: Int, length: Int) -> DenseAlgebra.ProductPrecision {
    order * order / 2 * length <= Self.doubleWork ? .double : .single
  }

  private static func trace(_ matrix: [Double], order: Int) -> Double {
    (0..<order).reduce(0) { $0 + matrix[$1 * order + $1] }
  }

  private mutating func fitByCovariance(seed: UInt64, progress: ProgressHandler?) throws {
    let precision = precision(order: width, length: rows.data.rowCount)
    let scatter = try DenseAlgebra.columnGram(rows, precision: precision, parallel: parallel, progress: progress)
    let pairs = try DenseAlgebra.leadingEigenpairs(
      of: scatter, order: width, count: count, seed: seed, parallel: parallel)
    (values, vectors, total) = (pairs.values, pairs.vectors, Self.trace(scatter, order: width))
  }

  private mutating func fitByGram(seed: UInt64, progress: ProgressHandler?) throws {
    let order = rows.data.rowCount
    let precision = precision(order: order, length: width)
    let gram = try DenseAlgebra.rowGram(rows, precision: precision, parallel: parallel, progress: progress)
    let pairs = try DenseAlgebra.leadingEigenpairs(
      of: gram, order: order, count: count, seed: seed, parallel: parallel)
    (values, total) = (pairs.values, Self.trace(gram, order: order))
    // Row vectors u turn into column vectors uᵀ·B, whose length is the singular value.
    var projected = Matrix(rowCount: order, columnCount: count)
    for axis in 0..<count {
      for row in 0..<order { projected.elements[row * count + axis] = Float(pairs.vectors[axis * order + row]) }
    }
    vectors = DenseAlgebra.backProject(rows, projected: projected, parallel: parallel)
    orient()
  }

  private mutating func fitIteratively(seed: UInt64, progress: ProgressHandler?) throws {
    var options = KrylovIteration.Options()
    options.seed = seed
    // Wider blocks pass over the data less often, and need more vectors in all.
    options.blockSize = count <= 96 ? 16 : count <= 256 ? 32 : 48
    let scatter = ScatterProducts(rows, parallel: parallel)
    var (squareSum, productCount) = (0.0, 0.0)
    let iteration = try KrylovIteration(order: width, count: count, options: options, parallel: parallel) { vectors in
      let product = scatter(vectors)
      squareSum = product.squareSum
      productCount += 1
      // The number of products is not known; the share approaches 1.
      try progress?(productCount / (productCount + 10))
      return product.images
    }
    (values, vectors, hasConverged) = (iteration.values, iteration.vectors, iteration.hasConverged)
    total = squareSum
    orient()
  }

  private mutating func orient() {
    for index in 0..<count {
      let row = index * width..<(index + 1) * width
      let length = vectors[row].reduce(0) { $0 + $1 * $1 }.squareRoot()
      let scaled = vectors[row].map { length > 0 ? $0 / length : 0 }
      vectors.replaceSubrange(row, with: DenseAlgebra.oriented(scaled))
    }
  }

  /// Takes Rayleigh–Ritz pairs of the data themselves within the vectors found, where the matrix cannot tell small
  /// variances from rounding: a matrix of squares has only half the digits of the data. Vectors of such variances are not
  /// orthogonal to the others, and those of no variance at all are noise, so all are made orthonormal first.
  private mutating func refine() throws {
    guard let first = values.first, let last = values.last, first > 0, last <= first * 1e-5 else { return }
    DenseAlgebra.orthonormalize(&vectors, count: count, length: width)
    let projected = DenseAlgebra.project(rows, axes: vectors, count: count, parallel: parallel)
    let coordinates = CenteredRows(
      projected, mean: [Double](repeating: 0, count: count),
      largestMagnitude: ColumnSums.largestMagnitude(projected, parallel: parallel))
    let inner = try DenseAlgebra.columnGram(coordinates, precision: .double, parallel: parallel)
    let pairs = try DenseAlgebra.largestEigenpairs(of: inner, order: count, count: count)
    let factor = PackedFactor(vectors, depth: count, width: width, parallel: parallel)
    vectors = DenseAlgebra.product(pairs.vectors, rows: count, factor, parallel: parallel)
    values = pairs.values
    orient()
  }

  /// Directions without variance have no meaning; they become zero instead of noise.
  private mutating func clear() {
    let limit = (values.first ?? 0) * Self.negligible
    for index in 0..<count where values[index] <= max(limit, .leastNormalMagnitude) {
      values[index] = 0
      vectors.replaceSubrange(index * width..<(index + 1) * width, with: repeatElement(0, count: width))
    }
  }
}
