import TensorEngine

/// Sums of activations, neuron by neuron.
struct NeuronSums {
  let axis: Int
  private var sums: [Double]
  private var count = 0

  init(neuronCount: Int, axis: Int) {
    self.axis = axis
    sums = Array(repeating: 0, count: neuronCount)
  }

  /// Adds the first images of a batch.
  mutating func add(_ activations: Tensor, imageCount: Int) throws {
    let shape = activations.shape
    let neurons = sums.count
    let outer = imageCount * shape[1..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    var found = sums
    try activations.withValues { values in
      for block in 0..<outer {
        for neuron in 0..<neurons {
          let start = (block * neurons + neuron) * inner
          var sum = 0.0
          for place in start..<start + inner { sum += Double(values[place]) }
          found[neuron] += sum
        }
      }
    }
    sums = found
    count += outer * inner
  }

  /// The means; at least one image was added.
  var means: [Float] { sums.map { Float($0 / Double(count)) } }
}
