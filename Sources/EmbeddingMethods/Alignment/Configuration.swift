import NumericKernels

/// An embedding in Double as alignment needs it: centered and scaled as asked for, padded with columns of zeros.
struct Configuration: Sendable {
  let rowCount: Int
  let width: Int
  var values: [Double]
  /// What was taken off every row; zeros when the embedding was not centered.
  let mean: [Double]
  /// What the values were divided by.
  let radius: Double
  private(set) var squaredNorm: Double

  /// Chunks are fixed, so that partial sums do not depend on the number of threads.
  static let chunkSize = 2048

  init(
    _ embedding: Matrix, width: Int, name: String, isCentered: Bool = true, isNormalized: Bool = true,
    parallel: ParallelRows
  ) throws {
    try Validation.requireColumns(embedding, name: name)
    try Validation.requireFinite(embedding, name: name)
    let (count, columns) = (embedding.rowCount, embedding.columnCount)
    let origin =
      isCentered
      ? ColumnStatistics.mean(embedding, parallel: parallel) : [Double](repeating: 0, count: columns)
    var values = [Double](repeating: 0, count: count * width)
    let squares = values.withUnsafeMutableBufferPointer { values in
      embedding.elements.withUnsafeBufferPointer { elements in
        origin.withUnsafeBufferPointer { origin in
          let (output, input) = (SharedMutable(values.baseAddress), SharedPointer(elements.baseAddress))
          let origin = SharedPointer(origin.baseAddress)
          return parallel.sum(of: count, chunkSize: Self.chunkSize) { rows in
            guard let output = output.pointer, let input = input.pointer, let origin = origin.pointer else { return 0 }
            var sum = 0.0
            for row in rows {
              for column in 0..<columns {
                let value = Double(input[row &* columns &+ column]) - origin[column]
                output[row &* width &+ column] = value
                sum += value * value
              }
            }
            return sum
          }
        }
      }
    }
    let largest = ColumnSums.largestMagnitude(embedding, parallel: parallel)
    let radius = (squares / Double(max(1, count))).squareRoot()
    // Below this, what is left after centering is rounding of the mean, not shape.
    let isPoint = radius <= largest * 1e-13
    let divisor = isNormalized && !isPoint ? radius : 1
    if isPoint { for index in values.indices { values[index] = 0 } }
    if divisor != 1 { for index in values.indices { values[index] /= divisor } }
    (rowCount, self.width, self.values, self.radius) = (count, width, values, divisor)
    mean = origin + [Double](repeating: 0, count: width - columns)
    squaredNorm = isPoint ? 0 : isNormalized ? Double(count) : squares
  }

  /// XᵀY, `width` × `width`, from one partial sum per chunk of rows, added in order.
  func crossProduct(with other: Configuration, parallel: ParallelRows) -> [Double] {
    let width = width
    let chunks = (rowCount + Self.chunkSize - 1) / Self.chunkSize
    let partials = AlignedBuffer<Double>(count: chunks * width * width, repeating: 0)
    values.withUnsafeBufferPointer { first in
      other.values.withUnsafeBufferPointer { second in
        let (first, second) = (SharedPointer(first.baseAddress), SharedPointer(second.baseAddress))
        parallel.forEachChunk(of: rowCount, chunkSize: Self.chunkSize) { chunk, rows in
          guard let first = first.pointer, let second = second.pointer else { return }
          let sums = partials.pointer + chunk * width * width
          for row in rows {
            for i in 0..<width {
              let value = first[row &* width &+ i]
              for j in 0..<width { sums[i &* width &+ j] += value * second[row &* width &+ j] }
            }
          }
        }
      }
    }
    var result = [Double](repeating: 0, count: width * width)
    for chunk in 0..<chunks {
      for index in 0..<width * width { result[index] += partials.pointer[chunk * width * width + index] }
    }
    return result
  }

  /// factor · X · rotation + shift.
  func moved(
    by rotation: [Double], factor: Double = 1, shift: [Double]? = nil, parallel: ParallelRows
  ) -> Configuration {
    var result = self
    let width = width
    let shift = shift ?? [Double](repeating: 0, count: width)
    let scaled = rotation.map { $0 * factor }
    result.values.withUnsafeMutableBufferPointer { output in
      values.withUnsafeBufferPointer { input in
        let (output, input) = (SharedMutable(output.baseAddress), SharedPointer(input.baseAddress))
        scaled.withUnsafeBufferPointer { rotation in
          shift.withUnsafeBufferPointer { shift in
            let (rotation, shift) = (SharedPointer(rotation.baseAddress), SharedPointer(shift.baseAddress))
            parallel.forEachChunk(of: rowCount, chunkSize: Self.chunkSize) { _, rows in
              guard let output = output.pointer, let input = input.pointer, let rotation = rotation.pointer,
                let shift = shift.pointer
              else { return }
              for row in rows {
                let target = output + row &* width
                for j in 0..<width { target[j] = shift[j] }
                for i in 0..<width {
                  let value = input[row &* width &+ i]
                  for j in 0..<width { target[j] += value * rotation[i &* width &+ j] }
                }
              }
            }
          }
        }
      }
    }
    result.squaredNorm = squaredNorm * factor * factor
    return result
  }

  /// The distance of every point from its place in another configuration.
  func distances(to other: Configuration) -> [Double] {
    values.withUnsafeBufferPointer { first in
      other.values.withUnsafeBufferPointer { second in
        (0..<rowCount).map { row in
          var sum = 0.0
          for index in row * width..<(row + 1) * width {
            let difference = first[index] - second[index]
            sum += difference * difference
          }
          return sum.squareRoot()
        }
      }
    }
  }

  /// The values in Float32, each with `shift` of its column added.
  func matrix(shift: [Double]? = nil) -> Matrix {
    let width = width
    guard let shift else {
      return Matrix(rowCount: rowCount, columnCount: width, elements: values.map { Float($0) })
    }
    let elements = values.indices.map { Float(values[$0] + shift[$0 % width]) }
    return Matrix(rowCount: rowCount, columnCount: width, elements: elements)
  }
}
