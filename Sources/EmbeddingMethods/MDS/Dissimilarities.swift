package import NeighborSearch
package import NumericKernels

/// A checked dissimilarity matrix: exactly symmetric, not negative, with a zero diagonal.
package struct Dissimilarities: Sendable {
  /// The number of points.
  package let count: Int
  /// Row-major, `count * count` of them.
  package let elements: [Float]
  /// The largest of them; 0 without points.
  package let largest: Float

  /// How far entries may be from symmetric, from a zero diagonal and below zero, as a share of the largest entry: what
  /// rounding in Float32 leaves. Within it, (i, j) and (j, i) are averaged and the others become zero.
  package static let tolerance: Float = 1e-5

  private static let blockSize = 64

  /// Throws `badInput`, naming row and column, when the matrix is not what it should be. O(n²).
  package init(_ matrix: Matrix, parallel: ParallelRows) throws {
    let count = matrix.rowCount
    guard matrix.columnCount == count else {
      throw EmbeddingMethodsError(
        kind: .badInput,
        description: "The dissimilarities are \(count) × \(matrix.columnCount); a square matrix is expected. "
          + "Give the dissimilarity of every pair of points.")
    }
    try Validation.requireFinite(matrix, name: "dissimilarity matrix")
    self.count = count
    let largest = matrix.elements.reduce(0) { max($0, abs($1)) }
    let limit = Self.tolerance * largest
    let blockCount = (count + Self.blockSize - 1) / Self.blockSize
    var isExact = [Bool](repeating: true, count: blockCount)
    var firstFault = [Int](repeating: -1, count: blockCount)
    matrix.elements.withUnsafeBufferPointer { values in
      isExact.withUnsafeMutableBufferPointer { isExact in
        firstFault.withUnsafeMutableBufferPointer { firstFault in
          let (values, exact) = (SharedPointer(values.baseAddress), SharedMutable(isExact.baseAddress))
          let fault = SharedMutable(firstFault.baseAddress)
          parallel.forEachChunk(of: count, chunkSize: Self.blockSize) { chunk, rows in
            guard let values = values.pointer else { return }
            let found = Self.check(values, count: count, rows: rows, limit: limit)
            exact.pointer?[chunk] = found.isExact
            fault.pointer?[chunk] = found.fault
          }
        }
      }
    }
    if let fault = firstFault.first(where: { $0 >= 0 }) {
      throw Self.error(matrix, row: fault / count, column: fault % count, limit: limit)
    }
    self.largest = largest
    elements = isExact.allSatisfy { $0 } ? matrix.elements : Self.cleaned(matrix.elements, count: count)
  }

  /// Looks at the given rows, block of columns after block, so that the transposed entries stay in the cache.
  private static func check(
    _ values: UnsafePointer<Float>, count: Int, rows: Range<Int>, limit: Float
  ) -> (isExact: Bool, fault: Int) {
    var isExact = true
    var fault = -1
    for start in stride(from: 0, to: count, by: blockSize) {
      for row in rows {
        for column in start..<min(count, start + blockSize) {
          let value = values[row * count + column]
          let mirrored = values[column * count + row]
          if value == mirrored && value >= 0 && (row != column || value == 0) { continue }
          isExact = false
          let offset = row == column ? abs(value) : max(abs(value - mirrored), -value)
          if offset > limit && (fault < 0 || row * count + column < fault) { fault = row * count + column }
        }
      }
    }
    return (isExact, fault)
  }

  private static func error(_ matrix: Matrix, row: Int, column: Int, limit: Float) -> EmbeddingMethodsError {
    let place = "The dissimilarity in row \(row), column \(column) is \(matrix[row, column])"
    let problem =
      if row == column {
        "\(place); 0 is expected on the diagonal. Give every point the dissimilarity 0 to itself."
      } else if matrix[row, column] < -limit {
        "\(place); none may be negative. Turn similarities s into dissimilarities such as 1 − s."
      } else {
        "\(place), but \(matrix[column, row]) in row \(column), column \(row); a symmetric matrix is expected "
          + "(to \(tolerance) of the largest entry). Average the two, or compute each pair once."
      }
    return EmbeddingMethodsError(kind: .badInput, description: problem)
  }

  private static func cleaned(_ elements: [Float], count: Int) -> [Float] {
    var result = elements
    result.withUnsafeMutableBufferPointer { values in
      for row in 0..<count {
        values[row * count + row] = 0
        for column in 0..<row {
          let mean = max(0, (values[row * count + column] + values[column * count + row]) / 2)
          values[row * count + column] = mean
          values[column * count + row] = mean
        }
      }
    }
    return result
  }

  /// The distances of all pairs of rows. O(n²·d) time, 4·n² bytes; the same bits for any number of threads.
  package init(
    between data: Matrix, metric: DistanceMetric, parallel: ParallelRows, progress: ProgressHandler? = nil
  ) throws {
    self.init(
      exactly: try PairwiseDistances.matrix(of: data, metric: metric, parallel: parallel, progress: progress))
  }

  private init(exactly matrix: Matrix) {
    count = matrix.rowCount
    elements = matrix.elements
    largest = matrix.elements.reduce(0, max)
  }
}
