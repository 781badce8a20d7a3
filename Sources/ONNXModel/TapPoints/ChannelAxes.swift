/// Finds which axis of each activation holds channels or features, by following it from the layers that define it.
struct ChannelAxes {
  private(set) var axes: [String: Int] = [:]
  private let facts: [String: TensorFacts]
  private let dependent: Set<String>

  init(graph: Onnx_GraphProto, facts: [String: TensorFacts], dependent: Set<String>, inputNames: [String]) {
    self.facts = facts
    self.dependent = dependent
    for name in inputNames {
      guard let shape = facts[name]?.shape else { continue }
      // Images with the colors last have 1, 3 or 4 of them, which as a height would be very small.
      let last = shape.last?.value ?? 0
      let isColorLast = shape.count == 4 && [1, 3, 4].contains(last) && !((1...4).contains(shape[1].value ?? 0))
      axes[name] = isColorLast ? 3 : (shape.count >= 2 ? 1 : nil)
    }
    for node in graph.node {
      for (index, name) in node.output.enumerated() where dependent.contains(name) {
        axes[name] = axis(of: name, output: index, node: node)
      }
    }
  }

  private func rank(_ name: String) -> Int? { facts[name]?.shape?.count }

  private func axis(of name: String, output: Int, node: Onnx_NodeProto) -> Int? {
    guard let rank = rank(name), rank >= 2 else { return nil }
    switch node.opType {
    case "Conv", "ConvTranspose", "ConvInteger", "QLinearConv", "DeformConv", "MaxPool", "AveragePool", "LpPool",
      "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "BatchNormalization", "InstanceNormalization",
      "GroupNormalization", "LRN", "DepthToSpace", "SpaceToDepth", "PRelu":
      return 1
    case "Gemm", "LayerNormalization", "RMSNormalization", "Attention": return rank - 1
    case "MatMul", "QLinearMatMul", "MatMulInteger": return productAxis(node, rank: rank)
    case "Transpose": return transposedAxis(node)
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": return reshapedAxis(node, to: name)
    case let reduction where reduction.hasPrefix("Reduce"): return reshapedAxis(node, to: name)
    case "Gather" where rank != node.input.first.flatMap { self.rank($0) }: return reshapedAxis(node, to: name)
    default:
      return node.input.lazy.filter { dependent.contains($0) && self.rank($0) == rank }.compactMap { axes[$0] }.first
    }
  }

  /// A product with weights makes features on the last axis. A product of two activations keeps the meaning of the
  /// right one's last axis.
  private func productAxis(_ node: Onnx_NodeProto, rank: Int) -> Int? {
    guard let right = node.input.dropFirst(node.opType == "QLinearMatMul" ? 3 : 1).first else { return nil }
    guard dependent.contains(right) else { return rank - 1 }
    guard let left = node.input.first, dependent.contains(left), axes[right] == self.rank(right).map({ $0 - 1 }) else {
      return nil
    }
    return rank - 1
  }

  private func transposedAxis(_ node: Onnx_NodeProto) -> Int? {
    guard let input = node.input.first, let axis = axes[input], let rank = rank(input) else { return nil }
    let stated = node.attribute.first { $0.name == "perm" }?.ints.map { Int($0) }
    return (stated ?? Array((0..<rank).reversed())).firstIndex(of: axis)
  }

  /// A reshape keeps the channels where their size is still there, with the same axes before it or none after it.
  private func reshapedAxis(_ node: Onnx_NodeProto, to name: String) -> Int? {
    guard let input = node.input.first, let before = facts[input]?.shape, let after = facts[name]?.shape else {
      return nil
    }
    if after.count == 2 { return 1 }
    guard let axis = axes[input], axis < before.count else { return nil }
    if axis == before.count - 1 || axis < after.count && after.count < before.count && axis > 1 {
      return before[axis] == after.last ? after.count - 1 : nil
    }
    return axis < after.count && before.prefix(axis + 1) == after.prefix(axis + 1) ? axis : nil
  }
}
