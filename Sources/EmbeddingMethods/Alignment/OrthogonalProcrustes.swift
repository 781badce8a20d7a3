public import NumericKernels

/// The rotation or reflection that lays one embedding best onto another of the same points.
///
/// Both embeddings are centered and divided by their RMS radius; the narrower one is padded with columns of zeros. With
/// X̂ᵀŶ = U·Σ·Vᵀ, R = U·Vᵀ minimizes ‖X̂R − Ŷ‖ over O(p) (Schönemann 1966, doi:10.1007/BF02289451). All sums run over
/// all rows in Double. O(n·p² + p³). Deterministic.
public struct OrthogonalProcrustes: Sendable, Equatable {
  /// The number of dimensions p: that of the wider embedding.
  public let dimensionCount: Int
  /// R, p × p, row-major, orthogonal; points are rows and are multiplied from the right.
  public let rotation: [Double]
  /// 1 − (Σσ)² / (‖X̂‖²·‖Ŷ‖²), from 0 (same shape) to 1. 0 when both are single points, 1 when only one is.
  public let disparity: Double
  /// The moved embedding: centered, divided by its RMS radius, padded and multiplied by R.
  public let aligned: Matrix
  /// The reference: centered, divided by its RMS radius and padded.
  public let reference: Matrix
  /// ‖aligned − reference‖ of every point, in RMS radii.
  public let residuals: [Float]
  /// Σ of the singular values over n: the factor that would fit the aligned embedding to the reference by scale too.
  public let scale: Double

  /// 1 − disparity.
  public var agreement: Double { 1 - disparity }

  /// Finds the transformation that lays `embedding` onto `reference`.
  ///
  /// Throws `badInput` when the row counts differ, there are no columns, or a value is not finite.
  public init(aligning embedding: Matrix, to reference: Matrix) throws {
    try Validation.requireSameRowCount(embedding.rowCount, "embedding", reference.rowCount, "reference")
    let width = max(embedding.columnCount, reference.columnCount)
    let moved = try NormalizedConfiguration(embedding, width: width, name: "embedding")
    let fixed = try NormalizedConfiguration(reference, width: width, name: "reference")
    try self.init(moved: moved, fixed: fixed)
  }

  init(moved: NormalizedConfiguration, fixed: NormalizedConfiguration) throws {
    let (count, width) = (moved.rowCount, moved.width)
    let cross = moved.crossProduct(with: fixed)
    let factors = try DenseAlgebra.singularValues(of: cross, order: width)
    var rotation = [Double](repeating: 0, count: width * width)
    for i in 0..<width {
      for j in 0..<width {
        var sum = 0.0
        for k in 0..<width { sum += factors.left[i * width + k] * factors.rightTransposed[k * width + j] }
        rotation[i * width + j] = sum
      }
    }
    let total = factors.values.reduce(0, +)
    let norms = moved.squaredNorm * fixed.squaredNorm
    let turned = moved.multiplied(by: rotation)
    dimensionCount = width
    self.rotation = rotation
    if norms > 0 {
      disparity = min(1, max(0, 1 - total * total / norms))
    } else {
      disparity = moved.squaredNorm == fixed.squaredNorm ? 0 : 1
    }
    scale = count > 0 ? total / Double(count) : 0
    aligned = turned.matrix
    self.reference = fixed.matrix
    residuals = (0..<count).map { row in
      var sum = 0.0
      for column in row * width..<(row + 1) * width {
        let difference = turned.values[column] - fixed.values[column]
        sum += difference * difference
      }
      return Float(sum.squareRoot())
    }
  }
}

/// An embedding in Double: centered, of RMS radius 1 (unless all points coincide), padded with zeros.
struct NormalizedConfiguration {
  let rowCount: Int
  let width: Int
  var values: [Double]
  private(set) var squaredNorm: Double

  init(_ embedding: Matrix, width: Int, name: String) throws {
    try Validation.requireColumns(embedding, name: name)
    try Validation.requireFinite(embedding, name: name)
    rowCount = embedding.rowCount
    self.width = width
    let mean = ColumnStatistics.mean(embedding)
    values = [Double](repeating: 0, count: rowCount * width)
    squaredNorm = 0
    var largest = 0.0
    for row in 0..<rowCount {
      for column in 0..<embedding.columnCount {
        let value = Double(embedding[row, column]) - mean[column]
        values[row * width + column] = value
        squaredNorm += value * value
        largest = max(largest, abs(Double(embedding[row, column])))
      }
    }
    let radius = (squaredNorm / Double(max(1, rowCount))).squareRoot()
    // Below this, what is left after centering is rounding of the mean, not shape.
    let isPoint = radius <= largest * 1e-13
    for index in values.indices { values[index] = isPoint ? 0 : values[index] / radius }
    squaredNorm = isPoint ? 0 : Double(rowCount)
  }

  var matrix: Matrix { Matrix(rowCount: rowCount, columnCount: width, elements: values.map { Float($0) }) }

  func crossProduct(with other: NormalizedConfiguration) -> [Double] {
    var result = [Double](repeating: 0, count: width * width)
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { first in
        other.values.withUnsafeBufferPointer { second in
          for row in 0..<rowCount {
            for i in 0..<width {
              let value = first[row * width + i]
              for j in 0..<width { result[i * width + j] += value * second[row * width + j] }
            }
          }
        }
      }
    }
    return result
  }

  func multiplied(by rotation: [Double]) -> NormalizedConfiguration {
    var result = self
    for row in 0..<rowCount {
      for j in 0..<width {
        var sum = 0.0
        for i in 0..<width { sum += values[row * width + i] * rotation[i * width + j] }
        result.values[row * width + j] = sum
      }
    }
    return result
  }
}
