import NumericKernels
import Testing

@Suite("Krylov iteration over centered rows")
struct KrylovIterationTests {
  private func normal(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rows, columnCount: columns,
      elements: (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) })
  }

  private func centered(_ data: Matrix) -> CenteredRows {
    CenteredRows(data, mean: ColumnSums.mean(data), largestMagnitude: ColumnSums.largestMagnitude(data))
  }

  @Test(
    "scatter products are those of the scatter matrix, far from the origin too, for sizes around blocks",
    arguments: [(1, 3, 1), (121, 47, 16), (961, 300, 17), (2500, 95, 40)])
  func products(rows: Int, columns: Int, count: Int) throws {
    var data = normal(rows, columns, seed: 3)
    for index in data.elements.indices { data.elements[index] += Float(index % columns) * 100.3 }
    let rows = centered(data)
    let vectors = normal(count, columns, seed: 4).elements.map(Double.init)
    let matrix = try DenseAlgebra.columnGram(rows, precision: .double, parallel: .init())
    let found = [1, 2, 3, 4, 7].map { ScatterProducts(rows, parallel: .init(threadCount: $0))(vectors) }
    #expect(found.allSatisfy { $0.images == found[0].images && $0.squareSum == found[0].squareSum })
    let trace = (0..<columns).reduce(0.0) { $0 + matrix[$1 * columns + $1] }
    #expect(abs(found[0].squareSum - trace) <= 1e-6 * trace)
    for vector in 0..<count {
      let expected = (0..<columns).map { row in
        (0..<columns).reduce(0.0) { $0 + matrix[row * columns + $1] * vectors[vector * columns + $1] }
      }
      let largest = expected.reduce(0) { max($0, abs($1)) }
      for column in 0..<columns {
        #expect(abs(found[0].images[vector * columns + column] - expected[column]) <= 2e-6 * largest)
      }
    }
  }

  /// An operator with given eigenvalues and the unit vectors as eigenvectors.
  private func diagonal(_ values: [Double], count: Int, blockSize: Int = 16) throws -> KrylovIteration {
    var options = KrylovIteration.Options()
    options.blockSize = blockSize
    return try KrylovIteration(order: values.count, count: count, options: options, parallel: .init()) { vectors in
      vectors.indices.map { vectors[$0] * values[$0 % values.count] }
    }
  }

  @Test("fast, slow and stepped spectra come out with their subspace", arguments: [0.8, 0.98, 0.997])
  func spectra(decay: Double) throws {
    var values = [1.0]
    while values.count < 900 { values.append(values[values.count - 1] * decay) }
    let found = try diagonal(values, count: 20)
    let hasConverged = found.hasConverged
    #expect(hasConverged)
    var outside = 0.0
    for row in 0..<20 {
      #expect(abs(found.values[row] - values[row]) <= 1e-9 * values[row])
      outside += (20..<900).reduce(0.0) { $0 + found.vectors[row * 900 + $1] * found.vectors[row * 900 + $1] }
    }
    #expect(outside.squareRoot() < 1e-5)
  }

  @Test("more copies of an eigenvalue than a block has vectors are all found")
  func copies() throws {
    let values = (0..<600).map { $0 < 40 ? 3.0 : 1 / Double($0) }
    let found = try diagonal(values, count: 50)
    let hasConverged = found.hasConverged
    #expect(hasConverged)
    for row in 0..<50 { #expect(abs(found.values[row] - values[row]) <= 1e-9) }
  }

  @Test(
    "equal eigenvalues at the cut, ranks below the count, and zero are answered without NaN", arguments: [0, 7, 30])
  func equal(rank: Int) throws {
    let values = (0..<500).map { $0 < rank ? 2.0 : 0 }
    let found = try diagonal(values, count: 12)
    let isAnswered = found.hasConverged && found.vectors.allSatisfy { $0.isFinite }
    #expect(isAnswered)
    for row in 0..<12 { #expect(abs(found.values[row] - values[row]) < 1e-9) }
  }

  @Test("a flat spectrum ends unconverged, and says so")
  func flat() throws {
    let values = (0..<3000).map { 1 - 1e-4 * Double($0) / 3000 }
    var options = KrylovIteration.Options()
    options.largestVectorCount = 200
    let found = try KrylovIteration(order: 3000, count: 30, options: options, parallel: .init()) { vectors in
      vectors.indices.map { vectors[$0] * values[$0 % 3000] }
    }
    let hasConverged = found.hasConverged
    #expect(!hasConverged)
  }
}
