import Foundation
import SwiftProtobuf

/// A network that tells other classes apart: the same graph, but for the last layer with weights.
public struct ClassifierReplacement: Sendable {
  /// The network with the new layer; nodes and tensors keep their names.
  public let network: ONNXNetwork
  /// The tensors of the new layer: its weight, and its bias where it has one.
  public let parameters: [String]
  /// The tensor that the new layer reads: everything before it stays as it was.
  public let features: String
  /// The tensor of scores, before softmax.
  public let logits: String
}

extension ONNXNetwork {
  /// Replaces the last layer with weights by one for other classes.
  ///
  /// The layer is found from the scores backwards, through nodes that only rearrange, pool or rectify: a Gemm, a MatMul
  /// (with the Add behind it) or a convolution with as many outputs as the network has classes. Constant shapes and
  /// declared sizes behind it are adapted; a bias becomes zero.
  ///
  /// - Parameters:
  ///   - classCount: The number of classes, at least 2.
  ///   - weights: Makes the new weights: how many, and the numbers of inputs and outputs of a unit (fan in, fan out).
  /// - Returns: The network with the new layer, and where that is.
  /// - Throws: `ONNXModelError` where the network ends in no classes, or in a form that is not understood; it names the
  ///   node.
  public func replacingClassifier(
    classCount: Int, weights: (_ count: Int, _ fanIn: Int, _ fanOut: Int) -> [Float]
  ) throws -> ClassifierReplacement {
    guard (2...1_000_000).contains(classCount) else {
      throw ONNXModelError(
        kind: .badInput, description: "A classifier cannot have \(classCount) classes. Give at least 2.")
    }
    guard let head = classifierHead, let logits = head.logits, !head.isMultiLabel else {
      throw ONNXModelError(
        kind: .badInput,
        description: """
          \(fileName) does not end in scores or a softmax of classes, [N, classes]. Expected a classifier; take another \
          network, or export it with its last layer.
          """)
    }
    var editor = ClassifierEditor(self, logits: logits, oldCount: head.classCount, newCount: classCount)
    let features = try editor.replace(weights)
    let data = try editor.serialized()
    return ClassifierReplacement(
      network: try ONNXNetwork(data: data, url: url), parameters: editor.parameters, features: features, logits: logits)
  }
}

/// Walks from the scores back to the layer that makes them, and changes it.
private struct ClassifierEditor {
  let network: ONNXNetwork
  var model: Onnx_ModelProto
  var tensor: String
  let oldCount: Int
  let newCount: Int
  private(set) var parameters: [String] = []

  init(_ network: ONNXNetwork, logits: String, oldCount: Int, newCount: Int) {
    self.network = network
    model = network.model
    tensor = logits
    (self.oldCount, self.newCount) = (oldCount, newCount)
  }

  /// Gives the tensor that the new layer reads.
  mutating func replace(_ weights: (Int, Int, Int) -> [Float]) throws -> String {
    while let index = network.analysis.producers[tensor] {
      let node = model.graph.node[index]
      switch node.opType {
      case "Gemm", "MatMul", "Conv":
        try replaceLayer(index, weights)
        adaptDeclarations(behind: index)
        return node.input[0]
      case "Add": try passBias(index)
      case "Reshape": try passReshape(index)
      case "Identity", "Dropout", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Relu", "GlobalAveragePool", "AveragePool",
        "ReduceMean":
        tensor = node.input[0]
      default: throw notUnderstood(node, "does not lead to a layer with weights")
      }
    }
    throw ONNXModelError(
      kind: .badInput,
      description: "No layer with weights makes the scores of \(network.fileName). Take another network.")
  }

  private func notUnderstood(_ node: Onnx_NodeProto, _ problem: String) -> ONNXModelError {
    ONNXModelError(
      kind: .badInput,
      description: """
        The classes of \(network.fileName) cannot be replaced: node `\(node.name)` (\(node.opType)) \(problem). Expected a \
        Gemm, MatMul or Conv with \(oldCount) outputs, with nothing behind it but pools, reshapes and a softmax.
        """)
  }

  private func shape(_ name: String) -> [Int]? {
    guard let sizes = network.analysis.facts[name]?.shape?.values else { return nil }
    let known = sizes.compactMap(\.self)
    return known.count == sizes.count ? known : nil
  }

