import ONNXModel
import TensorEngine

/// The batch normalizations below some layers, whose learned statistics images are to have.
struct BatchStatistics {
  private struct Normalization {
    let input: String
    let mean: Tensor
    let variance: Tensor
  }

  private let normalizations: [Normalization]

  init(below tensors: [String], in network: VisualizedNetwork) throws {
    var open = Set(tensors)
    var found: [Normalization] = []
    for node in network.network.nodes.reversed() where node.outputs.contains(where: open.contains) {
      open.formUnion(node.inputs)
      guard node.operatorName == "BatchNormalization", node.inputs.count >= 5,
        let mean = network.parameter(node.inputs[3]),
        let variance = network.parameter(node.inputs[4])
      else { continue }
      let shape = [1, mean.elementCount]
      found.append(
        Normalization(
          input: node.inputs[0], mean: try mean.reshaped(to: shape), variance: try variance.reshaped(to: shape)))
    }
    guard !found.isEmpty else {
      throw FeatureVisualizationError(
        .badOption,
        "\(network.network.fileName) has no batch normalization below \(tensors.joined(separator: ", ")), so the penalty on its "
          + "statistics has nothing to compare. Set its weight to 0.")
    }
    normalizations = found.reversed()
  }

  var tensors: [String] { normalizations.map(\.input) }

  /// One number for each image, [N].
  func values(_ activations: [String: Tensor]) throws -> Tensor {
    var sum: Tensor?
    for each in normalizations {
      guard let input = activations[each.input] else { preconditionFailure("the tensor \(each.input) was asked for") }
      let inner = Array(2..<max(3, input.shape.count))
      let mean = try input.shape.count > 2 ? input.mean(over: inner) : input
      let centered = try input - mean.reshaped(to: mean.shape + inner.map { _ in 1 })
      let variance = try (centered * centered).mean(over: inner)
      let (shift, spread) = (
        try mean - each.mean, try (variance + 1e-5).squareRoot() - (each.variance + 1e-5).squareRoot()
      )
      let part = try ((shift * shift + spread * spread) / (each.variance + 1e-5)).mean(over: [1])
      sum = try sum.map { try $0 + part } ?? part
    }
    guard let sum else { preconditionFailure("there is a normalization") }
    return try sum / Double(normalizations.count)
  }
}
