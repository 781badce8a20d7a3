public import NumericKernels

/// The neurons that go with one of them.
public enum NeuronPartners {
  /// Pearson's correlation of one neuron with every other one, the largest |r| first, ties by index; neurons that never
  /// vary are left out. Empty when the neuron itself never varies.
  ///
  /// Sums are in Double, one partial sum for every 256 items, added in order. O(items · neurons).
  ///
  /// Throws `badInput` for a neuron that is not there, fewer than two items, and values that are not finite.
  public static func strongest(
    of neuron: Int, in activations: Matrix, count: Int, parallel: ParallelRows = .init()
  ) throws -> [(neuron: Int, correlation: Double)] {
    guard (0..<activations.columnCount).contains(neuron), activations.rowCount >= 2 else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "There is no neuron \(neuron) among \(activations.columnCount), or there are fewer than two items."
      )
    }
    try Validation.requireFinite(activations)
    let products = CenteredProducts(activations, neuron: neuron, parallel: parallel)
    let own = products.squares[neuron]
    guard own > 0 else { return [] }
    let found = (0..<activations.columnCount).filter { $0 != neuron && products.squares[$0] > 0 }.map { other in
      let value = products.mixed[other] / (own.squareRoot() * products.squares[other].squareRoot())
      return (neuron: other, correlation: min(1, max(-1, value)))
    }
    let sorted = found.sorted { (abs($1.correlation), $0.neuron) < (abs($0.correlation), $1.neuron) }
    return Array(sorted.prefix(max(0, count)))
  }
}

/// Which items excite several neurons together.
public enum NeuronExcitation {
  /// For each item the mean over the neurons of (activation − mean) / standard deviation; neurons that never vary count 0.
  ///
  /// Throws `badInput` for no neurons, for one that is not there, and for values that are not finite. O(items · neurons).
  public static func meanStandardized(of neurons: [Int], in activations: Matrix) throws -> [Float] {
    guard !neurons.isEmpty, neurons.allSatisfy((0..<activations.columnCount).contains) else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description:
          "\(neurons) are no neurons of this layer. Expected numbers from 0 to \(activations.columnCount - 1).")
    }
    try Validation.requireFinite(activations)
    let (rows, columns) = (activations.rowCount, activations.columnCount)
    var sums = [Double](repeating: 0, count: rows)
    for neuron in neurons {
      let values = (0..<rows).map { Double(activations.elements[$0 * columns + neuron]) }
      let mean = values.reduce(0, +) / Double(max(1, rows))
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(max(1, rows))).squareRoot()
      guard values.contains(where: { $0 != values[0] }), deviation > 0 else { continue }
      for row in 0..<rows { sums[row] += (values[row] - mean) / deviation }
    }
    return sums.map { Float($0 / Double(neurons.count)) }
  }
}

/// Sums of squares of every column and of products with one of them, about the means.
private struct CenteredProducts {
  private(set) var squares: [Double]
  private(set) var mixed: [Double]

  init(_ data: Matrix, neuron: Int, parallel: ParallelRows) {
    let mean = ColumnSums.mean(data, parallel: parallel)
    let (rows, columns, chunk) = (data.rowCount, data.columnCount, 256)
    let chunkCount = (rows + chunk - 1) / chunk
    var partials = [Double](repeating: 0, count: chunkCount * 2 * columns)
    partials.withUnsafeMutableBufferPointer { partials in
      data.elements.withUnsafeBufferPointer { values in
        mean.withUnsafeBufferPointer { mean in
          let (partials, values) = (SharedMutable(partials.baseAddress), SharedPointer(values.baseAddress))
          let mean = SharedPointer(mean.baseAddress)
          parallel.forEachChunk(of: rows, chunkSize: chunk) { place, range in
            guard let partials = partials.pointer, let values = values.pointer, let mean = mean.pointer else { return }
            let (squares, mixed) = (partials + 2 &* place &* columns, partials + (2 &* place &+ 1) &* columns)
            for row in range {
              let line = values + row &* columns
              let own = Double(line[neuron]) - mean[neuron]
              for column in 0..<columns {
                let difference = Double(line[column]) - mean[column]
                squares[column] += difference * difference
                mixed[column] += difference * own
              }
            }
          }
        }
      }
    }
    (squares, mixed) = (mean.map { _ in 0 }, mean.map { _ in 0 })
    for place in 0..<chunkCount {
      for column in 0..<columns {
        squares[column] += partials[2 * place * columns + column]
        mixed[column] += partials[(2 * place + 1) * columns + column]
      }
    }
    // The rounding of a mean is no variation.
    for column in 0..<columns {
      let first = data.elements[column]
      if !(0..<rows).contains(where: { data.elements[$0 * columns + column] != first }) { squares[column] = 0 }
    }
  }
}
