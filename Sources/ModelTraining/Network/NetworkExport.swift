import Foundation
import ONNXModel

/// A ``NetworkPlan`` with its weights as an ONNX file of operator set 17.
///
/// A layer's output has the layer's name; what it has before its activation is `<name>.linear`. The input is `image`,
/// the output is `prob`, the softmax of `logits`. Dropout does nothing outside of training and is left out.
struct NetworkExport {
  let plan: NetworkPlan
  /// Values by name: `<layer>.weight`, `.bias`, `.mean`, `.variance`.
  let weights: [String: [Float]]

  func serialized(describedAs description: String) throws -> Data {
    var builder = ONNXBuilder(graphName: plan.name, opset: 17, producer: "Strata")
    builder.addMetadata(key: "description", value: description)
    builder.addInput("image", shape: [nil] + plan.inputShape.map { $0 })
    var last = "image"
    for layer in plan.layers { last = add(layer, after: last, to: &builder) }
    builder.addNode("Softmax", name: "prob", inputs: [last], attributes: ["axis": .integer(1)])
    builder.addOutput("prob", shape: [nil, plan.classCount])
    return try builder.serialized()
  }

  /// Adds a layer and returns the name of its output.
  private func add(_ layer: PlannedLayer, after input: String, to builder: inout ONNXBuilder) -> String {
    switch layer.kind {
    case .dense(_, let function):
      return addWeighted("Gemm", layer, input, ["transB": .integer(1)], function, &builder)
    case .convolution(_, let kernel, let stride, let padding, let function):
      let pad = padding == .same ? (kernel - 1) / 2 : 0
      return addWeighted(
        "Conv", layer, input,
        [
          "kernel_shape": .integers([kernel, kernel]), "strides": .integers([stride, stride]),
          "pads": .integers([pad, pad, pad, pad]),
        ], function, &builder)
    case .maxPooling(let size, let stride): return addPool("MaxPool", layer, input, size, stride, &builder)
    case .averagePooling(let size, let stride): return addPool("AveragePool", layer, input, size, stride, &builder)
    case .globalAveragePooling:
      builder.addNode("GlobalAveragePool", name: "\(layer.name).map", inputs: [input])
      builder.addNode("Flatten", name: layer.name, inputs: ["\(layer.name).map"])
    case .batchNormalization(let function):
      let roles = ["weight", "bias", "mean", "variance"]
      for role in roles { addInitializer(role, of: layer, shape: [layer.inputShape[0]], &builder) }
      let node = function == nil ? layer.name : "\(layer.name).linear"
      builder.addNode(
        "BatchNormalization", name: node, inputs: [input] + roles.map { "\(layer.name).\($0)" },
        attributes: ["epsilon": .real(1e-5)])
      addActivation(function, layer.name, node, &builder)
    case .activation(let function): addActivation(function, layer.name, input, &builder)
    case .dropout: return input
    case .flatten: builder.addNode("Flatten", name: layer.name, inputs: [input])
    }
    return layer.name
  }

  private func addWeighted(
    _ operatorName: String, _ layer: PlannedLayer, _ input: String, _ attributes: [String: ONNXAttribute],
    _ function: ActivationFunction?, _ builder: inout ONNXBuilder
  ) -> String {
    let shape = layer.weightShape ?? []
    addInitializer("weight", of: layer, shape: shape, &builder)
    addInitializer("bias", of: layer, shape: [shape[0]], &builder)
    let node = function == nil ? layer.name : "\(layer.name).linear"
    builder.addNode(
      operatorName, name: node, inputs: [input, "\(layer.name).weight", "\(layer.name).bias"], attributes: attributes)
    addActivation(function, layer.name, node, &builder)
    return layer.name
  }

  private func addPool(
    _ operatorName: String, _ layer: PlannedLayer, _ input: String, _ size: Int, _ stride: Int,
    _ builder: inout ONNXBuilder
  ) -> String {
    builder.addNode(
      operatorName, name: layer.name, inputs: [input],
      attributes: ["kernel_shape": .integers([size, size]), "strides": .integers([stride, stride])])
    return layer.name
  }

  private func addInitializer(
    _ role: String, of layer: PlannedLayer, shape: [Int], _ builder: inout ONNXBuilder
  ) {
    let name = "\(layer.name).\(role)"
    builder.addInitializer(name, shape: shape, values: weights[name] ?? [])
  }

  private func addActivation(
    _ function: ActivationFunction?, _ name: String, _ input: String, _ builder: inout ONNXBuilder
  ) {
    switch function {
    case nil: break
    case .relu: builder.addNode("Relu", name: name, inputs: [input])
    case .leakyRelu: builder.addNode("LeakyRelu", name: name, inputs: [input], attributes: ["alpha": .real(0.01)])
    case .sigmoid: builder.addNode("Sigmoid", name: name, inputs: [input])
    case .tanh: builder.addNode("Tanh", name: name, inputs: [input])
    }
  }
}
