import NumericKernels

/// How much stronger a neuron answers to a class than to the others, from −1 to 1.
///
/// (m − o) / (|m| + |o|), with m the mean activation over the class, o the mean of the means of the other classes, and |·|
/// the same of magnitudes. Of activations that are not negative this is the index of Morcos et al. 2018 (arXiv:1803.06959)
/// for the class, and theirs for the class with the largest mean; of others it stays between −1 and 1. 0 where all is 0.
/// O(items · neurons).
struct ClassSelectivity {
  /// By class that is present, and column.
  let values: [[Double]]

  init(_ columns: NeuronColumns, labels: ClassLabels, parallel: ParallelRows) {
    let (width, classes) = (columns.neurons.count, labels.present)
    var flat = [Double](repeating: 0, count: width * classes.count)
    flat.withUnsafeMutableBufferPointer { flat in
      let output = SharedMutable(flat.baseAddress)
      parallel.forEachChunk(of: width, chunkSize: 8) { _, range in
        guard let output = output.pointer else { return }
        for column in range {
          var (sums, magnitudes) = (
            [Double](repeating: 0, count: labels.classCount), [Double](repeating: 0, count: labels.classCount)
          )
          columns.withColumn(column) { values in
            for (item, index) in labels.classOf.enumerated() {
              sums[index] += Double(values[item])
              magnitudes[index] += Double(abs(values[item]))
            }
          }
          let means = classes.map { sums[$0] / Double(labels.counts[$0]) }
          let sizes = classes.map { magnitudes[$0] / Double(labels.counts[$0]) }
          for place in classes.indices {
            let scale = sizes[place] + Self.others(sizes, without: place)
            let value = scale > 0 ? (means[place] - Self.others(means, without: place)) / scale : 0
            output[column * classes.count + place] = min(1, max(-1, value))
          }
        }
      }
    }
    values = classes.indices.map { place in (0..<width).map { flat[$0 * classes.count + place] } }
  }

  /// The mean of all but one.
  private static func others(_ values: [Double], without place: Int) -> Double {
    var sum = 0.0
    for (index, value) in values.enumerated() where index != place { sum += value }
    return sum / Double(values.count - 1)
  }
}
