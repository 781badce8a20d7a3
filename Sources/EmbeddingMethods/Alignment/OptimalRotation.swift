import NumericKernels

/// The orthogonal matrix R that maximizes the trace of Rᵀ·XᵀY, and with it minimizes ‖XR − Y‖.
///
/// With XᵀY = U·Σ·Vᵀ, R = U·Vᵀ over all orthogonal matrices (Schönemann 1966, doi:10.1007/BF02289451); over rotations
/// alone the last column of U changes its sign where det(U·Vᵀ) is negative (Umeyama 1991, doi:10.1109/34.88573).
struct OptimalRotation {
  /// R, row-major.
  let rotation: [Double]
  /// The trace that R reaches: Σσ, or Σσ − 2·σ_p where a reflection was refused.
  let trace: Double

  init(crossProduct: [Double], order: Int, allowsReflection: Bool) throws {
    var factors = try DenseAlgebra.singularValues(of: crossProduct, order: order)
    var product = Self.product(factors.left, factors.rightTransposed, order)
    var trace = factors.values.reduce(0, +)
    if !allowsReflection, order > 0, Self.determinant(product, order) < 0 {
      for row in 0..<order { factors.left[row * order + order - 1] *= -1 }
      product = Self.product(factors.left, factors.rightTransposed, order)
      trace -= 2 * (factors.values.last ?? 0)
    }
    (rotation, self.trace) = (product, trace)
  }

  static func product(_ a: [Double], _ b: [Double], _ order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in 0..<order {
        var sum = 0.0
        for k in 0..<order { sum += a[i * order + k] * b[k * order + j] }
        result[i * order + j] = sum
      }
    }
    return result
  }

  static func identity(_ order: Int) -> [Double] {
    var result = [Double](repeating: 0, count: order * order)
    for i in 0..<order { result[i * order + i] = 1 }
    return result
  }

  /// By elimination with partial pivoting.
  static func determinant(_ matrix: [Double], _ order: Int) -> Double {
    var values = matrix
    var result = 1.0
    for column in 0..<order {
      let pivot = (column..<order).max { abs(values[$0 * order + column]) < abs(values[$1 * order + column]) } ?? column
      if values[pivot * order + column] == 0 { return 0 }
      if pivot != column {
        for k in 0..<order { values.swapAt(pivot * order + k, column * order + k) }
        result = -result
      }
      result *= values[column * order + column]
      for row in column + 1..<max(order, column + 1) {
        let factor = values[row * order + column] / values[column * order + column]
        for k in column..<order { values[row * order + k] -= factor * values[column * order + k] }
      }
    }
    return result
  }
}
