import NumericKernels

/// Brings starting positions to the scale at which the layout begins.
enum StartingScale {
  /// The extent of a computed start in every dimension, as in umap-learn.
  private static let extent = 10.0
  /// The median distance from the center of a given start: that of points spread evenly over `extent` in a plane.
  private static let medianRadius = 4.0
  /// How far from the center, in median distances, a given start may lie.
  private static let largestRadius = 3.0
  private static let noise = 1e-4

  /// Stretches every dimension to 0…10; dimensions without extent stay at 0.
  static func stretch(_ matrix: inout Matrix) {
    for column in 0..<matrix.columnCount {
      var (low, high) = (Double.infinity, -Double.infinity)
      for row in 0..<matrix.rowCount {
        low = min(low, Double(matrix[row, column]))
        high = max(high, Double(matrix[row, column]))
      }
      let scale = high > low ? extent / (high - low) : 0
      for row in 0..<matrix.rowCount {
        matrix[row, column] = Float((Double(matrix[row, column]) - low) * scale)
      }
    }
  }

  /// Moves the median of every dimension to 0, scales all of them alike to one median radius, and draws rows beyond
  /// three times that radius in to it.
  ///
  /// Ranges would let a single distant row press all others together; they would then burst apart in the first epochs
  /// and throw more rows to where their weak pull does not bring them back, worse from layer to layer of a sequence.
  static func normalize(_ matrix: inout Matrix) {
    let (count, width) = (matrix.rowCount, matrix.columnCount)
    guard count > 0 else { return }
    for column in 0..<width {
      let center = median((0..<count).map { Double(matrix[$0, column]) })
      for row in 0..<count { matrix[row, column] = Float(Double(matrix[row, column]) - center) }
    }
    let radii = (0..<count).map { row in
      // Scaled by the largest coordinate, so that no finite row overflows.
      let largest = (0..<width).reduce(0.0) { max($0, abs(Double(matrix[row, $1]))) }
      guard largest > 0 else { return 0.0 }
      return largest
        * (0..<width).reduce(0.0) { sum, column in
          let ratio = Double(matrix[row, column]) / largest
          return sum + ratio * ratio
        }.squareRoot()
    }
    // Where more than half of the rows coincide, the others say what the scale is.
    let typical = median(radii) > 0 ? median(radii) : median(radii.filter { $0 > 0 })
    let unit = typical > 0 ? medianRadius / typical : 0
    for row in 0..<count {
      let scale = min(unit, medianRadius * largestRadius / max(radii[row], .leastNormalMagnitude))
      for column in 0..<width { matrix[row, column] = Float(Double(matrix[row, column]) * scale) }
    }
  }

  /// A little noise, so that duplicates start apart.
  static func perturb(_ matrix: inout Matrix, seed: UInt64) {
    for row in 0..<matrix.rowCount {
      var generator = SeededGenerator(seed: seed, stream: UInt64(row) &+ 0x4E4F_4953_0000_0000)
      for column in 0..<matrix.columnCount { matrix[row, column] += Float(generator.nextGaussianPair().0 * noise) }
    }
  }

  private static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    return values.sorted()[values.count / 2]
  }
}
