import ONNXModel
import TensorEngine

extension GraphExecutor {
  /// The parameters that outputs depend on and that training changes: weights and biases, scales and shifts of
  /// normalizations, and constants of several values that are added or multiplied, in the order of the graph. Bounds,
  /// single numbers and running values of batch normalization are none.
  public func trainableParameters(for outputs: [String]) -> [String] {
    parameters(for: outputs) { node, place in
      switch node.opType {
      case "Conv", "ConvTranspose", "Gemm", "PRelu", "LayerNormalization", "RMSNormalization", "GroupNormalization",
        "InstanceNormalization":
        place > 0
      case "BatchNormalization": place == 1 || place == 2
      case "MatMul", "Einsum", "Concat": true
      case "Add", "Sub", "Mul", "Div": (self.parameters[node.input[place]]?.elementCount ?? 0) > 1
      case "Gather", "Reshape", "Transpose", "Identity", "Squeeze", "Unsqueeze", "Flatten", "Expand", "Cast", "Slice",
        "Split":
        place == 0
      default: false
      }
    }
  }

  /// The running means and variances of the batch normalizations that outputs depend on, in the order of the graph.
  public func runningStatistics(for outputs: [String]) -> [String] {
    parameters(for: outputs) { node, place in node.opType == "BatchNormalization" && place >= 3 }
  }

  private func parameters(
    for outputs: [String], where isWanted: (Onnx_NodeProto, Int) -> Bool
  ) -> [String] {
    let nodes = network.model.graph.node
    var needed = Set(outputs)
    for node in nodes.reversed() where node.output.contains(where: needed.contains) {
      if let output = node.output.first, constants[output] == nil { needed.formUnion(node.input) }
    }
    var found: [String] = []
    for node in nodes where node.output.contains(where: needed.contains) {
      for (place, name) in node.input.enumerated()
      where parameters[name] != nil && isWanted(node, place) && !found.contains(name) {
        found.append(name)
      }
    }
    return found
  }
}
