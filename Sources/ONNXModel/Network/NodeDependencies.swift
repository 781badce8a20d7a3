extension [NodeDescription] {
  /// The nodes that make tensors, in order. O(nodes).
  package func making(_ names: [String]) -> [NodeDescription] {
    var open = Set(names)
    var found: [NodeDescription] = []
    for node in reversed() where node.outputs.contains(where: open.contains) {
      open.formUnion(node.inputs.filter { !$0.isEmpty })
      found.append(node)
    }
    return found.reversed()
  }

  /// The tensors that these nodes make from certain ones, those included. O(nodes).
  package func tensors(madeFrom names: Set<String>) -> Set<String> {
    reduce(into: names) { found, node in
      // A tensor that is given is not computed, even where a node would make it.
      if node.inputs.contains(where: found.contains) { found.formUnion(node.outputs.filter { !$0.isEmpty }) }
    }
  }
}

extension ONNXNetwork {
  /// The number of values that a tensor has for one image; nil where a size is not known.
  package func valueCount(ofTensor name: String) -> Int? {
    guard let sizes = shape(ofTensor: name)?.dropFirst(), !sizes.isEmpty else { return nil }
    var product = 1
    for size in sizes {
      guard let size else { return nil }
      let (next, overflows) = product.multipliedReportingOverflow(by: size)
      guard !overflows, next < 1 << 40 else { return nil }
      product = next
    }
    return product
  }

  /// The bytes that the largest of some nodes reads from the others and writes for one image; sizes that are not known
  /// do not count.
  package func largestByteCount(of nodes: [NodeDescription]) -> Int {
    let made = Set(nodes.flatMap(\.outputs))
    let sizes = nodes.map { node in
      (node.inputs.filter(made.contains) + node.outputs).reduce(0) { $0 + (valueCount(ofTensor: $1) ?? 0) }
    }
    return 4 * (sizes.max() ?? 0)
  }

  /// The bytes of all tensors that nodes make for one image, as they are kept for gradients; sizes that are not known do
  /// not count.
  package func totalByteCount(of nodes: [NodeDescription]) -> Int {
    4 * nodes.flatMap(\.outputs).reduce(0) { $0 + (valueCount(ofTensor: $1) ?? 0) }
  }

  /// The layer with a tensor's name, or else with this name of its own.
  package func tapPoint(named name: String) -> TapPoint? {
    tapPoints.first { $0.tensorName == name } ?? tapPoints.first { $0.name == name }
  }
}

extension TapPoint {
  /// The axis of channels or features and their number; nil where they cannot be told.
  package var channels: (axis: Int, count: Int)? {
    guard layout != .other, let channelCount, channelCount > 0 else { return nil }
    return (layout == .tokens ? shape.count - 1 : 1, channelCount)
  }

  /// The shape as messages give it.
  package var shapeText: String { "[\(shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", "))]" }
}
