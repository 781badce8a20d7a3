public import NumericKernels

/// How neurons go together: Pearson's correlation of the activations of every two neurons over the items.
///
/// Neurons that say the same of every item have no correlation; they are set aside. The dissimilarity of two neurons is
/// 1 − |r|, so that one that fires whenever another is silent counts as near to it (Rauber et al. 2017,
/// doi:10.1109/TVCG.2016.2598838). O(items · neurons²). The same bits for any number of threads.
public struct NeuronCorrelation: Sendable, Equatable {
  /// The number of neurons, those that are set aside included.
  public let neuronCount: Int
  /// The neurons that vary, ascending: row and column i of `coefficients` are neuron `varying[i]`.
  public let varying: [Int]
  /// Neurons with the same activation for every item, ascending.
  public let constant: [Int]
  /// Correlations of those that vary, from −1 to 1; the diagonal is 1.
  public let coefficients: Matrix

  /// Correlates the columns of `activations`, one row per item.
  ///
  /// Sums are in Double, products of 2,048 items at a time in Float32. Throws `badInput` for fewer than two items and for
  /// values that are not finite, and what `progress` throws.
  public init(_ activations: Matrix, parallel: ParallelRows = .init(), progress: ProgressHandler? = nil) throws {
    guard activations.rowCount >= 2 else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "\(activations.rowCount) items are too few for a correlation; at least 2 are expected.")
    }
    try Validation.requireFinite(activations)
    try progress?(0)
    let standardized = StandardizedColumns(activations, parallel: parallel)
    (neuronCount, varying, constant) = (activations.columnCount, standardized.varying, standardized.constant)
    try progress?(0.1)
    let products = DenseAlgebra.crossProduct(standardized.values, standardized.values, parallel: parallel)
    let size = standardized.varying.count
    coefficients = Matrix(
      rowCount: size, columnCount: size,
      elements: products.enumerated().map { place, value in
        place / size == place % size ? 1 : Float(min(1, max(-1, value)))
      })
    try progress?(1)
  }

  /// 1 − |r| of those that vary: symmetric, 0 on the diagonal.
  public var dissimilarities: Matrix {
    Matrix(
      rowCount: coefficients.rowCount, columnCount: coefficients.columnCount,
      elements: coefficients.elements.map { 1 - abs($0) })
  }
}

/// The columns that vary, with mean 0 and length 1.
private struct StandardizedColumns {
  let values: Matrix
  let varying: [Int]
  let constant: [Int]

  init(_ data: Matrix, parallel: ParallelRows) {
    let mean = ColumnSums.mean(data, parallel: parallel)
    var (varies, squares) = ([Bool](repeating: false, count: data.columnCount), mean.map { _ in 0.0 })
    let columns = data.columnCount
    varies.withUnsafeMutableBufferPointer { varies in
      squares.withUnsafeMutableBufferPointer { squares in
        data.elements.withUnsafeBufferPointer { values in
          let (varies, squares) = (SharedMutable(varies.baseAddress), SharedMutable(squares.baseAddress))
          let values = SharedPointer(values.baseAddress)
          parallel.forEachChunk(of: columns, chunkSize: 128) { _, range in
            guard let varies = varies.pointer, let squares = squares.pointer, let values = values.pointer else {
              return
            }
            for row in 0..<data.rowCount {
              let line = values + row &* columns
              for column in range {
                let difference = Double(line[column]) - mean[column]
                squares[column] += difference * difference
                varies[column] = varies[column] || line[column] != values[column]
              }
            }
          }
        }
      }
    }
    // Where all that remains is the rounding of the mean, nothing varies in Double either.
    let kept = (0..<columns).filter { varies[$0] && squares[$0] > 0 }
    (varying, constant) = (kept, (0..<columns).filter { !(varies[$0] && squares[$0] > 0) })
    var elements = [Float](repeating: 0, count: data.rowCount * kept.count)
    let factors = kept.map { 1 / squares[$0].squareRoot() }
    elements.withUnsafeMutableBufferPointer { output in
      data.elements.withUnsafeBufferPointer { values in
        let (output, values) = (SharedMutable(output.baseAddress), SharedPointer(values.baseAddress))
        parallel.forEachChunk(of: data.rowCount, chunkSize: 256) { _, range in
          guard let output = output.pointer, let values = values.pointer else { return }
          for row in range {
            for (place, column) in kept.enumerated() {
              let value = (Double(values[row &* columns &+ column]) - mean[column]) * factors[place]
              output[row &* kept.count &+ place] = Float(value)
            }
          }
        }
      }
    }
    values = Matrix(rowCount: data.rowCount, columnCount: kept.count, elements: elements)
  }
}
