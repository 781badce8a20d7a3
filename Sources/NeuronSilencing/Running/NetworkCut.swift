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
    let scores = head.scores
    (self.layer, self.head, self.scores) = (layer, head, scores)
    (neuronAxis, neuronCount) = try Self.neurons(of: layer, file: file)

    let needed = network.nodes.making([scores])
    let following = needed.tensors(madeFrom: [layer.tensorName])
    guard following.contains(scores), layer.tensorName != scores else {
      throw NeuronSilencingError(
        .badLayer,
        "The layer \(name) of \(file) has no part of the network after it: the classes are read from `\(scores)`, which "
          + (layer.tensorName == scores ? "it is. " : "does not depend on it. ")
          + "Silence a layer before (see `strata layers`).")
    }
    after = needed.filter { $0.outputs.contains(where: following.contains) }
    let imaged = needed.tensors(madeFrom: Set(network.inputs.map(\.name)))
    var bypassing: [String] = []
    for name in after.flatMap(\.inputs)
    where imaged.contains(name) && !following.contains(name) && !bypassing.contains(name) {
      bypassing.append(name)
    }
    self.bypassing = bypassing
    before = network.nodes.making([layer.tensorName] + bypassing)
      .filter { $0.outputs.contains(where: imaged.contains) }
  }

  private static func layer(_ name: String, of network: ONNXNetwork) throws -> TapPoint {
    if let layer = network.tapPoint(named: name) { return layer }
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
    if let channels = layer.channels { return channels }
    throw NeuronSilencingError(
      .badLayer,
      "The layer \(layer.name) of \(file) has the shape \(layer.shapeText), in which neurons cannot be told. Expected "
        + "[N, channels, …] or [N, …, features] with a known number of them.")
  }
}
