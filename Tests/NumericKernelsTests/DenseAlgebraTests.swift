import NumericKernels
import Testing

@Suite("Dense linear algebra")
struct DenseAlgebraTests {
  @Test("eigenpairs solve the problem, largest first")
  func eigenpairs() throws {
    var generator = SeededGenerator(seed: 2)
    let order = 30
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in 0...i {
        matrix[i * order + j] = generator.nextUniform() - 0.5
        matrix[j * order + i] = matrix[i * order + j]
      }
    }
    let pairs = try DenseAlgebra.largestEigenpairs(of: matrix, order: order, count: 4)
    #expect(pairs.values == pairs.values.sorted(by: >))
    for index in 0..<4 {
      for i in 0..<order {
        let product = (0..<order).reduce(0.0) { $0 + matrix[i * order + $1] * pairs.vectors[index * order + $1] }
        #expect(abs(product - pairs.values[index] * pairs.vectors[index * order + i]) < 1e-12)
      }
    }
    let all = try DenseAlgebra.largestEigenpairs(of: matrix, order: order, count: order)
    let trace = (0..<order).reduce(0.0) { $0 + matrix[$1 * order + $1] }
    #expect(abs(all.values.reduce(0, +) - trace) < 1e-12)
  }

  @Test("a positive definite system is solved; another says so")
  func solved() throws {
    let matrix: [Double] = [4, 1, 0, 1, 3, -1, 0, -1, 2]
    let wanted: [Double] = [1, -2, 3, 0.5, 0, -1]
    let right = (0..<2).flatMap { side in
      (0..<3).map { row in (0..<3).reduce(0.0) { $0 + matrix[row * 3 + $1] * wanted[side * 3 + $1] } }
    }
    let found = try DenseAlgebra.solve(matrix, order: 3, rightSides: right)
    #expect(zip(found, wanted).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(try DenseAlgebra.solve(matrix, order: 3, rightSides: []).isEmpty)
    let error = #expect(throws: NumericKernelsError.self) {
      try DenseAlgebra.solve([1, 2, 2, 1], order: 2, rightSides: [1, 1])
    }
    #expect(error?.description.contains("not positive definite") == true)
  }

  @Test("singular values put the matrix together again")
  func singularValues() throws {
    let matrix: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 10]
    let factors = try DenseAlgebra.singularValues(of: matrix, order: 3)
    #expect(factors.values == factors.values.sorted(by: >))
    for i in 0..<3 {
      for j in 0..<3 {
        let value = (0..<3).reduce(0.0) {
          $0 + factors.left[i * 3 + $1] * factors.values[$1] * factors.rightTransposed[$1 * 3 + j]
        }
        #expect(abs(value - matrix[i * 3 + j]) < 1e-12)
      }
    }
  }

  @Test("values that are not numbers do not crash LAPACK")
  func notNumbers() {
    let matrix = [Double](repeating: .nan, count: 16)
    if let pairs = try? DenseAlgebra.largestEigenpairs(of: matrix, order: 4, count: 2) {
      #expect(pairs.values.count == 2)
    }
    #expect(throws: NumericKernelsError.self) { try DenseAlgebra.singularValues(of: matrix, order: 4) }
  }
}
