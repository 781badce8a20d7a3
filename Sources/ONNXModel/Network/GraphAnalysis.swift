/// What is found out about a graph once, when it is opened.
struct GraphAnalysis: Sendable {
  let graph: Onnx_GraphProto
  let inputNames: [String]
  /// Shapes, types and constants by tensor name.
  let facts: [String: TensorFacts]
  /// The node that makes a tensor.
  let producers: [String: Int]
  /// The nodes that read a tensor, in order, subgraphs included.
  let consumers: [String: [Int]]
  /// Tensors whose values, not only their shapes, come from the input.
  let dependent: Set<String>
  /// The axis of channels or features, by tensor.
  let channelAxes: [String: Int]
  /// Depth by node.
  let depths: [Int]

  init(graph: Onnx_GraphProto, opset: Int, inputNames: [String]) {
    self.graph = graph
    self.inputNames = inputNames
    facts = ShapeInference(graph: graph, opset: opset).facts
    var producers: [String: Int] = [:]
    var consumers: [String: [Int]] = [:]
    var dependent = Set(inputNames)
    var depthOfTensor: [String: Int] = [:]
    var depths: [Int] = []
    for (index, node) in graph.node.enumerated() {
      let read = node.consumedNames.filter { !$0.isEmpty }
      for name in Set(read) { consumers[name, default: []].append(index) }
      for name in node.output where !name.isEmpty { producers[name] = index }
      let isDependent = read.contains(where: dependent.contains) && !["Shape", "Size"].contains(node.opType)
      var depth = 0
      if isDependent {
        dependent.formUnion(node.output.filter { !$0.isEmpty })
        let before = read.lazy.filter(dependent.contains).map { depthOfTensor[$0] ?? 0 }.max() ?? 0
        depth = before + (ONNXOperators.rearranging.contains(node.opType) ? 0 : 1)
        for name in node.output { depthOfTensor[name] = depth }
      }
      depths.append(depth)
    }
    self.producers = producers
    self.consumers = consumers
    self.dependent = dependent
    self.depths = depths
    channelAxes = ChannelAxes(graph: graph, facts: facts, dependent: dependent, inputNames: inputNames).axes
  }

  /// What a person reads of an input or output, with shapes that inference adds.
  func description(of info: Onnx_ValueInfoProto) -> TensorDescription {
    let known = facts[info.name] ?? .unknown
    return TensorDescription(name: info.name, elementType: known.elementType, shape: known.shape?.values ?? [])
  }

  var nodeDescriptions: [NodeDescription] {
    graph.node.indices.map { index in
      let node = graph.node[index]
      return NodeDescription(
        name: node.name, operatorName: operatorName(index), inputs: node.input, outputs: node.output,
        depth: depths[index])
    }
  }

  func operatorName(_ index: Int) -> String {
    let node = graph.node[index]
    return ONNXOperators.isStandard(node.domain) ? node.opType : "\(node.domain):\(node.opType)"
  }

  /// The inputs of a node that carry activations.
  func activationInputs(_ index: Int) -> [String] {
    graph.node[index].consumedNames.filter { dependent.contains($0) }
  }

  func isActivation(_ tensor: String) -> Bool {
    guard dependent.contains(tensor), let facts = facts[tensor] else { return false }
    // Where the type is unknown, as behind operators of other domains, the tensor is still offered.
    return facts.elementType.isFloatingPoint || facts.elementType == .unknown
  }
}
