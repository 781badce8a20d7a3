import NumericKernels

/// Copies data into the layout and scale that distances are computed in.
enum RowPreparation {
  /// Subtracts the column means and divides by a power of two, so that squares neither overflow nor vanish.
  static func centered(_ data: Matrix) -> (rows: PaddedRows, unit: Float) {
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
    var rows = PaddedRows(rowCount: count, columnCount: width)
    let stride = rows.stride
    rows.elements.withUnsafeMutableBufferPointer { output in
      data.elements.withUnsafeBufferPointer { values in
        mean.withUnsafeBufferPointer { mean in
          for row in 0..<count {
            for column in 0..<width {
              output[row * stride + column] = Float((Double(values[row * width + column]) - mean[column]) / unit)
            }
          }
        }
      }
    }
    return (rows, Float(unit))
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
