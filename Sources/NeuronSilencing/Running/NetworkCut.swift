import ONNXModel

/// A network cut at a layer: what must be known, besides the layer, to compute the classes from it.
struct NetworkCut {
  /// The layer that is silenced.
  let layer: TapPoint
  /// The axis of the layer's neurons, 1 or the last.
  let neuronAxis: Int
  let neuronCount: Int
  let head: ClassifierHead
  /// The tensor that classes are read from, unnormalized scores where the network has them.
  let scores: String
  /// Tensors that the part after the layer reads and that come from the image past the layer: shortcuts.
  let bypassing: [String]
  /// The nodes on the way to the layer and the bypassing tensors, and those after.
  let before: [NodeDescription]
  let after: [NodeDescription]

  init(_ network: ONNXNetwork, layer name: String) throws {
    let file = network.fileName
    let (layer, head) = (try Self.layer(name, of: network), try Self.head(of: network))
    let scores = head.logits ?? head.probabilities ?? network.outputs[0].name
    (self.layer, self.head, self.scores) = (layer, head, scores)
    (neuronAxis, neuronCount) = try Self.neurons(of: layer, file: file)

    let needed = Self.needed(for: [scores], in: network.nodes)
    let following = Self.dependents(of: [layer.tensorName], among: needed)
    guard following.contains(scores), layer.tensorName != scores else {
      throw NeuronSilencingError(
        .badLayer,
        "The layer \(name) of \(file) has no part of the network after it: the classes are read from `\(scores)`, which "
          + (layer.tensorName == scores ? "it is. " : "does not depend on it. ")
          + "Silence a layer before (see `strata layers`).")
    }
    after = needed.filter { $0.outputs.contains(where: following.contains) }
    let imaged = Self.dependents(of: Set(network.inputs.map(\.name)), among: needed)
    var bypassing: [String] = []
    for name in after.flatMap(\.inputs)
    where imaged.contains(name) && !following.contains(name) && !bypassing.contains(name) {
      bypassing.append(name)
    }
    self.bypassing = bypassing
    before = Self.needed(for: [layer.tensorName] + bypassing, in: network.nodes)
      .filter { $0.outputs.contains(where: imaged.contains) }
  }

  private static func layer(_ name: String, of network: ONNXNetwork) throws -> TapPoint {
    if let layer = network.tapPoints.first(where: { $0.tensorName == name })
      ?? network.tapPoints.first(where: { $0.name == name })
    {
      return layer
    }
    throw NeuronSilencingError(
      .badLayer,
      "\(network.fileName) has no layer `\(name)`. Expected the name or the tensor of one of its "
        + "\(network.tapPoints.count) activations (see `strata layers`).")
  }

  private static func head(of network: ONNXNetwork) throws -> ClassifierHead {
    if let head = network.classifierHead { return head }
    throw NeuronSilencingError(
      .badInput,
      "\(network.fileName) does not end in classes, so the effect of silencing cannot be measured. Expected an "
        + "output [N, classes] of real numbers.")
  }

  private static func neurons(of layer: TapPoint, file: String) throws -> (axis: Int, count: Int) {
    guard layer.layout != .other, let count = layer.channelCount, count > 0 else {
      let shape = layer.shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw NeuronSilencingError(
        .badLayer,
        "The layer \(layer.name) of \(file) has the shape [\(shape)], in which neurons cannot be told. Expected "
          + "[N, channels, …] or [N, …, features] with a known number of them.")
    }
    return (layer.layout == .tokens ? layer.shape.count - 1 : 1, count)
  }

  /// The nodes that make tensors, in order.
  private static func needed(for names: [String], in nodes: [NodeDescription]) -> [NodeDescription] {
    var open = Set(names)
    var found: [NodeDescription] = []
    for node in nodes.reversed() where node.outputs.contains(where: open.contains) {
      open.formUnion(node.inputs.filter { !$0.isEmpty })
      found.append(node)
    }
    return found.reversed()
  }

  /// The tensors that nodes make from certain ones, those included.
  private static func dependents(of names: Set<String>, among nodes: [NodeDescription]) -> Set<String> {
    nodes.reduce(into: names) { found, node in
      // A tensor that is given is not computed, even where a node would make it.
      if node.inputs.contains(where: found.contains) { found.formUnion(node.outputs.filter { !$0.isEmpty }) }
    }
  }
}
