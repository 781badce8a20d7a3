package import NumericKernels

/// Rows prepared for a metric, with fast approximate keys and accurate distances.
///
/// A key grows with the distance (its square for `euclidean`). Keys come from matrix tiles and may be off by up to
/// `slack(row:)` because |x|² + |y|² − 2·x·y cancels; `distance(_:_:)` takes differences and does not.
package struct DistanceSpace: Sendable {
  package let metric: DistanceMetric
  package let rowCount: Int
  private let rows: PaddedRows
  /// The rows without centering: differences of the stored values themselves, so that equal distances stay equal.
  private let measuredRows: PaddedRows
  private let squaredNorms: [Float]
  private let largestNorm: Float
  /// What a distance of the prepared rows is multiplied by to be a distance of the data; a power of two.
  private let unit: Float

  /// Throws `badInput` for values that are not finite and for rows without columns. O(n·d).
  package init(_ data: Matrix, metric: DistanceMetric) throws {
    guard data.columnCount > 0 || data.rowCount == 0 else {
      throw NeighborSearchError(
        kind: .badInput,
        description: "The \(data.rowCount) rows have no columns; distances need at least one. Check the array's shape.")
    }
    guard data.rowCount < Int(Int32.max) else {
      throw NeighborSearchError(
        kind: .badInput, description: "\(data.rowCount) rows are more than \(Int32.max - 1). Take a sample of them.")
    }
    if let place = data.firstNonFinite {
      throw NeighborSearchError(
        kind: .badInput,
        description: "Row \(place.row), column \(place.column) is \(data[place.row, place.column]); finite numbers are "
          + "expected. Remove the row or replace the value.")
    }
    self.metric = metric
    rowCount = data.rowCount
    switch metric {
    case .euclidean: (rows, measuredRows, unit) = RowPreparation.scaled(data)
    case .manhattan:
      (_, measuredRows, unit) = RowPreparation.scaled(data)
      rows = measuredRows
    case .cosine, .correlation:
      rows = RowPreparation.normalized(data, subtractingMean: metric == .correlation)
      (measuredRows, unit) = (rows, 1)
    }
    let (stride, prepared) = (rows.stride, rows)
    squaredNorms = prepared.elements.withUnsafeBufferPointer { values in
      (0..<prepared.rowCount).map { row in
        var sum = 0.0
        for column in row * stride..<(row + 1) * stride { sum += Double(values[column]) * Double(values[column]) }
        return Float(sum)
      }
    }
    largestNorm = squaredNorms.max() ?? 0
  }

  /// Keys of some rows to all rows, `range.count * rowCount` of them.
  package func keys(_ range: Range<Int>, into output: UnsafeMutablePointer<Float>) {
    rows.elements.withUnsafeBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      if metric == .manhattan {
        TileKernels.manhattanDistances(range, base, rowCount: rowCount, stride: rows.stride, into: output)
        return
      }
      TileKernels.dotProducts(range, base, rowCount: rowCount, stride: rows.stride, into: output)
      squaredNorms.withUnsafeBufferPointer { norms in
        for row in range {
          let keys = output + (row - range.lowerBound) * rowCount
          let norm = norms[row]
          if metric == .euclidean {
            for column in 0..<rowCount { keys[column] = norm + norms[column] - 2 * keys[column] }
          } else {
            for column in 0..<rowCount { keys[column] = 1 - keys[column] }
          }
        }
      }
    }
  }

  /// The most by which a key of this row can be off, and by which keys of equal distances can differ.
  package func slack(row: Int) -> Float {
    let unitRoundoff: Float = 0x1p-24
    // Rounding of a dot product summed in 16 lanes, plus that of the square root that makes keys distances.
    let factor = (Float(rows.stride) / 16 + 32) * unitRoundoff
    return metric == .euclidean ? factor * (squaredNorms[row] + largestNorm) : factor * 2
  }

  /// The slack of a key whose own size is known; for `manhattan` the error grows with the key.
  package func slack(row: Int, key: Float) -> Float {
    metric == .manhattan ? (Float(rows.stride) / 16 + 32) * 0x1p-24 * key : slack(row: row)
  }

  /// The distance of two rows in the units of the data, never NaN, at most the largest Float.
  package func distance(_ first: Int, _ second: Int, key: Float) -> Float {
    if metric == .manhattan { return min(key * unit, .greatestFiniteMagnitude) }
    if metric != .euclidean && (squaredNorms[first] == 0 || squaredNorms[second] == 0) { return 1 }
    let square = measuredRows.elements.withUnsafeBufferPointer { elements -> Float in
      guard let base = elements.baseAddress else { return 0 }
      return TileKernels.squaredDistance(
        base + first * rows.stride, base + second * rows.stride, stride: rows.stride)
    }
    if metric != .euclidean { return min(square / 2, 2) }
    return min(square.squareRoot() * unit, .greatestFiniteMagnitude)
  }
}
