/// Builds the graph of a tapped network: collects the nodes behind the taps, then keeps only what they need.
struct GraphEditor {
  private let network: ONNXNetwork
  private var graph: Onnx_GraphProto
  private var taken: Set<String>
  private var takenNodes: Set<String>
  /// Tensors of the network whose name an output asks for, with their new names.
  private var renamed: [String: String] = [:]
  private var floatTensors: [String: String] = [:]

  private(set) var addedNodes: [Onnx_NodeProto] = []
  private var addedInitializers: [String: Onnx_TensorProto] = [:]
  private var addedOrder: [String] = []
  private var outputs: [Onnx_ValueInfoProto] = []

  init(network: ONNXNetwork, reserved: Set<String>) {
    self.network = network
    graph = network.model.graph
    taken = reserved
    for info in graph.input { taken.insert(info.name) }
    for tensor in graph.initializer { taken.insert(tensor.name) }
    takenNodes = Set(graph.node.map(\.name))
    for node in graph.node {
      taken.formUnion(node.output)
      taken.formUnion(node.consumedNames)
    }
    let present = Set(graph.node.flatMap(\.output) + graph.initializer.map(\.name))
    for name in reserved.intersection(present).sorted() {
      renamed[name] = unusedName(name + "/original")
    }
  }

  var opset: Int { network.opsetVersion }

  mutating func unusedName(_ wish: String) -> String {
    var name = wish
    var count = 2
    while !taken.insert(name).inserted {
      name = "\(wish)~\(count)"
      count += 1
    }
    return name
  }

  /// The present name of a tensor of the network.
  func current(_ tensor: String) -> String { renamed[tensor] ?? tensor }

  /// Adds a node and gives the name of its output.
  @discardableResult
  mutating func addNode(
    _ operatorName: String, _ inputs: [String], output: String? = nil, attributes: [Onnx_AttributeProto] = []
  ) -> String {
    var node = Onnx_NodeProto()
    node.opType = operatorName
    node.input = inputs
    node.attribute = attributes
    let made = output ?? unusedName("\(inputs[0])/strata\(operatorName)")
    var name = made
    while !takenNodes.insert(name).inserted { name += "~" }
    node.name = name
    node.output = [made]
    addedNodes.append(node)
    return made
  }

  /// Adds a constant once, and gives its name.
  mutating func addConstant(_ key: String, _ make: () -> Onnx_TensorProto) -> String {
    if let known = addedInitializers[key] { return known.name }
    var tensor = make()
    tensor.name = unusedName("strata/\(key)")
    addedInitializers[key] = tensor
    addedOrder.append(key)
    return tensor.name
  }

  /// A tensor of the network as Float32.
  mutating func floatTensor(_ tap: TapPoint) -> String {
    let name = current(tap.tensorName)
    guard tap.elementType != .float32, tap.elementType != .unknown else { return name }
    if let known = floatTensors[name] { return known }
    let made = addNode("Cast", [name], attributes: [.integer("to", TensorElementType.float32.code)])
    floatTensors[name] = made
    return made
  }

  /// Declares an output. The batch axis is named as that of the input.
  mutating func declareOutput(_ name: String, shape: [Int?], type: TensorElementType, hasBatch: Bool) {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = Int32(type.code)
    if !shape.isEmpty {
      info.type.tensorType.shape.dim = shape.enumerated().map { axis, size in
        if axis == 0, hasBatch, let batch = batchDimension { return batch }
        var dimension = Onnx_TensorShapeProto.Dimension()
        if let size { dimension.dimValue = Int64(size) } else { dimension.dimParam = "\(name)_axis\(axis)" }
        return dimension
      }
    }
    outputs.append(info)
  }

  private var batchDimension: Onnx_TensorShapeProto.Dimension? {
    graph.input.first { $0.name == network.inputs[0].name }?.type.tensorType.shape.dim.first
  }

  /// The edited graph, without what no output needs.
  mutating func finish() throws -> Onnx_GraphProto {
    applyRenames()
    graph.node += addedNodes
    graph.output = outputs
    let needed = removeDeadNodes()
    graph.initializer = graph.initializer.filter { needed.contains($0.name) }
    graph.initializer += addedOrder.compactMap { addedInitializers[$0] }
    graph.sparseInitializer = graph.sparseInitializer.filter { needed.contains($0.values.name) }
    let realInputs = Set(network.inputs.map(\.name))
    graph.input = graph.input.filter { realInputs.contains($0.name) }
    graph.valueInfo = graph.valueInfo.filter { needed.contains($0.name) }
    graph.quantizationAnnotation = graph.quantizationAnnotation.filter { needed.contains($0.tensorName) }
    try inlineExternalData()
    return graph
  }

  /// Keeps the nodes that the outputs depend on, in their order. Gives the names of all tensors that are still there.
  private mutating func removeDeadNodes() -> Set<String> {
    var needed = Set(graph.output.map(\.name))
    var kept: [Onnx_NodeProto] = []
    for node in graph.node.reversed() where node.output.contains(where: needed.contains) {
      needed.formUnion(node.consumedNames)
      kept.append(node)
    }
    graph.node = kept.reversed()
    needed.remove("")
    return needed
  }

  private mutating func applyRenames() {
    guard !renamed.isEmpty else { return }
    let names = renamed
    graph = graph.renamingTensors { names[$0] ?? $0 }
  }

  private mutating func inlineExternalData() throws {
    let external = ExternalData(
      folder: network.folder, modelName: network.fileName)
    try graph.inlineExternalData(external, reader: ExternalData.Reader())
  }
}

extension Onnx_GraphProto {
  /// The graph with tensors renamed everywhere, subgraphs included.
  func renamingTensors(_ rename: (String) -> String) -> Onnx_GraphProto {
    var graph = self
    for index in graph.node.indices {
      graph.node[index].input = graph.node[index].input.map(rename)
      graph.node[index].output = graph.node[index].output.map(rename)
      for attribute in graph.node[index].attribute.indices where graph.node[index].attribute[attribute].hasG {
        graph.node[index].attribute[attribute].g = graph.node[index].attribute[attribute].g.renamingTensors(rename)
      }
    }
    for index in graph.initializer.indices { graph.initializer[index].name = rename(graph.initializer[index].name) }
    for index in graph.valueInfo.indices { graph.valueInfo[index].name = rename(graph.valueInfo[index].name) }
    for index in graph.output.indices { graph.output[index].name = rename(graph.output[index].name) }
    return graph
  }

  /// Puts the content of other files into the tensors that refer to it, in nodes and subgraphs too.
  mutating func inlineExternalData(_ external: ExternalData, reader: ExternalData.Reader) throws {
    for index in initializer.indices where initializer[index].dataLocation == .external {
      try initializer[index].inline(external, reader: reader)
    }
    for index in node.indices {
      for place in node[index].attribute.indices {
        let attribute = node[index].attribute[place]
        if attribute.hasT, attribute.t.dataLocation == .external {
          try node[index].attribute[place].t.inline(external, reader: reader)
        }
        if attribute.hasG { try node[index].attribute[place].g.inlineExternalData(external, reader: reader) }
      }
    }
  }
}

extension Onnx_TensorProto {
  fileprivate mutating func inline(_ external: ExternalData, reader: ExternalData.Reader) throws {
    rawData = try reader.bytes(external.section(of: self), modelName: external.modelName)
    externalData = []
    clearDataLocation()
  }
}
