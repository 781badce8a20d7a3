import GraphExecution
import NumericKernels
import ONNXModel
import TensorEngine

/// The layers with weights before a tensor, in the order of the graph, whose weights can be made random.
struct WeightLayers {
  private struct Layer {
    let name: String
    var parameters: [String]
  }

  private let executor: GraphExecutor
  private let layers: [Layer]

  /// A layer is a node that reads a parameter of at least two dimensions; smaller ones belong to the layer before.
  init(_ executor: GraphExecutor, before tensor: String) {
    var open = Set(executor.trainableParameters(for: [tensor]))
    var layers: [Layer] = []
    for node in executor.network.nodes.making([tensor]) {
      let own = node.inputs.filter { open.remove($0) != nil }
      guard !own.isEmpty else { continue }
      let hasWeights = own.contains { (executor.parameters[$0]?.shape.count ?? 0) > 1 }
      if hasWeights || layers.isEmpty {
        layers.append(Layer(name: node.name.isEmpty ? node.outputs[0] : node.name, parameters: own))
      } else {
        layers[layers.count - 1].parameters += own
      }
    }
    (self.executor, self.layers) = (executor, layers)
  }

  var count: Int { layers.count }

  func name(fromEnd count: Int) -> String { layers[layers.count - count].name }

  /// Gives random weights to the last layers but for those at the end that have them already.
  func randomize(last count: Int, except known: Int, seed: UInt64) throws {
    for index in layers.count - count..<layers.count - known {
      for (place, name) in layers[index].parameters.enumerated() {
        guard let tensor = executor.parameters[name] else { continue }
        var generator = SeededGenerator(seed: seed, stream: UInt64(index) << 16 | UInt64(place))
        let values = Self.redrawn(try tensor.floats(), &generator)
        try tensor.assign(executor.engine.tensor(values, shape: tensor.shape, device: executor.device))
      }
    }
    executor.parametersChanged()
  }

  /// As many draws of the normal distribution with the same mean and deviation.
  private static func redrawn(_ values: [Float], _ generator: inout SeededGenerator) -> [Float] {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(max(1, values.count))
    let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(1, values.count))
    return values.map { _ in Float(mean + variance.squareRoot() * generator.nextGaussianPair().0) }
  }
}
