/// Puts the nodes that a person sees as one layer together: a convolution with its bias, normalization and activation.
///
/// A group starts at a node that computes something new (weights, a pool, a sum or concatenation of different
/// branches) and takes in the nodes that only follow it.
struct LayerGroups {
  enum Kind {
    case input, weights, depthwise, pool, sum, concatenation, gate, normalization, attention, softmax
  }

  struct Group {
    let kind: Kind
    /// The node that starts the group; -1 for the input.
    let root: Int
    /// Tensors in the order in which they are made.
    var tensors: [String]
  }

  private(set) var groups: [Group] = []
  private(set) var groupOfTensor: [String: Int] = [:]
  let analysis: GraphAnalysis

  private static let views: Set<String> = [
    "Identity", "Dropout", "Cast", "CastLike", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose",
  ]

  private static let normalizations: Set<String> = ["LayerNormalization", "RMSNormalization", "LRN", "LpNormalization"]

  init(analysis: GraphAnalysis) {
    self.analysis = analysis
    for name in analysis.inputNames {
      groupOfTensor[name] = groups.count
      groups.append(Group(kind: .input, root: -1, tensors: [name]))
    }
    for index in analysis.graph.node.indices { place(index) }
  }

  private mutating func place(_ index: Int) {
    let node = analysis.graph.node[index]
    let outputs = node.output.filter { analysis.dependent.contains($0) }
    guard !outputs.isEmpty else { return }
    let sources = Set(analysis.activationInputs(index).compactMap { groupOfTensor[$0] })
    let target: Int
    if let kind = startedKind(index, sources: sources) {
      target = groups.count
      groups.append(Group(kind: kind, root: index, tensors: []))
    } else {
      target = sources.first ?? 0
    }
    groups[target].tensors += outputs
    for output in outputs { groupOfTensor[output] = target }
  }

  /// The kind of group that a node starts, nil where it follows its only source.
  private func startedKind(_ index: Int, sources: Set<Int>) -> Kind? {
    let node = analysis.graph.node[index]
    guard ONNXOperators.isStandard(node.domain) else { return .weights }
    switch node.opType {
    case "Conv", "ConvInteger", "QLinearConv": return isDepthwise(node) ? .depthwise : .weights
    case "ConvTranspose", "DeformConv", "Gemm", "LSTM", "GRU", "RNN", "Einsum": return .weights
    case "MatMul", "MatMulInteger", "QLinearMatMul":
      return analysis.activationInputs(index).count > 1 ? .attention : .weights
    case "Attention": return .attention
    case "Softmax", "LogSoftmax", "Hardmax": return .softmax
    case "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool": return .pool
    case "ReduceMean", "ReduceMax", "ReduceSum", "ReduceL2": return poolsPositions(node) ? .pool : nil
    case let name where Self.normalizations.contains(name): return .normalization
    default: break
    }
    guard sources.count > 1 else { return nil }
    switch node.opType {
    case "Concat": return .concatenation
    case "Add", "Sum", "Sub", "Mean", "Max", "Min": return .sum
    default: return .gate
    }
  }

  private func isDepthwise(_ node: Onnx_NodeProto) -> Bool {
    let count = node.attribute.first { $0.name == "group" }?.i ?? 1
    guard count > 1, let input = node.input.first, let shape = analysis.facts[input]?.shape, shape.count > 1 else {
      return false
    }
    return shape[1].value == Int(count)
  }

  /// Whether a reduction runs over positions; one over channels is part of a normalization.
  private func poolsPositions(_ node: Onnx_NodeProto) -> Bool {
    guard let input = node.input.first, let shape = analysis.facts[input]?.shape, let axis = analysis.channelAxes[input]
    else { return false }
    let stated = node.attribute.first { $0.name == "axes" }.map { $0.ints.map { Int($0) } }
    let axes = stated ?? node.input.dropFirst().first.flatMap { analysis.facts[$0]?.constant?.integers } ?? []
    return !axes.isEmpty && !axes.contains { ($0 < 0 ? $0 &+ shape.count : $0) == axis }
  }

  /// The tensor that stands for a group: the first that another layer reads, without mere changes of shape behind it.
  func representative(_ group: Int) -> String? {
    let tensors = groups[group].tensors
    guard var tensor = tensors.first(where: isReadOutside) ?? tensors.last else { return nil }
    while let producer = analysis.producers[tensor], producer != groups[group].root {
      let node = analysis.graph.node[producer]
      guard Self.views.contains(node.opType), let input = node.input.first, groupOfTensor[input] == group,
        featureCount(input) == featureCount(tensor), analysis.isActivation(input),
        analysis.facts[input]?.shape?.first == analysis.facts[tensor]?.shape?.first
      else { break }
      tensor = input
    }
    return tensor
  }

  private func isReadOutside(_ tensor: String) -> Bool {
    if analysis.graph.output.contains(where: { $0.name == tensor }) { return true }
    return readers(tensor).contains { $0 != groupOfTensor[tensor] }
  }

  /// The groups that read a tensor.
  private func readers(_ tensor: String) -> Set<Int> {
    Set((analysis.consumers[tensor] ?? []).flatMap { analysis.graph.node[$0].output }.compactMap { groupOfTensor[$0] })
  }

  /// The groups that read any tensor of a group.
  func successors(_ group: Int) -> Set<Int> {
    groups[group].tensors.reduce(into: Set()) { $0.formUnion(readers($1)) }.subtracting([group])
  }

  /// The groups that the first node of a group reads.
  func predecessors(_ group: Int) -> Set<Int> {
    let root = groups[group].root
    return root < 0 ? [] : Set(analysis.activationInputs(root).compactMap { groupOfTensor[$0] })
  }

  private func featureCount(_ tensor: String) -> Dimension? {
    analysis.facts[tensor]?.shape.map { Array($0.dropFirst()).product }
  }

  /// Whether a group starts with a convolution over single positions.
  func isPointwise(_ group: Int) -> Bool {
    let root = groups[group].root
    guard root >= 0, analysis.graph.node[root].opType.contains("Conv"), let weight = weightShape(root) else {
      return false
    }
    return weight.dropFirst(2).allSatisfy { $0 == 1 }
  }

  private func weightShape(_ index: Int) -> [Dimension]? {
    let node = analysis.graph.node[index]
    let place = node.opType == "QLinearConv" ? 3 : 1
    return node.input.indices.contains(place) ? analysis.facts[node.input[place]]?.shape : nil
  }
}
