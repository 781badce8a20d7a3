/// What takes the place of a silenced neuron's activation, at every position of every image.
public enum SilencingReplacement: Sendable, Equatable {
  /// Zero: the neuron never fires. Where it is mostly active, this is far from anything the network has seen.
  case zero
  /// The neuron's mean over all images and positions, one number for each neuron of the layer: it no longer tells
  /// images apart, and what follows still gets what it is used to.
  case mean([Float])

  /// How the replacement is called in reports.
  public var name: String {
    switch self {
    case .zero: "zero"
    case .mean: "mean"
    }
  }

  /// The value for each neuron.
  func values(neuronCount: Int) throws -> [Float] {
    guard case .mean(let means) = self else { return Array(repeating: 0, count: neuronCount) }
    guard means.count == neuronCount else {
      throw NeuronSilencingError(
        .badInput, "\(means.count) means were given for a layer of \(neuronCount) neurons. Expected one for each.")
    }
    guard let stray = means.firstIndex(where: { !$0.isFinite }) else { return means }
    throw NeuronSilencingError(
      .badInput, "The mean of neuron \(stray) is \(means[stray]). Expected a finite number.")
  }
}
