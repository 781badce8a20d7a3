package import NumericKernels

/// The activations of neurons that vary, neuron after neuron: what looks at one neuron at a time reads memory in order.
package struct NeuronColumns: Sendable {
  /// Value `column * itemCount + place`, and 16 zeros.
  package let values: [Float]
  /// The number of items.
  package let itemCount: Int
  /// The neuron of each column, ascending.
  package let neurons: [Int]
  /// Neurons with the same activation for every item, ascending.
  let constant: [Int]

  /// Copies some rows of the activations, at least one.
  package init(_ activations: Matrix, rows: [Int], parallel: ParallelRows) {
    let width = activations.columnCount
    var varies = [Bool](repeating: false, count: width)
    activations.elements.withUnsafeBufferPointer { values in
      guard let first = rows.first else { return }
      for row in rows {
        for column in 0..<width where values[row &* width &+ column] != values[first &* width &+ column] {
          varies[column] = true
        }
      }
    }
    let kept = varies.indices.filter { varies[$0] }
    (neurons, constant) = (kept, varies.indices.filter { !varies[$0] })
    itemCount = rows.count
    var copy = [Float](repeating: 0, count: rows.count * kept.count + 16)
    copy.withUnsafeMutableBufferPointer { copy in
      activations.elements.withUnsafeBufferPointer { values in
        let (output, input) = (SharedMutable(copy.baseAddress), SharedPointer(values.baseAddress))
        parallel.forEachChunk(of: kept.count, chunkSize: 16) { _, range in
          guard let output = output.pointer, let input = input.pointer else { return }
          for (place, row) in rows.enumerated() {
            for column in range { output[column &* rows.count &+ place] = input[row &* width &+ kept[column]] }
          }
        }
      }
    }
    values = copy
  }

  /// Calls a body with the values of one column.
  func withColumn<Result>(_ column: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    values.withUnsafeBufferPointer { body(.init(rebasing: $0[column * itemCount..<(column + 1) * itemCount])) }
  }
}
