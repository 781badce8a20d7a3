import ONNXModel
import TensorEngine

/// The constants of a network as tensors: floating-point ones on the device, whole numbers on the processor.
struct GraphConstants {
  private(set) var tensors: [String: Tensor] = [:]
  /// Constants that cannot be computed with, and why; an error only where one is needed.
  private(set) var unusable: [String: any Error] = [:]

  init(_ executor: GraphExecutor) throws {
    let graph = executor.network.model.graph
    let reader = ConstantReader(executor.network)
    let read = Set(graph.node.flatMap(\.consumedNames))
    for tensor in graph.initializer where read.contains(tensor.name) {
      add(tensor.name) { try Self.tensor(reader.read(tensor), executor) }
    }
    for sparse in graph.sparseInitializer where read.contains(sparse.values.name) {
      add(sparse.values.name) {
        throw GraphExecutionError(
          kind: .unsupportedAttribute,
          description: """
            The weights `\(sparse.values.name)` of \(executor.network.fileName) are sparse. Expected dense ones; \
            export the network with those.
            """)
      }
    }
    for node in graph.node where node.opType == "Constant" && node.isStandard && node.output.count == 1 {
      add(node.output[0]) { try Self.constant(node, reader, executor) }
    }
    try unpackWeights(graph, executor)
  }

  private mutating func add(_ name: String, _ make: () throws -> Tensor) {
    do { tensors[name] = try make() } catch { unusable[name] = error }
  }

  private static func tensor(_ constant: ConstantTensor, _ executor: GraphExecutor) throws -> Tensor {
    switch constant.values {
    case .reals(let values):
      try executor.engine.tensor(values, shape: constant.shape).converted(to: executor.elementType)
        .moved(to: executor.device)
    case .integers(let values): try executor.engine.tensor(values, shape: constant.shape)
    }
  }

  private static func constant(
    _ node: Onnx_NodeProto, _ reader: ConstantReader, _ executor: GraphExecutor
  ) throws -> Tensor {
    guard let attribute = node.attribute.first else {
      throw GraphExecutionError(
        kind: .badInput, description: "\(NodeReader.label(node)) has no value. Export the network again.")
    }
    switch attribute.name {
    case "value": return try tensor(reader.read(attribute.t), executor)
    case "value_float":
      return try tensor(ConstantTensor(shape: [], values: .reals([attribute.f])), executor)
    case "value_floats":
      return try tensor(ConstantTensor(shape: [attribute.floats.count], values: .reals(attribute.floats)), executor)
    case "value_int":
      return try tensor(ConstantTensor(shape: [], values: .integers([Int(attribute.i)])), executor)
    case "value_ints":
      let integers = attribute.ints.map { Int($0) }
      return try tensor(ConstantTensor(shape: [integers.count], values: .integers(integers)), executor)
    default:
      throw NodeReader(node, executor: executor, constants: [:])
        .unsupported("the attribute `\(attribute.name)`", supported: "value, value_float(s), value_int(s)")
    }
  }

  /// Computes DequantizeLinear of constants, and forgets what only that read.
  private mutating func unpackWeights(_ graph: Onnx_GraphProto, _ executor: GraphExecutor) throws {
    var readElsewhere = Set(graph.output.map(\.name))
    var packed: Set<String> = []
    for node in graph.node {
      guard node.opType == "DequantizeLinear", node.isStandard, node.output.count == 1,
        node.input.allSatisfy({ $0.isEmpty || tensors[$0] != nil }), let compiler = OperatorTable.all[node.opType]
      else {
        readElsewhere.formUnion(node.consumedNames)
        continue
      }
      let kernel = try executor.compile(node, compiler, constants: tensors)
      let operands = Operands(inputs: node.input.map { tensors[$0] }, mode: .inference, nodeIndex: 0)
      tensors[node.output[0]] = try executor.engine.withoutGradient { try kernel(operands)[0] }
      packed.formUnion(node.input)
    }
    for name in packed.subtracting(readElsewhere) { tensors[name] = nil }
  }
}

extension Onnx_NodeProto {
  /// Whether the operator is one of ONNX itself.
  var isStandard: Bool { domain.isEmpty || domain == "ai.onnx" }
}
