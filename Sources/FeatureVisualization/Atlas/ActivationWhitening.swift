public import NumericKernels

/// What makes directions of a layer comparable: the inverse of the second moments of its activations.
///
/// A few channels are large nearly everywhere and vary together; a direction that is followed as it is mostly makes those larger.
/// Following S·v instead of v, with S = (AᵀA / n + λ·I)⁻¹, asks for what sets v apart (Carter et al. 2019,
/// doi:10.23915/distill.00015, in the code that goes with it). Unlike there, λ is a hundredth of the mean second moment: channels
/// that are never active would make the matrix singular.
public struct ActivationWhitening: Sendable {
  /// The number of channels.
  public let channelCount: Int
  private let moments: [Double]

  /// Measures activations, n x channels. O(n·channels²). The same bits for any number of threads.
  /// - Throws: `FeatureVisualizationError` without activations or for numbers that are none.
  public init(_ activations: Matrix, parallel: ParallelRows = .init()) throws {
    guard activations.rowCount > 0, activations.columnCount > 0, activations.firstNonFinite == nil else {
      throw FeatureVisualizationError(
        .badInput,
        "Second moments of \(activations.rowCount) x \(activations.columnCount) activations were asked for. Expected finite "
          + "numbers, at least one row and one column.")
    }
    let count = activations.columnCount
    let largest = activations.elements.reduce(0.0) { max($0, abs(Double($1))) }
    let rows = CenteredRows(
      activations, mean: [Double](repeating: 0, count: count), largestMagnitude: largest)
    var moments = try DenseAlgebra.columnGram(rows, precision: .single, parallel: parallel)
    for place in moments.indices { moments[place] /= Double(activations.rowCount) }
    let trace = (0..<count).reduce(0.0) { $0 + moments[$1 * count + $1] }
    for channel in 0..<count { moments[channel * count + channel] += max(trace / Double(count) * 0.01, 1e-30) }
    (channelCount, self.moments) = (count, moments)
  }

  /// S·v for each row v. O(channels³ + rows·channels²).
  /// - Throws: `FeatureVisualizationError` for another number of channels; `NumericKernelsError` where S does not exist.
  public func directions(_ rows: Matrix) throws -> Matrix {
    guard rows.columnCount == channelCount else {
      throw FeatureVisualizationError(
        .badInput, "Directions of \(rows.columnCount) channels were given. Expected \(channelCount).")
    }
    let solved = try DenseAlgebra.solve(moments, order: channelCount, rightSides: rows.elements.map(Double.init))
    // Their length plays no part; large second moments would make them tiny.
    var result = Matrix(rowCount: rows.rowCount, columnCount: channelCount)
    for row in 0..<rows.rowCount {
      let part = solved[row * channelCount..<(row + 1) * channelCount]
      let length = part.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
      for (channel, value) in part.enumerated() { result[row, channel] = Float(length > 0 ? value / length : 0) }
    }
    return result
  }
}
