public import ONNXModel
public import TensorEngine

/// Computes any tensor of an ONNX network from any others, with gradients.
///
/// Preparing a network makes its weights tensors once; 8-bit weights are unpacked to plain ones. Asking for outputs the
/// first time finds the nodes that they need, checks that all of them can be computed, and computes what does not depend
/// on the inputs; later calls only run the nodes that do. Everything that is not asked for is released as soon as no node
/// needs it any more (with gradients, as soon as those do not).
///
/// ```swift
/// let executor = try GraphExecutor(network: network, engine: .load())
/// let image = try engine.tensor(values, shape: [1, 3, 224, 224]).requiringGradient()
/// let layers = try executor.evaluate(["data": image], outputs: ["inception_4d/output"])
/// try layers["inception_4d/output"]!.mean(over: [0, 2, 3]).narrowed(0, to: 12..<13).sum().backward()
/// let slope = try image.gradient()
/// ```
///
/// Floating-point tensors of all types are computed in one, `elementType`. Whole numbers and truth values are Int64 on the
/// processor. An executor belongs to one thread at a time, as its tensors do.
public final class GraphExecutor {
  /// The network.
  public let network: ONNXNetwork
  /// What computes.
  public let engine: TensorEngine
  /// Where it is computed.
  public let device: Device
  /// What floating-point tensors are computed in.
  public let elementType: ElementType
  /// Whether inputs may have another height and width (all axes but the batch and the channels) than the file says.
  /// Convolutions and pools take any; a layer behind a flattening then fails, with its name.
  public let takesOtherSizes: Bool

  /// The network's floating-point constants by tensor name: weights, and also numbers such as the bounds of a Clip. Those
  /// that were quantized have the name of the tensor that unpacks them. Ask one for gradients, or `assign` to it and call
  /// `parametersChanged`.
  public private(set) var parameters: [String: Tensor] = [:]

  private(set) var constants: [String: Tensor] = [:]
  private(set) var unusable: [String: any Error] = [:]
  var kernels: [Int: OperatorKernel] = [:]
  var plans: [ExecutionPlan.Key: ExecutionPlan] = [:]
  /// What depends on constants only, computed once.
  var folded: [String: Tensor] = [:]
  let producers: [String: Int]

  /// Prepares a network. `takesOtherSizes` is the property's.
  ///
  /// - Throws: `ONNXModelError` for weights that cannot be read, `TensorEngineError` where memory is short or the device
  ///   is not there. Operators are checked when outputs are asked for; see `requireSupport`.
  public init(
    network: ONNXNetwork, engine: TensorEngine, device: Device = .cpu, elementType: ElementType = .float32,
    takesOtherSizes: Bool = false
  ) throws {
    guard elementType != .int64 else {
      throw GraphExecutionError(
        kind: .badInput, description: "A network is computed in float32 or float64, not in whole numbers.")
    }
    try device.requireAvailable(in: engine)
    self.network = network
    self.engine = engine
    self.device = device
    (self.elementType, self.takesOtherSizes) = (elementType, takesOtherSizes)
    var producers: [String: Int] = [:]
    for (index, node) in network.model.graph.node.enumerated() {
      for name in node.output where !name.isEmpty { producers[name] = index }
    }
    self.producers = producers
    let found = try GraphConstants(self)
    constants = found.tensors
    unusable = found.unusable
    parameters = constants.filter { !$0.value.isInteger }
  }

  /// The operators of the standard domain that can be computed, sorted.
  public static var supportedOperators: [String] { (OperatorTable.all.keys + ["Constant"]).sorted() }

  /// Computes tensors of the network.
  ///
  /// - Parameters:
  ///   - inputs: Tensors by name: the network's input, or any others, which then are not computed. One with the name of
  ///     a constant takes its place.
  ///   - outputs: The names of the tensors that are wanted; any of the graph.
  ///   - mode: What Dropout and BatchNormalization do.
  /// - Returns: The outputs by name, with gradients to the inputs and parameters that ask for them.
  /// - Throws: `GraphExecutionError`, for operators and attributes before anything is computed; it names the node.
  public func evaluate(
    _ inputs: [String: Tensor], outputs: [String], mode: ExecutionMode = .inference
  ) throws -> [String: Tensor] {
    try check(inputs)
    let plan = try plan(Set(inputs.keys), outputs)
    var slots = [Tensor?](repeating: nil, count: plan.slotCount)
    for (name, slot) in plan.provided { slots[slot] = inputs[name] ?? constants[name] ?? folded[name] }
    for step in plan.steps {
      let results = try run(
        step, Operands(inputs: step.inputs.map { $0.flatMap { slots[$0] } }, mode: mode, nodeIndex: step.node))
      for (place, slot) in step.outputs { slots[slot] = results[place] }
      for slot in step.released { slots[slot] = nil }
    }
    return try Dictionary(
      uniqueKeysWithValues: Set(outputs).map { name in
        guard let tensor = plan.slot(name).flatMap({ slots[$0] }) else { throw unknown(name) }
        return (name, tensor)
      })
  }

  /// Checks that outputs can be computed from inputs (the network's own unless named), and computes what depends on
  /// constants only. `evaluate` does it too.
  public func requireSupport(for outputs: [String], from inputs: [String]? = nil) throws {
    _ = try plan(Set(inputs ?? network.inputs.map(\.name)), outputs)
  }

  /// Forgets what was computed from parameters, after some were overwritten that do not require gradients.
  public func parametersChanged() {
    folded = [:]
    plans = [:]
  }

  func run(_ step: ExecutionPlan.Step, _ operands: Operands) throws -> [Tensor] {
    do {
      let results = try step.kernel(operands)
      guard step.outputs.allSatisfy({ results.indices.contains($0.place) }) else {
        throw GraphExecutionError(
          kind: .computation, description: "it gives \(results.count) outputs, fewer than are named")
      }
      return results
    } catch {
      let kind = (error as? TensorEngineError)?.kind == .outOfMemory ? "Use smaller batches or images." : ""
      let shapes = operands.inputs.map { $0.map { "\($0.shape)" } ?? "-" }.joined(separator: ", ")
      throw GraphExecutionError(
        kind: .computation,
        description: """
          In \(network.fileName), \(NodeReader.label(network.model.graph.node[step.node])) failed on inputs of \
          the shapes \(shapes): \(error) \(kind)
          """)
    }
  }

  private func check(_ inputs: [String: Tensor]) throws {
    for (name, tensor) in inputs {
      guard network.shape(ofTensor: name) != nil || producers[name] != nil || constants[name] != nil else {
        throw unknown(name)
      }
      guard let expected = network.inputs.first(where: { $0.name == name })?.shape, !expected.isEmpty else { continue }
      let shape = tensor.shape
      // A batch of another size than the file fixes is tried: most networks do not depend on it.
      let fixed = zip(shape, expected).dropFirst().prefix(takesOtherSizes ? 1 : expected.count)
      let fits = fixed.allSatisfy { $1 == nil || $0 == $1 }
      guard shape.count == expected.count, fits else {
        let wish = expected.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
        throw GraphExecutionError(
          kind: .badInput,
          description: """
            The input `\(name)` of \(network.fileName) was given with the shape \(shape). Expected [\(wish)].
            """)
      }
    }
  }
}
