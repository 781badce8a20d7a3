import NumericKernels

/// The sums of the Euclidean distances of each point to the points of each class.
struct DistanceSums {
  private let points: Matrix
  private let squares: [Float]
  private let classes: ClassRanges
  private let parallel: ParallelRows

  private static let rowsPerChunk = 128
  private static let columnsPerTile = 512
  private static let chunksPerReport = 16

  /// Takes rows of a matrix in the order of `classes`, without their mean, which would cost digits.
  init(_ data: Matrix, order: [Int], classes: ClassRanges, parallel: ParallelRows) {
    let centered = CenteredCopy.make(data, parallel: parallel)
    let width = data.columnCount
    var elements: [Float] = []
    elements.reserveCapacity(order.count * width)
    for row in order { elements += centered.elements[row * width..<(row + 1) * width] }
    points = Matrix(rowCount: order.count, columnCount: width, elements: elements)
    squares = order.map { row in
      Float(centered.elements[row * width..<(row + 1) * width].reduce(0.0) { $0 + Double($1) * Double($1) })
    }
    (self.classes, self.parallel) = (classes, parallel)
  }

  /// One row a point, one column a class, in the unit of the centered copy. O(n²·d).
  func compute(progress: ProgressHandler?) throws -> [Double] {
    let count = points.rowCount
    let sums = AlignedBuffer<Double>(count: count * classes.ranges.count, repeating: 0)
    let portion = Self.rowsPerChunk * Self.chunksPerReport
    for first in stride(from: 0, to: count, by: portion) {
      try progress?(Double(first) / Double(count))
      points.elements.withUnsafeBufferPointer { values in
        squares.withUnsafeBufferPointer { squares in
          let (values, squares) = (SharedPointer(values.baseAddress), SharedPointer(squares.baseAddress))
          parallel.forEachChunk(of: min(portion, count - first), chunkSize: Self.rowsPerChunk) { _, range in
            guard let values = values.pointer, let squares = squares.pointer else { return }
            let rows = first + range.lowerBound..<first + range.upperBound
            for start in stride(from: 0, to: count, by: Self.columnsPerTile) {
              addTile(rows, start..<min(count, start + Self.columnsPerTile), values, squares, sums.pointer)
            }
          }
        }
      }
    }
    try progress?(1)
    return Array(UnsafeBufferPointer(start: sums.pointer, count: sums.count))
  }

  private func addTile(
    _ rows: Range<Int>, _ columns: Range<Int>, _ values: UnsafePointer<Float>, _ squares: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    let width = points.columnCount
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.rowsPerChunk * Self.columnsPerTile) { products in
      guard let products = products.baseAddress else { return }
      DenseAlgebra.product(
        rows: rows.count, columns: columns.count, depth: width, values + rows.lowerBound * width, .asStored,
        aStride: width, values + columns.lowerBound * width, .transposed, bStride: width, into: products,
        cStride: Self.columnsPerTile)
      for row in rows {
        let line = products + (row - rows.lowerBound) * Self.columnsPerTile
        // A point has no distance to itself, whatever rounding says.
        if columns.contains(row) { line[row - columns.lowerBound] = squares[row] }
        for (index, range) in classes.ranges.enumerated() {
          let part = range.clamped(to: columns)
          guard !part.isEmpty else { continue }
          sums[row * classes.ranges.count + index] += Self.sumOfDistances(
            line + (part.lowerBound - columns.lowerBound), squares + part.lowerBound, part.count, squares[row])
        }
      }
    }
  }

  /// Σ √(own + other − 2·product).
  private static func sumOfDistances(
    _ products: UnsafePointer<Float>, _ squares: UnsafePointer<Float>, _ count: Int, _ own: Float
  ) -> Double {
    var total = SIMD16<Float>.zero
    var place = 0
    while place + 16 <= count {
      let product = UnsafeRawPointer(products + place).loadUnaligned(as: SIMD16<Float>.self)
      let other = UnsafeRawPointer(squares + place).loadUnaligned(as: SIMD16<Float>.self)
      let square = (own + other) - 2 * product
      total += square.replacing(with: 0, where: square .< 0).squareRoot()
      place += 16
    }
    var sum = Double(total.sum())
    while place < count {
      sum += Double(max(0, own + squares[place] - 2 * products[place]).squareRoot())
      place += 1
    }
    return sum
  }
}
