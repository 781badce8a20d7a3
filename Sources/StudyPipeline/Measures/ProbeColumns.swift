import NumericKernels

/// The columns on which the linear probe of a wide layer is fitted: fewer, chosen so that the classifier stays the same.
///
/// The probe's penalty is on the weights of standardized columns and does not change when these are rotated. So the
/// standardized layer is turned by random signs and a Walsh–Hadamard matrix, which spreads every direction evenly over all
/// columns, and a random part of the columns is kept (subsampled randomized Hadamard transform, Ailon & Chazelle 2009,
/// doi:10.1137/060673096). Products of rows are kept to about 1/√1024, 3 %. The columns that are left have nearly the same
/// variance, so that standardizing them once more is a common factor, which goes into the penalty.
/// O(n·d·log d); one seed, one result.
struct ProbeColumns {
  /// Layers with more columns are reduced to so many.
  static let largestCount = 1024

  let data: Matrix
  /// C of the penalty that belongs to C = 1 on all columns.
  let inverseRegularization: Double

  init(_ layer: Matrix, seed: UInt64) {
    guard layer.columnCount > Self.largestCount else {
      (data, inverseRegularization) = (layer, 1)
      return
    }
    data = Self.mixed(Self.standardized(layer), seed: seed)
    inverseRegularization = Double(layer.columnCount) / Double(Self.largestCount)
  }

  /// Columns with mean 0 and deviation 1; constant ones become 0.
  private static func standardized(_ layer: Matrix) -> Matrix {
    let (count, width) = (layer.rowCount, layer.columnCount)
    var (mean, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    layer.elements.withUnsafeBufferPointer { values in
      for row in 0..<count { for column in 0..<width { mean[column] += Double(values[row * width + column]) } }
      for column in 0..<width { mean[column] /= Double(count) }
      for row in 0..<count {
        for column in 0..<width {
          let difference = Double(values[row * width + column]) - mean[column]
          squares[column] += difference * difference
        }
      }
    }
    let factors = zip(squares, mean).map { square, mean in
      let deviation = (square / Double(count)).squareRoot()
      return deviation > 1e-9 * max(abs(mean), .leastNormalMagnitude) ? 1 / deviation : 0
    }
    let elements = [Float](unsafeUninitializedCapacity: count * width) { output, filled in
      layer.elements.withUnsafeBufferPointer { values in
        for row in 0..<count {
          for column in 0..<width {
            output[row * width + column] = Float(
              (Double(values[row * width + column]) - mean[column]) * factors[column])
          }
        }
      }
      filled = count * width
    }
    return Matrix(rowCount: count, columnCount: width, elements: elements)
  }

  /// Every row by random signs and the Walsh–Hadamard transform, of which `largestCount` values are kept.
  private static func mixed(_ layer: Matrix, seed: UInt64) -> Matrix {
    let width = layer.columnCount
    var length = 1
    while length < width { length *= 2 }
    var generator = SeededGenerator(seed: seed)
    let signs: [Float] = (0..<width).map { _ in generator.next() & 1 == 0 ? 1 : -1 }
    let kept = Array((0..<length).shuffled(using: &generator).prefix(largestCount)).sorted()
    let factor = 1 / Float(largestCount).squareRoot()
    var line = [Float](repeating: 0, count: length)
    var result = [Float](repeating: 0, count: layer.rowCount * largestCount)
    for row in 0..<layer.rowCount {
      for column in 0..<length { line[column] = column < width ? layer[row, column] * signs[column] : 0 }
      line.withUnsafeMutableBufferPointer { transform($0) }
      for (place, column) in kept.enumerated() { result[row * largestCount + place] = line[column] * factor }
    }
    return Matrix(rowCount: layer.rowCount, columnCount: largestCount, elements: result)
  }

  /// The Walsh–Hadamard transform without its factor, in place; the length is a power of two.
  private static func transform(_ values: UnsafeMutableBufferPointer<Float>) {
    var half = 1
    while half < values.count {
      for start in stride(from: 0, to: values.count, by: 2 * half) {
        for place in start..<start + half {
          let (first, second) = (values[place], values[place + half])
          (values[place], values[place + half]) = (first + second, first - second)
        }
      }
      half *= 2
    }
  }
}
