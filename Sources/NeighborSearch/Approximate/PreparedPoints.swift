import NumericKernels

/// Data checked and brought into the form in which the kernels measure a metric.
struct PreparedPoints: Sendable {
  /// The rows that have a direction; under `euclidean` and `manhattan` all.
  let rows: AlignedRows
  /// Which row of the data each of `rows` is.
  let positions: [UInt32]
  /// The rows without direction, at distance 1 from all others under `cosine` and `correlation`, ascending.
  let withoutDirection: [Int]
  /// What a distance of the rows is multiplied by to be one of the data; a power of two.
  let unit: Float

  private static let chunkSize = 1024

  /// Throws `badInput` naming the first value that is not finite. O(n·d).
  init(_ data: Matrix, metric: DistanceMetric, parallel: ParallelRows) throws {
    let largest = Self.largestMagnitude(data, parallel: parallel)
    if !largest.isFinite, let place = data.firstNonFinite {
      throw NeighborSearchError(
        kind: .badInput,
        description: "Row \(place.row), column \(place.column) is \(data[place.row, place.column]); finite numbers are "
          + "expected. Remove the row or replace the value.")
    }
    let isAngular = metric == .cosine || metric == .correlation
    let unit = isAngular ? 1 : Self.unit(largest: largest)
    let width = data.columnCount
    let rows = AlignedRows(rowCount: data.rowCount, stride: max(16, (width + 15) / 16 * 16))
    let hasDirection = AlignedBuffer<Bool>(count: data.rowCount)
    data.elements.withUnsafeBufferPointer { values in
      let source = SharedPointer(values.baseAddress)
      parallel.forEachChunk(of: data.rowCount, chunkSize: Self.chunkSize) { _, range in
        guard let source = source.pointer else { return }
        for row in range {
          if isAngular {
            hasDirection.pointer[row] = Self.normalize(
              source + row * width, width, subtractingMean: metric == .correlation, into: rows.row(row), rows.stride)
          } else {
            Self.scale(source + row * width, width, by: 1 / unit, into: rows.row(row), rows.stride)
            hasDirection.pointer[row] = true
          }
        }
      }
    }
    self.unit = unit
    withoutDirection = (0..<data.rowCount).filter { !hasDirection.pointer[$0] }
    positions = (0..<UInt32(data.rowCount)).filter { hasDirection.pointer[Int($0)] }
    self.rows = withoutDirection.isEmpty ? rows : rows.reordered(positions, parallel: parallel)
  }

  private static func scale(
    _ source: UnsafePointer<Float>, _ width: Int, by factor: Float, into output: UnsafeMutablePointer<Float>,
    _ stride: Int
  ) {
    for column in 0..<width { output[column] = source[column] * factor }
    for column in width..<stride { output[column] = 0 }
  }

  /// The largest absolute value; infinity or NaN if a value is not finite.
  private static func largestMagnitude(_ data: Matrix, parallel: ParallelRows) -> Float {
    let chunkSize = 1 << 18
    let chunkCount = (data.elements.count + chunkSize - 1) / chunkSize
    var largest = [UInt32](repeating: 0, count: chunkCount)
    largest.withUnsafeMutableBufferPointer { largest in
      data.elements.withUnsafeBufferPointer { values in
        let (largest, values) = (SharedMutable(largest.baseAddress), SharedPointer(values.baseAddress))
        parallel.forEachChunk(of: data.elements.count, chunkSize: chunkSize) { chunk, range in
          guard let values = values.pointer else { return }
          // Without the sign, Floats are ordered as their bits are, and infinity and NaN come last.
          var bits: Int32 = 0
          for index in range { bits = max(bits, Int32(bitPattern: values[index].bitPattern & 0x7fff_ffff)) }
          largest.pointer?[chunk] = UInt32(bitPattern: bits)
        }
      }
    }
    return Float(bitPattern: largest.max() ?? 0)
  }

  /// A power of two that keeps squares of differences from overflowing and vanishing; 1 for ordinary values.
  private static func unit(largest: Float) -> Float {
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
