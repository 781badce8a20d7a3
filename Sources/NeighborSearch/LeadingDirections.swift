import NumericKernels

/// Orthonormal directions in which a sample of rows varies most.
///
/// Any orthonormal directions give valid bounds of distances; good ones give tight bounds. Block iteration on the
/// sample's
/// covariance (Halko, Martinsson & Tropp 2011, doi:10.1137/090771806) finds them well enough.
struct LeadingDirections {
  /// `count` rows of `stride` values.
  let rows: PaddedRows
  /// How far the rows are from orthonormal: the Frobenius norm of V·Vᵀ − I.
  let defect: Double

  private static let sampleSize = 1536
  private static let iterations = 3

  /// The directions of the first set of a source. O(sample · width · count).
  init(_ source: RowSource, count: Int) {
    let width = source.width
    let total = source.sets[0].rowCount
    let sampleCount = min(total, Self.sampleSize)
    let sample = Self.sample(source, count: sampleCount)
    var generator = SeededGenerator(seed: 0x5eed)
    var directions = (0..<count * width).map { _ in generator.nextUniform() - 0.5 }
    var scores = [Double](repeating: 0, count: sampleCount * count)
    for iteration in 0...Self.iterations {
      // Rounds of products without orthonormal rows in between would leave only the first direction.
      DenseAlgebra.orthonormalize(&directions, count: count, length: width)
      guard iteration < Self.iterations else { break }
      for index in scores.indices { scores[index] = 0 }
      DenseAlgebra.addProduct(
        rows: count, columns: sampleCount, depth: width, directions, .asStored, aStride: width, sample, .transposed,
        bStride: width, into: &scores, cStride: sampleCount)
      for index in directions.indices { directions[index] = 0 }
      DenseAlgebra.addProduct(
        rows: count, columns: width, depth: sampleCount, scores, .asStored, aStride: sampleCount, sample, .asStored,
        bStride: width, into: &directions, cStride: width)
    }
    // Directions in which the sample has no extent came out as zeros.
    let found = (0..<count).filter { row in directions[row * width..<(row + 1) * width].contains { $0 != 0 } }
    directions = found.flatMap { directions[$0 * width..<($0 + 1) * width] }
    let count = found.count
    directions = Self.descending(directions, count: count, width: width, sample: sample, sampleCount: sampleCount)
    var rounded = PaddedRows(rowCount: count, columnCount: width)
    for row in 0..<count {
      for column in 0..<width {
        rounded.elements[row * rounded.stride + column] = Float(directions[row * width + column])
      }
    }
    rows = rounded
    defect = Self.defect(rounded, width: width)
  }

  /// Centered rows, evenly spread over the set.
  private static func sample(_ source: RowSource, count: Int) -> [Double] {
    let (width, total) = (source.width, source.sets[0].rowCount)
    var sample = [Double](repeating: 0, count: count * width)
    var row = [Float](repeating: 0, count: source.stride)
    for position in 0..<count {
      source.fill(&row, set: 0, row: position * total / count)
      for column in 0..<width {
        sample[position * width + column] = Double(row[column]) - Double(source.center[column])
      }
    }
    return sample
  }

  /// Turns the directions within their span so that the sample's variance descends along them.
  private static func descending(
    _ directions: [Double], count: Int, width: Int, sample: [Double], sampleCount: Int
  ) -> [Double] {
    var scores = [Double](repeating: 0, count: count * sampleCount)
    DenseAlgebra.addProduct(
      rows: count, columns: sampleCount, depth: width, directions, .asStored, aStride: width, sample, .transposed,
      bStride: width, into: &scores, cStride: sampleCount)
    var covariance = [Double](repeating: 0, count: count * count)
    DenseAlgebra.addProduct(
      rows: count, columns: count, depth: sampleCount, scores, .asStored, aStride: sampleCount, scores, .transposed,
      bStride: sampleCount, into: &covariance, cStride: count)
    guard let pairs = try? DenseAlgebra.largestEigenpairs(of: covariance, order: count, count: count) else {
      return directions
    }
    var turned = [Double](repeating: 0, count: count * width)
    DenseAlgebra.addProduct(
      rows: count, columns: width, depth: count, pairs.vectors, .asStored, aStride: count, directions, .asStored,
      bStride: width, into: &turned, cStride: width)
    return turned
  }

  private static func defect(_ rows: PaddedRows, width: Int) -> Double {
    let count = rows.rowCount
    let values = rows.elements.map(Double.init)
    var gram = [Double](repeating: 0, count: count * count)
    DenseAlgebra.addProduct(
      rows: count, columns: count, depth: width, values, .asStored, aStride: rows.stride, values, .transposed,
      bStride: rows.stride, into: &gram, cStride: count)
    var square = 0.0
    for row in 0..<count {
      for column in 0..<count {
        let difference = gram[row * count + column] - (row == column ? 1 : 0)
        square += difference * difference
      }
    }
    return square.squareRoot()
  }
}
