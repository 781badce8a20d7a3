import Foundation
package import NumericKernels

/// Supervision: the graph of the data intersected with that of the labels.
package enum LabelIntersection {
  private static let unknownDistance: Float = 1

  /// Weakens edges between different labels by exp(−2.5/(1 − targetWeight)) and those to unknown labels by exp(−1), then
  /// restores local connectivity: every row is scaled to a largest weight of 1 and both directions joined again.
  ///
  /// `weights` must be symmetric. As umap-learn does for categorical targets. O(edges).
  package static func apply(_ weights: CSRMatrix, labels: [Int?], targetWeight: Double) -> CSRMatrix {
    let far = targetWeight < 1 ? exp(Float(-2.5 / (1 - targetWeight))) : 0
    let unknown = exp(-unknownDistance)
    var weakened = weights.values
    var strongest = [Float](repeating: 0, count: weights.rowCount)
    for row in 0..<weights.rowCount {
      for edge in weights.edges(of: row) {
        let other = labels[Int(weights.columns[edge])]
        if labels[row] == nil || other == nil {
          weakened[edge] *= unknown
        } else if labels[row] != other {
          weakened[edge] *= far
        }
        strongest[row] = max(strongest[row], weakened[edge])
      }
    }
    var offsets: [Int64] = [0]
    var columns: [Int32] = []
    var values: [Float] = []
    for row in 0..<weights.rowCount {
      for edge in weights.edges(of: row) where weakened[edge] > 0 {
        let column = weights.columns[edge]
        let (there, back) = (weakened[edge] / strongest[row], weakened[edge] / strongest[Int(column)])
        columns.append(column)
        values.append(there + back - there * back)
      }
      offsets.append(Int64(columns.count))
    }
    return CSRMatrix(
      rowCount: weights.rowCount, columnCount: weights.columnCount, offsets: offsets, columns: columns, values: values)
  }
}

extension CSRMatrix {
  fileprivate func edges(of row: Int) -> Range<Int> { Int(offsets[row])..<Int(offsets[row + 1]) }
}
