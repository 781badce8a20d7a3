/// Follows shapes, element types and shape arithmetic through a graph.
///
/// Every operator that image networks are commonly exported with has a rule in one of the `…Shapes` tables, one file
/// for each family. Where a rule does not know, or there is none, what the file itself declares for the tensor is
/// taken.
struct ShapeInference {
  typealias Rule = @Sendable (NodeContext) -> [TensorFacts]?

  /// All rules by operator.
  static let rules: [String: Rule] = {
    let families = [
      elementwiseShapes, logicShapes, normalizationShapes, convolutionShapes, poolingShapes, productShapes,
      layoutShapes, joiningShapes, indexingShapes, reductionShapes, generatorShapes, samplingShapes,
      quantizationShapes, sequenceShapes,
    ]
    return families.reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
  }()

  private(set) var facts: [String: TensorFacts] = [:]
  private let declared: [String: TensorFacts]
  private let opset: Int
  private let fresh = FreshDimensions()

  init(graph: Onnx_GraphProto, opset: Int) {
    self.opset = opset
    var declared: [String: TensorFacts] = [:]
    for info in graph.valueInfo + graph.output where declared[info.name] == nil {
      declared[info.name] = Self.facts(of: info, fresh: fresh)
    }
    self.declared = declared
    for input in graph.input {
      facts[input.name] = Self.facts(of: input, fresh: fresh)
    }
    for tensor in graph.initializer {
      facts[tensor.name] = Self.facts(of: tensor)
    }
    for tensor in graph.sparseInitializer {
      facts[tensor.values.name] = TensorFacts(
        shape: Self.plausible(tensor.dims.map { Dimension(Int($0)) }), elementType: tensor.values.elementType)
    }
    for node in graph.node { infer(node) }
  }

  static func facts(of tensor: Onnx_TensorProto) -> TensorFacts {
    TensorFacts(
      shape: tensor.checkedShape.flatMap { plausible($0.map { Dimension($0) }) }, elementType: tensor.elementType,
      constant: tensor.smallConstant)
  }

  private static func facts(of info: Onnx_ValueInfoProto, fresh: FreshDimensions) -> TensorFacts {
    let type = info.type.tensorType
    guard type.hasShape else { return TensorFacts(elementType: TensorElementType(code: Int(type.elemType))) }
    let shape = type.shape.dim.map { dimension -> Dimension in
      switch dimension.value {
      case .dimValue(let size) where (1...largestSize).contains(Int(size)): Dimension(Int(size))
      // A bare question mark stands for any size, and not always the same.
      case .dimParam(let name) where !name.isEmpty && name != "?": Dimension(1, symbols: [name])
      default: fresh.make()
      }
    }
    return TensorFacts(shape: shape, elementType: TensorElementType(code: Int(type.elemType)))
  }

  /// Sizes beyond this come from damaged files. Rules can calculate with smaller ones without overflow.
  static let largestSize = 1 << 40

  private static func plausible(_ shape: [Dimension]) -> [Dimension]? {
    shape.count <= 64 && shape.allSatisfy { (0...largestSize).contains($0.factor) } ? shape : nil
  }

  private mutating func infer(_ node: Onnx_NodeProto) {
    let context = NodeContext(
      node: node, inputs: node.input.map { $0.isEmpty ? nil : facts[$0] }, opset: opset, fresh: fresh)
    let inferred = ONNXOperators.isStandard(node.domain) ? Self.rules[node.opType]?(context) : nil
    for (index, name) in node.output.enumerated() where !name.isEmpty {
      var result = inferred.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? .unknown
      result.shape = result.shape.flatMap(Self.plausible)
      facts[name] = declared[name].map { Self.merge(result, with: $0) } ?? result
    }
  }

  /// Fills what inference left open with what the file declares.
  private static func merge(_ inferred: TensorFacts, with declared: TensorFacts) -> TensorFacts {
    var merged = inferred
    if merged.elementType == .unknown { merged.elementType = declared.elementType }
    guard let stated = declared.shape else { return merged }
    guard let shape = inferred.shape, shape.count == stated.count else {
      if inferred.shape == nil { merged.shape = stated }
      return merged
    }
    merged.shape = zip(shape, stated).map { own, other in
      let isOpen = own.symbols.contains { $0.hasPrefix("\u{1}") }
      return isOpen && !other.symbols.contains { $0.hasPrefix("\u{1}") } ? other : own
    }
    return merged
  }
}
