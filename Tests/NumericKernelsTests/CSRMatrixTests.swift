import NumericKernels
import Testing

@Suite("Sparse matrices")
struct CSRMatrixTests {
  private func random(_ rows: Int, _ columns: Int, share: Double, seed: UInt64) -> CSRMatrix {
    var generator = SeededGenerator(seed: seed)
    var (offsets, indices, values): ([Int64], [Int32], [Float]) = ([0], [], [])
    for _ in 0..<rows {
      for column in 0..<columns where generator.nextUniform() < share {
        indices.append(Int32(column))
        values.append(Float(generator.nextUniform() - 0.5))
      }
      offsets.append(Int64(values.count))
    }
    return CSRMatrix(rowCount: rows, columnCount: columns, offsets: offsets, columns: indices, values: values)
  }

  private func dense(_ matrix: CSRMatrix) -> Matrix {
    var result = Matrix(rowCount: matrix.rowCount, columnCount: matrix.columnCount)
    for row in 0..<matrix.rowCount {
      for index in Int(matrix.offsets[row])..<Int(matrix.offsets[row + 1]) {
        result[row, Int(matrix.columns[index])] = matrix.values[index]
      }
    }
    return result
  }

  @Test(
    "a product with a block is the dense product, with the same bits on any number of threads", arguments: [1, 15, 37])
  func product(width: Int) throws {
    let matrix = random(700, 90, share: 0.2, seed: 5)
    var generator = SeededGenerator(seed: 6)
    let block = Matrix(
      rowCount: 90, columnCount: width, elements: (0..<90 * width).map { _ in Float(generator.nextUniform()) })
    let result = try matrix.product(with: block, parallel: .init(threadCount: 1))
    for threads in [2, 3, 4, 7] {
      #expect(try matrix.product(with: block, parallel: .init(threadCount: threads)) == result)
    }
    let full = dense(matrix)
    for row in 0..<700 {
      for column in 0..<width {
        let expected = (0..<90).reduce(0.0) { $0 + Double(full[row, $1]) * Double(block[$1, column]) }
        #expect(abs(Double(result[row, column]) - expected) < 1e-5)
      }
    }
    #expect(throws: NumericKernelsError.self) { try matrix.product(with: Matrix(rowCount: 89, columnCount: 2)) }
    let empty = CSRMatrix(rowCount: 2, columnCount: 3, offsets: [0, 0, 0], columns: [], values: [])
    #expect(try empty.product(with: Matrix(rowCount: 3, columnCount: 2, repeating: 1)).elements == [0, 0, 0, 0])
  }

  @Test("the transpose has every value in its place, in ascending order, and undoes itself")
  func transpose() throws {
    let matrix = random(60, 41, share: 0.1, seed: 9)
    let transposed = matrix.transposed()
    let (before, after) = (dense(matrix), dense(transposed))
    for row in 0..<60 {
      for column in 0..<41 { #expect(before[row, column] == after[column, row]) }
    }
    #expect(transposed.transposed() == matrix)
    _ = try CSRMatrix(
      validating: transposed.offsets, columns: transposed.columns, values: transposed.values, rowCount: 41,
      columnCount: 60)
  }

  @Test("a matrix that is not in order is refused")
  func validation() throws {
    func build(_ offsets: [Int64], _ columns: [Int32], rows: Int = 2, width: Int = 3) throws -> CSRMatrix {
      try CSRMatrix(
        validating: offsets, columns: columns, values: columns.map { Float($0) }, rowCount: rows, columnCount: width)
    }
    #expect(try build([0, 1, 3], [2, 0, 1]).values == [2, 0, 1])
    let bad: [([Int64], [Int32])] = [
      ([0, 1], [0]), ([], []), ([1, 1, 1], [0]), ([0, 1, 2], [0]), ([0, 2, 1], [0]), ([0, 5, 1], [0]),
      ([0, -1, 1], [0]), ([0, 1, 2], [0, 3]), ([0, 1, 2], [-1, 0]), ([0, 2, 2], [1, 1]), ([0, 2, 2], [1, 0]),
    ]
    for (offsets, columns) in bad {
      let error = #expect(throws: NumericKernelsError.self) { try build(offsets, columns) }
      #expect(error?.kind == .badInput, "\(offsets) \(columns)")
    }
    #expect(throws: NumericKernelsError.self) { try build([0], [], rows: -1) }
    #expect(throws: NumericKernelsError.self) { try build([0], [], rows: 0, width: -1) }
  }
}
