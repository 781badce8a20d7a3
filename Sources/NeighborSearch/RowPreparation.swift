import NumericKernels

/// Copies data into the layout and scale that distances are computed in.
enum RowPreparation {
  /// Divides by a power of two, so that squares neither overflow nor vanish; with and without the column means.
  static func scaled(_ data: Matrix) -> (centered: PaddedRows, plain: PaddedRows, unit: Float) {
    let (count, width) = (data.rowCount, data.columnCount)
    var mean = [Double](repeating: 0, count: width)
    var largest = 0.0
    data.elements.withUnsafeBufferPointer { values in
      mean.withUnsafeMutableBufferPointer { mean in
        for row in 0..<count {
          for column in 0..<width { mean[column] += Double(values[row * width + column]) }
        }
        for column in 0..<width { mean[column] /= Double(count) }
        for row in 0..<count {
          for column in 0..<width {
            largest = max(largest, abs(Double(values[row * width + column]) - mean[column]))
          }
        }
      }
    }
    // Powers of two change no mantissa. The limits keep the factor itself a normal Float.
    let unit = largest > 0 ? Double(sign: .plus, exponent: min(126, max(-100, largest.exponent)), significand: 1) : 1
    let zeros = [Double](repeating: 0, count: width)
    return (copy(data, minus: mean, over: unit), copy(data, minus: zeros, over: unit), Float(unit))
  }

  private static func copy(_ data: Matrix, minus offsets: [Double], over unit: Double) -> PaddedRows {
    let width = data.columnCount
    var rows = PaddedRows(rowCount: data.rowCount, columnCount: width)
    let stride = rows.stride
    rows.elements.withUnsafeMutableBufferPointer { output in
      data.elements.withUnsafeBufferPointer { values in
        offsets.withUnsafeBufferPointer { offsets in
          for row in 0..<data.rowCount {
            for column in 0..<width {
              output[row * stride + column] = Float((Double(values[row * width + column]) - offsets[column]) / unit)
            }
          }
        }
      }
    }
    return rows
  }

  /// Divides every row by its length, after subtracting its mean if wanted. Rows without direction become zero.
  static func normalized(_ data: Matrix, subtractingMean: Bool) -> PaddedRows {
    let width = data.columnCount
    var rows = PaddedRows(rowCount: data.rowCount, columnCount: width)
    let stride = rows.stride
    rows.elements.withUnsafeMutableBufferPointer { output in
      data.elements.withUnsafeBufferPointer { values in
        for row in 0..<data.rowCount {
          let source = values[row * width..<(row + 1) * width]
          // Exactly constant rows have no correlation; rounding of their mean must not give them one.
          if subtractingMean, let first = source.first, source.allSatisfy({ $0 == first }) { continue }
          let mean = subtractingMean ? source.reduce(0.0) { $0 + Double($1) } / Double(width) : 0
          var square = 0.0
          for value in source { square += (Double(value) - mean) * (Double(value) - mean) }
          guard square > 0 else { continue }
          let scale = 1 / square.squareRoot()
          for column in 0..<width {
            output[row * stride + column] = Float((Double(values[row * width + column]) - mean) * scale)
          }
        }
      }
    }
    return rows
  }
}
