import TensorEngine

/// A layer's activations for a batch of images, of which groups of neurons can be silenced, several at once.
struct SilencedBatch {
  /// [images, …], neurons on `neuronAxis`.
  let activations: Tensor
  let neuronAxis: Int
  /// What follows reads besides.
  let bypassing: [String: Tensor]
  /// What takes the place of each neuron's activation; nil for zeros.
  let replacement: [Float]?

  /// The number of images.
  var count: Int { activations.shape[0] }

  /// Whether every tensor has one row for each image, so that rows of several groups may follow each other. Shapes that
  /// were computed from the image hold its number and do not.
  var canBeRepeated: Bool {
    let count = count
    return bypassing.values.allSatisfy { $0.elementType != .int64 && $0.shape.first == count }
  }

  /// The activations [groups · images, …], of each group with its neurons replaced.
  func silencing(_ groups: ArraySlice<[Int]>) throws -> Tensor {
    let (engine, shape) = (activations.engine, activations.shape)
    let neurons = shape[neuronAxis]
    var kept = [Float](repeating: 1, count: groups.count * neurons)
    var added = [Float](repeating: 0, count: replacement == nil ? 0 : kept.count)
    for (place, group) in groups.enumerated() {
      for neuron in group {
        kept[place * neurons + neuron] = 0
        if let replacement { added[place * neurons + neuron] = replacement[neuron] }
      }
    }
    var wide = [groups.count] + shape.map { _ in 1 }
    wide[neuronAxis + 1] = neurons
    let device = activations.device
    var result = try activations.reshaped(to: [1] + shape) * engine.tensor(kept, shape: wide, device: device)
    if replacement != nil { result = try result + engine.tensor(added, shape: wide, device: device) }
    return try result.reshaped(to: [groups.count * shape[0]] + shape.dropFirst())
  }

  /// The bypassing tensors for so many groups.
  func repeated(_ times: Int) throws -> [String: Tensor] {
    guard times > 1 else { return bypassing }
    return try bypassing.mapValues { tensor in
      let shape = tensor.shape
      return try tensor.reshaped(to: [1] + shape).expanded(to: [times] + shape)
        .reshaped(to: [times * shape[0]] + shape.dropFirst())
    }
  }
}
