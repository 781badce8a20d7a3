/// Makes short, unique names from the names that exporters write.
///
/// `/layer1/layer1.0/conv1/Conv_output_0` (PyTorch) becomes `layer1.0/conv1`, `ReLU32_Output_0` (CNTK) becomes
/// `ReLU32`, `squeezenet0_relu0_fwd` (Gluon) becomes `relu0`, `model/conv1/Relu:0` (TensorFlow) becomes `conv1/Relu`.
struct TapPointNames {
  let analysis: GraphAnalysis

  /// Operators that exporters name after the module that calls them, so that the module's name is enough.
  private static let moduleOperators: Set<String> = ONNXOperators.activations.union([
    "Conv", "ConvTranspose", "Gemm", "BatchNormalization", "LayerNormalization", "InstanceNormalization",
    "GroupNormalization", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Softmax", "LRN", "Dropout",
  ])

  /// One name for each tensor. A short name that two tensors would share is given to neither.
  func shortNames(_ tensors: [String]) -> [String] {
    let cleaned = withoutCommonPrefix(tensors.map(clean))
    let candidates = [zip(cleaned, tensors).map(shorten), cleaned, tensors]
    var result = candidates[0]
    for level in 1..<candidates.count {
      let counts = Dictionary(result.map { ($0, 1) }, uniquingKeysWith: +)
      for index in result.indices where (counts[result[index]] ?? 0) > 1 || result[index].isEmpty {
        result[index] = candidates[level][index]
      }
    }
    return uniqued(result)
  }

  /// Tensor names are unique, but a shortened name may equal another tensor's own.
  private func uniqued(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.map { name in
      var candidate = name
      var count = 2
      while !seen.insert(candidate).inserted {
        candidate = "\(name)~\(count)"
        count += 1
      }
      return candidate
    }
  }

  private func clean(_ tensor: String) -> String {
    var name = Substring(tensor)
    if name.allSatisfy(\.isNumber), let producer = analysis.producers[tensor] {
      let node = analysis.graph.node[producer]
      return node.name.isEmpty ? "\(node.opType)_\(tensor)" : node.name
    }
    for suffix in [":0", "_output_0", "_Output_0", "__0", "_fwd"]
    where name.hasSuffix(suffix) && name.count > suffix.count {
      name = name.dropLast(suffix.count)
    }
    while name.hasPrefix("/"), name.count > 1 { name = name.dropFirst() }
    // A module's path repeats its parents: layer1/layer1.0/conv1.
    var parts: [Substring] = []
    for part in name.split(separator: "/") {
      if let last = parts.last, part.hasPrefix(last + ".") { parts.removeLast() }
      parts.append(part)
    }
    return parts.joined(separator: "/")
  }

  private func shorten(_ name: String, tensor: String) -> String {
    var parts = name.split(separator: "/").map(String.init)
    guard parts.count > 1, let last = parts.last else { return name }
    let operatorName = analysis.producers[tensor].map { analysis.graph.node[$0].opType } ?? ""
    let stem = last.split(separator: "_").first.map(String.init) ?? last
    let isOperator =
      last == operatorName || stem == operatorName && last.dropFirst(stem.count + 1).allSatisfy(\.isNumber)
    if isOperator && Self.moduleOperators.contains(operatorName) || last == "output" { parts.removeLast() }
    return parts.joined(separator: "/")
  }

  /// Removes a first part, such as the name of the whole network, that nearly every name starts with.
  private func withoutCommonPrefix(_ names: [String]) -> [String] {
    var result = names
    while let prefix = commonPrefix(result) {
      result = result.map { $0.hasPrefix(prefix) && $0.count > prefix.count ? String($0.dropFirst(prefix.count)) : $0 }
    }
    return result
  }

  private func commonPrefix(_ names: [String]) -> String? {
    let made = names.dropFirst()
    guard made.count >= 4, let sample = made.first, let end = sample.firstIndex(where: { "/_.:".contains($0) }) else {
      return nil
    }
    let prefix = String(sample[...end])
    // A path part that only numbers layers, as in layers.0.conv, tells nothing; block0_… does.
    let hasPrefix = made.allSatisfy { $0.hasPrefix(prefix) && $0.count > prefix.count }
    return hasPrefix ? prefix : nil
  }
}
