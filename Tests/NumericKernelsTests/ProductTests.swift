import NumericKernels
import Testing

@Suite("Products of centered rows")
struct ProductTests {
  private func data(_ rows: Int, _ columns: Int, offset: Float = 0) -> Matrix {
    var generator = SeededGenerator(seed: UInt64(rows * 1000 + columns))
    return Matrix(
      rowCount: rows, columnCount: columns,
      elements: (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) + offset })
  }

  private func centered(_ matrix: Matrix) -> CenteredRows {
    CenteredRows(
      matrix, mean: ColumnSums.mean(matrix), largestMagnitude: ColumnSums.largestMagnitude(matrix))
  }

  private func gram(_ rows: CenteredRows, ofColumns: Bool) -> [Double] {
    let (n, d) = (rows.data.rowCount, rows.data.columnCount)
    let order = ofColumns ? d : n
    var result = [Double](repeating: 0, count: order * order)
    func value(_ i: Int, _ j: Int) -> Double { Double(rows.data[i, j]) - rows.mean[j] }
    for i in 0..<order {
      for j in 0..<order {
        for k in 0..<(ofColumns ? n : d) {
          result[i * order + j] += ofColumns ? value(k, i) * value(k, j) : value(i, k) * value(j, k)
        }
      }
    }
    return result
  }

  @Test(
    "column and row products are exact to their precision for sizes around panels and blocks",
    arguments: [(1, 1), (5, 48), (257, 49), (1030, 23), (300, 97)])
  func gramProducts(rows: Int, columns: Int) throws {
    let rows = centered(data(rows, columns, offset: 30))
    for ofColumns in [true, false] {
      let expected = gram(rows, ofColumns: ofColumns)
      let largest = expected.reduce(0) { max($0, abs($1)) }
      // 256 additions in Float32 may each round by 6e-8 of the partial sum, which is smaller than the largest sum.
      for (precision, tolerance) in [(DenseAlgebra.ProductPrecision.single, 1e-6), (.double, 1e-14)] {
        let found = try [1, 2, 3, 7].map {
          ofColumns
            ? try DenseAlgebra.columnGram(rows, precision: precision, parallel: .init(threadCount: $0))
            : try DenseAlgebra.rowGram(rows, precision: precision, parallel: .init(threadCount: $0))
        }
        #expect(found.allSatisfy { $0 == found[0] })
        let error = zip(found[0], expected).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
        #expect(error <= tolerance * largest)
      }
    }
  }

  @Test("blocks of rows add up")
  func blocks() throws {
    let rows = centered(data(8500, 30, offset: 3))
    let expected = gram(rows, ofColumns: true)
    let found = try [1, 4].map {
      try DenseAlgebra.columnGram(rows, precision: .single, parallel: .init(threadCount: $0))
    }
    #expect(found[0] == found[1])
    for (a, b) in zip(found[0], expected) { #expect(abs(a - b) < 1e-6 * 8500) }
  }

  @Test("values near the limits of Float32 neither overflow nor vanish", arguments: [Float(1e30), 1e-30])
  func magnitudes(unit: Float) throws {
    let plain = data(64, 5)
    var scaled = plain
    for index in scaled.elements.indices { scaled.elements[index] *= unit }
    let expected = try DenseAlgebra.columnGram(centered(plain), precision: .single, parallel: .init())
    let found = try DenseAlgebra.columnGram(centered(scaled), precision: .single, parallel: .init())
    for (a, b) in zip(found, expected) {
      #expect(abs(a / Double(unit) / Double(unit) - b) < 1e-4)
    }
  }

  @Test(
    "projection and back projection are the products with the axes",
    arguments: [(1, 3, 1), (70, 300, 50), (513, 20, 9)])
  func projections(rows: Int, columns: Int, count: Int) {
    let rows = centered(data(rows, columns, offset: -4))
    let axes = data(count, columns).elements.map(Double.init)
    let projected = [1, 2, 3, 7].map {
      DenseAlgebra.project(rows, axes: axes, count: count, parallel: .init(threadCount: $0))
    }
    #expect(projected.allSatisfy { $0 == projected[0] })
    for row in 0..<rows.data.rowCount {
      for axis in 0..<count {
        let expected = (0..<columns).reduce(0.0) {
          $0 + (Double(rows.data[row, $1]) - rows.mean[$1]) * axes[axis * columns + $1]
        }
        #expect(abs(Double(projected[0][row, axis]) - expected) < 1e-4)
      }
    }
    let back = [1, 3].map { DenseAlgebra.backProject(rows, projected: projected[0], parallel: .init(threadCount: $0)) }
    #expect(back[0] == back[1])
    for axis in 0..<count {
      for column in 0..<columns {
        let expected = (0..<rows.data.rowCount).reduce(0.0) {
          $0 + (Double(rows.data[$1, column]) - rows.mean[column]) * Double(projected[0][$1, axis])
        }
        #expect(abs(back[0][axis * columns + column] - expected) < 1e-6 * Double(rows.data.rowCount * columns) + 1e-4)
      }
    }
  }

  @Test(
    "subspace iteration finds LAPACK's pairs, with the same bits on any number of threads", arguments: [0.9, 0.999])
  func subspace(decay: Double) throws {
    let order = 200
    var rows = data(400, order)
    for column in 0..<order {
      var factor = 1.0
      for _ in 0..<column { factor *= decay }
      for row in 0..<400 { rows[row, column] *= Float(factor) }
    }
    let matrix = try DenseAlgebra.columnGram(centered(rows), precision: .double, parallel: .init())
    let exact = try DenseAlgebra.largestEigenpairs(of: matrix, order: order, count: 10)
    let found = try [1, 2, 3, 7].map {
      try DenseAlgebra.leadingEigenpairs(of: matrix, order: order, count: 10, parallel: .init(threadCount: $0))
    }
    for pairs in found { #expect(pairs.values == found[0].values && pairs.vectors == found[0].vectors) }
    for index in 0..<10 { #expect(abs(found[0].values[index] / exact.values[index] - 1) < 1e-12) }
    let deviation = zip(found[0].vectors, exact.vectors).reduce(0.0) { max($0, abs($1.0 - $1.1)) }
    #expect(deviation < 1e-7)
  }

  @Test("a matrix of low rank, and one of zeros, have eigenvalues of zero and no NaN", arguments: [0, 2])
  func lowRank(rank: Int) throws {
    var rows = Matrix(rowCount: 300, columnCount: 200)
    let base = data(300, 2)
    for row in 0..<300 {
      for column in 0..<200 where rank > 0 { rows[row, column] = base[row, column % 2] }
    }
    let matrix = try DenseAlgebra.columnGram(centered(rows), precision: .double, parallel: .init())
    let pairs = try DenseAlgebra.leadingEigenpairs(of: matrix, order: 200, count: 5, parallel: .init())
    #expect(pairs.vectors.allSatisfy { $0.isFinite })
    for index in 0..<5 {
      if index < rank { #expect(pairs.values[index] > 100) } else { #expect(abs(pairs.values[index]) < 1e-6) }
    }
  }

  @Test("NaN and infinities are found wherever they stand", arguments: [0, 1, 65_535, 65_536, 131_070])
  func nonFinite(position: Int) {
    for value in [Float.nan, .infinity, -.infinity, -.nan] {
      var matrix = Matrix(rowCount: 131_071, columnCount: 1, repeating: -.greatestFiniteMagnitude)
      #expect(matrix.firstNonFinite == nil)
      matrix.elements[position] = value
      #expect(matrix.firstNonFinite?.row == position)
      #expect(ColumnSums.largestMagnitude(matrix) == .infinity)
    }
  }
}
