import Foundation
import NumericKernels

/// Multinomial logistic regression with a quadratic penalty on the weights, but not on the intercepts.
///
/// Minimizes ½‖W‖² + C · Σ −log softmax(W x + b)[label] over standardized columns, as scikit-learn's LogisticRegression does.
struct LogisticRegression {
  private let classCount: Int
  private let columnCount: Int
  /// One row a class: the weights, then the intercept.
  private let parameters: [Double]
  private let mean: [Double]
  private let deviation: [Double]
  let hasConverged: Bool
  let iterationCount: Int

  /// Fits rows of a matrix with their labels in 0 ..< classCount.
  init(
    _ data: Matrix, rows: [Int], labels: [Int], classCount: Int, inverseRegularization: Double, parallel: ParallelRows,
    progress: ProgressHandler?
  ) throws {
    (self.classCount, columnCount) = (classCount, data.columnCount)
    (mean, deviation) = Self.statistics(data, rows)
    let inputs = Self.standardized(data, rows, mean, deviation)
    let objective = LogisticObjective(
      inputs: inputs, columnCount: data.columnCount, labels: labels, classCount: classCount,
      inverseRegularization: inverseRegularization, parallel: parallel)
    var optimizer = LimitedMemoryBFGS()
    optimizer.gradientTolerance = 5e-7 * inverseRegularization * Double(max(1, rows.count))
    let outcome = try optimizer.minimize(from: [Double](repeating: 0, count: classCount * (columnCount + 1))) {
      try progress?(0)
      return objective.evaluate($0)
    }
    (parameters, hasConverged, iterationCount) = (outcome.parameters, outcome.hasConverged, outcome.iterationCount)
  }

  /// The probability of each class, for rows of a matrix with the same columns; one row each.
  func probabilities(_ data: Matrix, rows: [Int], parallel: ParallelRows) -> [Float] {
    let inputs = Self.standardized(data, rows, mean, deviation)
    let objective = LogisticObjective(
      inputs: inputs, columnCount: columnCount, labels: [], classCount: classCount, inverseRegularization: 1,
      parallel: parallel)
    return objective.probabilities(parameters)
  }

  private static func statistics(_ data: Matrix, _ rows: [Int]) -> (mean: [Double], deviation: [Double]) {
    let (width, count) = (data.columnCount, Double(max(1, rows.count)))
    var (mean, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    data.elements.withUnsafeBufferPointer { values in
      for row in rows { for column in 0..<width { mean[column] += Double(values[row * width + column]) } }
      for column in 0..<width { mean[column] /= count }
      for row in rows {
        for column in 0..<width {
          let difference = Double(values[row * width + column]) - mean[column]
          squares[column] += difference * difference
        }
      }
    }
    // Columns that do not vary, but for rounding, say nothing; dividing by their deviation would make noise of it.
    let deviation = zip(squares, mean).map { square, mean in
      let value = (square / count).squareRoot()
      return value > 1e-9 * max(abs(mean), .leastNormalMagnitude) ? value : 1
    }
    return (mean, deviation)
  }

  private static func standardized(
    _ data: Matrix, _ rows: [Int], _ mean: [Double], _ deviation: [Double]
  ) -> [Float] {
    let width = data.columnCount
    return [Float](unsafeUninitializedCapacity: rows.count * width) { output, filled in
      data.elements.withUnsafeBufferPointer { values in
        for (place, row) in rows.enumerated() {
          for column in 0..<width {
            output[place * width + column] = Float(
              (Double(values[row * width + column]) - mean[column]) / deviation[column])
          }
        }
      }
      filled = rows.count * width
    }
  }
}