  private mutating func replaceLayer(_ index: Int, _ weights: (Int, Int, Int) -> [Float]) throws {
    let node = model.graph.node[index]
    let flag = { (name: String) in node.attribute.first { $0.name == name }?.i ?? 0 }
    let isFirst = node.opType == "Conv" || (node.opType == "Gemm" && flag("transB") != 0)
    guard node.input.count > 1, !network.analysis.dependent.contains(node.input[1]), var sizes = shape(node.input[1]),
      sizes.count == 2 || (node.opType == "Conv" && sizes.count > 2), flag("group") <= 1
    else { throw notUnderstood(node, "has no plain weights") }
    let axis = isFirst ? 0 : 1
    guard sizes[axis] == oldCount else { throw notUnderstood(node, "has \(sizes[axis]) outputs") }
    sizes[axis] = newCount
    let fanIn = sizes.reduce(1, *) / newCount
    let area = sizes.dropFirst(2).reduce(1, *)
    let values = weights(sizes.reduce(1, *), fanIn, newCount * area)
    precondition(values.count == sizes.reduce(1, *), "as many weights as were asked for")
    setInput(1, of: index, to: .floats(values, shape: sizes), suffix: "weight", isParameter: true)
    if node.input.count > 2, !node.input[2].isEmpty {
      let zeros = [Float](repeating: 0, count: newCount)
      setInput(2, of: index, to: .floats(zeros, shape: [newCount]), suffix: "bias", isParameter: true)
    }
  }

  /// An Add whose one side is a constant of one value a class.
  private mutating func passBias(_ index: Int) throws {
    let node = model.graph.node[index]
    guard let place = node.input.firstIndex(where: { !network.analysis.dependent.contains($0) }),
      let sizes = shape(node.input[place]), sizes.reduce(1, *) == oldCount, let axis = sizes.firstIndex(of: oldCount)
    else { throw notUnderstood(node, "adds something else than one value a class") }
    var changed = sizes
    changed[axis] = newCount
    let zeros = [Float](repeating: 0, count: newCount)
    setInput(place, of: index, to: .floats(zeros, shape: changed), suffix: "bias", isParameter: true)
    tensor = node.input[1 - place]
  }

  private mutating func passReshape(_ index: Int) throws {
    let node = model.graph.node[index]
    guard node.input.count == 2, let sizes = network.analysis.facts[node.input[1]]?.constant?.integers else {
      throw notUnderstood(node, "has a shape that is computed")
    }
    let changed = sizes.map { $0 == oldCount ? newCount : $0 }
    if changed != sizes {
      setInput(1, of: index, to: .integers(changed), suffix: "shape", isParameter: false)
    }
    tensor = node.input[0]
  }

  /// Gives a node another constant: under the old name where that is an initializer that nothing else reads.
  private mutating func setInput(
    _ place: Int, of index: Int, to value: Onnx_TensorProto, suffix: String, isParameter: Bool
  ) {
    let old = model.graph.node[index].input[place]
    var tensor = value
    if let existing = model.graph.initializer.firstIndex(where: { $0.name == old }),
      network.analysis.consumers[old]?.count == 1
    {
      tensor.name = old
      model.graph.initializer[existing] = tensor
      // Old files list weights among the inputs, with their shape.
      model.graph.input.removeAll { $0.name == old }
      model.irVersion = max(4, model.irVersion)
    } else {
      let label =
        model.graph.node[index].name.isEmpty ? model.graph.node[index].output[0] : model.graph.node[index].name
      tensor.name = "\(label).\(suffix)"
      while network.analysis.facts[tensor.name] != nil { tensor.name += "~" }
      model.graph.node[index].input[place] = tensor.name
      model.graph.initializer.append(tensor)
    }
    if isParameter { parameters.insert(tensor.name, at: suffix == "weight" ? 0 : parameters.count) }
  }

  /// Forgets declared shapes behind a node, and states the new number of classes in the outputs.
  private mutating func adaptDeclarations(behind index: Int) {
    var behind: Set<String> = []
    for node in model.graph.node[index...]
    where node.output == model.graph.node[index].output || node.input.contains(where: behind.contains) {
      behind.formUnion(node.output)
    }
    model.graph.valueInfo.removeAll { behind.contains($0.name) }
    for place in model.graph.output.indices where behind.contains(model.graph.output[place].name) {
      let dimensions = model.graph.output[place].type.tensorType.shape.dim
      for axis in dimensions.indices where dimensions[axis].dimValue == Int64(oldCount) {
        model.graph.output[place].type.tensorType.shape.dim[axis].dimValue = Int64(newCount)
      }
    }
  }

  mutating func serialized() throws -> Data {
    try model.graph.inlineExternalData(
      ExternalData(folder: network.folder, modelName: network.fileName), reader: ExternalData.Reader())
    model.graph.removeUnneeded()
    return try network.bytes(of: model)
  }
}
