import Foundation
import NumericKernels

/// The penalized likelihood and its gradient, over chunks of rows on all cores, added in their order.
struct LogisticObjective: Sendable {
  let inputs: [Float]
  let columnCount: Int
  let labels: [Int]
  let classCount: Int
  let inverseRegularization: Double
  let parallel: ParallelRows

  private static let rowsPerChunk = 512

  private var rowCount: Int { columnCount == 0 ? labels.count : inputs.count / columnCount }

  /// The value and the gradient, laid out as the parameters: each class's weights, then its intercept.
  func evaluate(_ parameters: [Double]) -> (value: Double, gradient: [Double]) {
    let (width, size) = (columnCount + 1, classCount * (columnCount + 1))
    let chunkCount = (rowCount + Self.rowsPerChunk - 1) / Self.rowsPerChunk
    let partials = AlignedBuffer<Double>(count: max(1, chunkCount * (size + 1)), repeating: 0)
    forEachChunk(parameters) { chunk, range, probabilities, inputs in
      let partial = partials.pointer + chunk * (size + 1)
      for row in range {
        let line = probabilities + (row - range.lowerBound) * classCount
        partial[size] -= Double(log(max(line[labels[row]], .leastNormalMagnitude)))
        line[labels[row]] -= 1
        for index in 0..<classCount { partial[index * width + columnCount] += Double(line[index]) }
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, classCount * columnCount)) { weights in
        guard let weights = weights.baseAddress, columnCount > 0 else { return }
        DenseAlgebra.product(
          rows: classCount, columns: columnCount, depth: range.count, probabilities, .transposed, aStride: classCount,
          inputs + range.lowerBound * columnCount, .asStored, bStride: columnCount, into: weights,
          cStride: columnCount)
        for index in 0..<classCount {
          for column in 0..<columnCount {
            partial[index * width + column] = Double(weights[index * columnCount + column])
          }
        }
      }
    }
    var (value, gradient) = (0.0, [Double](repeating: 0, count: size))
    for chunk in 0..<chunkCount {
      let partial = partials.pointer + chunk * (size + 1)
      value += partial[size]
      for index in 0..<size { gradient[index] += partial[index] }
    }
    value *= inverseRegularization
    for index in 0..<size {
      gradient[index] *= inverseRegularization
      guard index % width < columnCount else { continue }
      value += parameters[index] * parameters[index] / 2
      gradient[index] += parameters[index]
    }
    return (value, gradient)
  }

  /// One row an input, one column a class.
  func probabilities(_ parameters: [Double]) -> [Float] {
    [Float](unsafeUninitializedCapacity: rowCount * classCount) { output, filled in
      let all = SharedMutable(output.baseAddress)
      forEachChunk(parameters) { _, range, probabilities, _ in
        all.pointer?.advanced(by: range.lowerBound * classCount).initialize(
          from: probabilities, count: range.count * classCount)
      }
      filled = rowCount * classCount
    }
  }

  private func forEachChunk(
    _ parameters: [Double],
    _ body:
      @Sendable (
        _ chunk: Int, _ range: Range<Int>, _ probabilities: UnsafeMutablePointer<Float>, _ inputs: UnsafePointer<Float>
      ) -> Void
  ) {
    let width = columnCount + 1
    let weights = (0..<classCount * columnCount).map {
      Float(parameters[$0 / columnCount * width + $0 % columnCount])
    }
    let intercepts = (0..<classCount).map { Float(parameters[$0 * width + columnCount]) }
    weights.withUnsafeBufferPointer { weights in
      inputs.withUnsafeBufferPointer { inputs in
        let (weights, inputs) = (SharedPointer(weights.baseAddress), SharedPointer(inputs.baseAddress))
        parallel.forEachChunk(of: rowCount, chunkSize: Self.rowsPerChunk) { chunk, range in
          guard let weights = weights.pointer, let inputs = inputs.pointer else { return }
          withUnsafeTemporaryAllocation(of: Float.self, capacity: range.count * classCount) { scores in
            guard let scores = scores.baseAddress else { return }
            DenseAlgebra.product(
              rows: range.count, columns: classCount, depth: columnCount, inputs + range.lowerBound * columnCount,
              .asStored, aStride: columnCount, weights, .transposed, bStride: columnCount, into: scores,
              cStride: classCount)
            for row in 0..<range.count { Self.softmax(scores + row * classCount, intercepts) }
            body(chunk, range, scores, inputs)
          }
        }
      }
    }
  }

  private static func softmax(_ scores: UnsafeMutablePointer<Float>, _ intercepts: [Float]) {
    var largest = -Float.infinity
    for index in intercepts.indices {
      scores[index] += intercepts[index]
      largest = max(largest, scores[index])
    }
    var sum: Float = 0
    for index in intercepts.indices {
      scores[index] = exp(scores[index] - largest)
      sum += scores[index]
    }
    for index in intercepts.indices { scores[index] /= sum }
  }
}
