import NumericKernels

/// Data checked and brought into the form in which the kernels measure a metric.
struct PreparedPoints: Sendable {
  let rows: AlignedRows
  /// What a distance of the rows is multiplied by to be one of the data; a power of two.
  let unit: Float
  /// The rows that have no direction, under `cosine` and `correlation`; they are zero in `rows`.
  let withoutDirection: [Int]

  private static let chunkSize = 1024

  /// Expects finite values. O(n·d).
  init(_ data: Matrix, metric: DistanceMetric, parallel: ParallelRows) {
    let width = data.columnCount
    let rows = AlignedRows(rowCount: data.rowCount, stride: max(16, (width + 15) / 16 * 16))
    self.rows = rows
    switch metric {
    case .cosine, .correlation:
      unit = 1
      let flags = AlignedBuffer<Bool>(count: data.rowCount)
      data.elements.withUnsafeBufferPointer { values in
        let source = SharedPointer(values.baseAddress)
        parallel.forEachChunk(of: data.rowCount, chunkSize: Self.chunkSize) { _, range in
          guard let source = source.pointer else { return }
          for row in range {
            flags.pointer[row] = !Self.normalize(
              source + row * width, width, subtractingMean: metric == .correlation, into: rows.row(row), rows.stride)
          }
        }
      }
      withoutDirection = (0..<data.rowCount).filter { flags.pointer[$0] }
    default:
      withoutDirection = []
      unit = Self.unit(data)
      let factor = 1 / unit
      data.elements.withUnsafeBufferPointer { values in
        let source = SharedPointer(values.baseAddress)
        parallel.forEachChunk(of: data.rowCount, chunkSize: Self.chunkSize) { _, range in
          guard let source = source.pointer else { return }
          for row in range {
            let output = rows.row(row)
            for column in 0..<width { output[column] = source[row * width + column] * factor }
            for column in width..<rows.stride { output[column] = 0 }
          }
        }
      }
    }
  }

  /// A power of two that keeps squares of differences from overflowing and vanishing; 1 for ordinary values.
  private static func unit(_ data: Matrix) -> Float {
    let largest = data.elements.withUnsafeBufferPointer { values in
      var largest = SIMD16<Float>()
      var index = 0
      while index + 16 <= values.count {
        let lanes = UnsafeRawPointer(values.baseAddress! + index).loadUnaligned(as: SIMD16<Float>.self)
        largest = pointwiseMax(largest, pointwiseMax(lanes, -lanes))
        index += 16
      }
      return values[index...].reduce(largest.max()) { max($0, abs($1)) }
    }
    guard largest > 0, largest < 0x1p-20 || largest > 0x1p40 else { return 1 }
    // The limits keep the factor and its inverse normal Floats.
    return Float(sign: .plus, exponent: min(125, max(-100, Int(largest.exponent) + 1)), significand: 1)
  }

  /// Divides a row by its length, after subtracting its mean if wanted; false and zeros for a row without direction.
  private static func normalize(
    _ source: UnsafePointer<Float>, _ width: Int, subtractingMean: Bool, into output: UnsafeMutablePointer<Float>,
    _ stride: Int
  ) -> Bool {
    output.update(repeating: 0, count: stride)
    var mean = 0.0
    if subtractingMean {
      // Exactly constant rows have no correlation; rounding of their mean must not give them one.
      guard (1..<max(1, width)).contains(where: { source[$0] != source[0] }) else { return false }
      for column in 0..<width { mean += Double(source[column]) }
      mean /= Double(width)
    }
    var square = 0.0
    for column in 0..<width {
      let value = Double(source[column]) - mean
      square += value * value
    }
    guard square > 0 else { return false }
    let scale = 1 / square.squareRoot()
    for column in 0..<width { output[column] = Float((Double(source[column]) - mean) * scale) }
    return true
  }
}
