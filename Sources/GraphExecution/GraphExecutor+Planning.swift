import ONNXModel
import TensorEngine

extension GraphExecutor {
  /// The plan for outputs, made once for each set of inputs and of parameters that require gradients.
  func plan(_ inputs: Set<String>, _ outputs: [String]) throws -> ExecutionPlan {
    let trainable = Set(parameters.filter { $0.value.requiresGradient }.keys)
    let key = ExecutionPlan.Key(inputs: inputs, outputs: outputs, trainable: trainable)
    if let known = plans[key] { return known }
    let needed = try neededNodes(inputs, outputs)
    forgetFolded(needed, readBy: trainable)
    let changing = dependents(of: inputs.union(trainable).union(network.inputs.map(\.name)), among: needed)
    try fold(needed, except: changing)
    var plan = ExecutionPlan()
    let reached = try neededNodes(inputs, outputs) { self.folded[$0] != nil && !changing.contains($0) }
    let nodes = network.model.graph.node
    let produced = Set(reached.flatMap { nodes[$0].output })
    plan.provide(
      Set(reached.flatMap { nodes[$0].input } + outputs).filter { !$0.isEmpty && !produced.contains($0) }.sorted())
    for index in reached { plan.append(nodes[index], at: index, try kernel(index)) }
    plan.findReleases(keeping: outputs)
    plans[key] = plan
    return plan
  }

  /// The nodes between inputs and outputs in the order of the file, each of which can be computed.
  private func neededNodes(
    _ inputs: Set<String>, _ outputs: [String], knowing isKnown: (String) -> Bool = { _ in false }
  ) throws -> [Int] {
    let nodes = network.model.graph.node
    var needed: Set<Int> = []
    var open = outputs
    while let name = open.popLast() {
      guard !name.isEmpty, !inputs.contains(name), constants[name] == nil, !isKnown(name) else { continue }
      if let error = unusable[name] { throw error }
      guard let index = producers[name] else { throw missing(name, outputs) }
      try requireComputed(name, by: nodes[index])
      guard needed.insert(index).inserted else { continue }
      _ = try kernel(index)
      open += nodes[index].input
    }
    return needed.sorted()
  }

  /// The tensors that nodes make from certain ones, those included.
  private func dependents(of names: Set<String>, among nodes: [Int]) -> Set<String> {
    nodes.reduce(into: names) { found, index in
      let node = network.model.graph.node[index]
      if node.input.contains(where: found.contains) { found.formUnion(node.output) }
    }
  }

  /// Forgets what was computed from parameters that are trained now, with the plans that read it.
  private func forgetFolded(_ nodes: [Int], readBy trainable: Set<String>) {
    let stale = dependents(of: trainable, among: nodes).filter { folded[$0] != nil }
    guard !stale.isEmpty else { return }
    for name in stale { folded[name] = nil }
    plans = [:]
  }

  /// Computes what depends on constants only.
  private func fold(_ nodes: [Int], except changing: Set<String>) throws {
    for index in nodes {
      let node = network.model.graph.node[index]
      guard let first = node.output.first, !changing.contains(first), folded[first] == nil else { continue }
      let operands = Operands(
        inputs: node.input.map { constants[$0] ?? folded[$0] }, mode: .inference, nodeIndex: index)
      let step = ExecutionPlan.Step(node: index, kernel: try kernel(index), inputs: [], outputs: [])
      let results = try engine.withoutGradient { try run(step, operands) }
      for (name, tensor) in zip(node.output, results) where !name.isEmpty { folded[name] = tensor }
    }
  }

  private func kernel(_ index: Int) throws -> OperatorKernel {
    if let known = kernels[index] { return known }
    let node = network.model.graph.node[index]
    guard node.isStandard, let compiler = OperatorTable.all[node.opType] else {
      throw GraphExecutionError(
        kind: .unsupportedOperator,
        description: """
          In \(network.fileName), \(NodeReader.label(node)) has an operator that cannot be computed with \
          gradients (operator set \(network.opsetVersion)). Supported are \(OperatorTable.all.count) operators of the \
          standard domain, such as Conv, MatMul and LayerNormalization; see Documentation/TensorEngine.md. Export the \
          network without \(node.opType), or ask for layers before this node.
          """)
    }
    let kernel = try compile(node, compiler, constants: constants)
    kernels[index] = kernel
    return kernel
  }

  func compile(
    _ node: Onnx_NodeProto, _ compiler: OperatorCompiler, constants: [String: Tensor]
  ) throws -> OperatorKernel {
    let reader = NodeReader(node, executor: self, constants: constants)
    let kernel = try compiler(reader)
    try reader.requireAllRead()
    return kernel
  }

  /// Of operators other than Split, only the first output is computed.
  private func requireComputed(_ name: String, by node: Onnx_NodeProto) throws {
    guard node.output.first != name, !OperatorTable.withSeveralOutputs.contains(node.opType) else { return }
    throw NodeReader(node, executor: self, constants: [:])
      .unsupported("the output `\(name)`, which is used", supported: "the first output of \(node.opType)")
  }

  func unknown(_ name: String) -> GraphExecutionError {
    GraphExecutionError(
      kind: .unknownTensor,
      description: """
        \(network.fileName) has no tensor `\(name)`. Expected the name of an input, a constant or a node's \
        output; `strata layers` lists those of layers.
        """)
  }

  /// A tensor that nothing gives: the network's input, which was not given, or a name that is not there.
  private func missing(_ name: String, _ outputs: [String]) -> GraphExecutionError {
    guard network.inputs.contains(where: { $0.name == name }) else { return unknown(name) }
    return GraphExecutionError(
      kind: .badInput,
      description: """
        \(outputs.joined(separator: ", ")) of \(network.fileName) depends on the input `\(name)`, which was not \
        given. Give it, or tensors behind it.
        """)
  }
}
