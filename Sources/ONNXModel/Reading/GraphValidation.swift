/// Checks that a graph can be followed from its input to its outputs.
struct GraphValidation {
  let name: String
  let model: Onnx_ModelProto

  private static func label(_ node: Onnx_NodeProto, at index: Int) -> String {
    node.name.isEmpty ? "node \(index) (\(node.opType))" : "node `\(node.name)` (\(node.opType))"
  }

  /// The version of the standard operator set that the file is written against.
  func opsetVersion() throws -> Int {
    let stated = model.opsetImport.filter { ONNXOperators.isStandard($0.domain) }.map { Int($0.version) }.max()
    guard let stated else {
      throw ONNXModelError(
        kind: .unsupportedOpset,
        description: "\(name) does not say which operator set it uses; perhaps its end is missing. Export it again.")
    }
    guard stated >= 7 else {
      throw ONNXModelError(
        kind: .unsupportedOpset,
        description: """
          \(name) uses operator set \(stated); at least 7 is needed. \
          Export it again with opset_version=17, or convert it with onnx.version_converter.
          """)
    }
    return stated
  }

  /// The inputs that a caller provides: those without a constant value of their own.
  func realInputs() throws -> [Onnx_ValueInfoProto] {
    let graph = model.graph
    let constants = Set(graph.initializer.map(\.name) + graph.sparseInitializer.map(\.values.name))
    let inputs = graph.input.filter { !constants.contains($0.name) }
    guard !inputs.isEmpty else {
      throw ONNXModelError(
        kind: .unsupportedInput,
        description: "\(name) has no input for images. Export the network with an example input.")
    }
    guard inputs.count == 1 else {
      let names = inputs.map { "`\($0.name)`" }.joined(separator: ", ")
      throw ONNXModelError(
        kind: .unsupportedInput,
        description: """
          \(name) has \(inputs.count) inputs: \(names). A network with a single input, the image, is expected. \
          Export it with the other inputs fixed.
          """)
    }
    guard case .tensorType = inputs[0].type.value else {
      throw ONNXModelError(
        kind: .unsupportedInput,
        description:
          "The input `\(inputs[0].name)` of \(name) is not a tensor. Export the network with an image tensor.")
    }
    return inputs
  }

  /// Every operator is known, every tensor is made once and before it is used, every output is made.
  func validateNodes() throws {
    let graph = model.graph
    try validateOperators(graph)
    let producers = try producers(graph)
    var known = Set(graph.input.map(\.name) + graph.initializer.map(\.name))
    known.formUnion(graph.sparseInitializer.map(\.values.name))
    for (index, node) in graph.node.enumerated() {
      for input in node.consumedNames where !input.isEmpty && !known.contains(input) {
        let label = Self.label(node, at: index)
        guard let producer = producers[input] else {
          throw ONNXModelError(
            kind: .brokenGraph,
            description: """
              In \(name), \(label) uses `\(input)`, which no node, input or weight provides. Export the model again.
              """)
        }
        throw ONNXModelError(
          kind: .brokenGraph,
          description: """
            In \(name), \(label) uses `\(input)` before \(Self.label(graph.node[producer], at: producer)) makes it: \
            the nodes are not sorted or form a cycle. Export the model again.
            """)
      }
      known.formUnion(node.output)
    }
    if let missing = graph.output.first(where: { !known.contains($0.name) }) {
      throw ONNXModelError(
        kind: .brokenGraph,
        description: "The output `\(missing.name)` of \(name) is made by no node. Export the model again.")
    }
  }

  private func validateOperators(_ graph: Onnx_GraphProto) throws {
    let functions = Set(model.functions.map { "\($0.domain):\($0.name)" })
    for (index, node) in graph.node.enumerated() where ONNXOperators.isStandard(node.domain) {
      guard !ONNXOperators.names.contains(node.opType), !functions.contains("\(node.domain):\(node.opType)") else {
        continue
      }
      throw ONNXModelError(
        kind: .unknownOperator,
        description: """
          \(Self.label(node, at: index)) in \(name) uses the operator `\(node.opType)`, which ONNX does not define \
          (up to operator set \(ONNXOperators.newestKnownOpset)). Export the model again with standard operators.
          """)
    }
  }

  private func producers(_ graph: Onnx_GraphProto) throws -> [String: Int] {
    var producers: [String: Int] = [:]
    let inputs = Set(graph.input.map(\.name) + graph.initializer.map(\.name))
    for (index, node) in graph.node.enumerated() {
      for output in node.output where !output.isEmpty {
        guard producers.updateValue(index, forKey: output) == nil, !inputs.contains(output) else {
          throw ONNXModelError(
            kind: .brokenGraph,
            description: """
              In \(name), the tensor `\(output)` is made twice, the second time by \(Self.label(node, at: index)). \
              Export the model again.
              """)
        }
      }
    }
    return producers
  }
}

extension Onnx_NodeProto {
  /// Subgraphs of damaged or hostile files may be nested deeply; real ones are not.
  var subgraphs: [Onnx_GraphProto] {
    attribute.flatMap { ($0.hasG ? [$0.g] : []) + $0.graphs }
  }

  /// The names of all tensors that the node reads, with those that its subgraphs take from around it.
  package var consumedNames: [String] {
    guard attribute.contains(where: { $0.hasG || !$0.graphs.isEmpty }) else { return input }
    return input + subgraphs.flatMap(\.capturedNames)
  }
}

extension Onnx_GraphProto {
  /// The names that a subgraph reads and does not make.
  var capturedNames: [String] {
    var own = Set(input.map(\.name) + initializer.map(\.name) + sparseInitializer.map(\.values.name))
    var captured: [String] = []
    for inner in node {
      captured += inner.consumedNames.filter { !$0.isEmpty && !own.contains($0) }
      own.formUnion(inner.output)
    }
    return captured + output.map(\.name).filter { !own.contains($0) }
  }
}
