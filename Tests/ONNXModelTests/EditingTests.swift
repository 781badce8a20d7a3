import Foundation
import ONNXModel
import Testing

@Suite("Replacing classifiers and constants")
struct EditingTests {
  /// Weights 1, 2, 3, … and what was asked of them.
  private func numbers(_ count: Int, _ fanIn: Int, _ fanOut: Int) -> [Float] { (1...count).map { Float($0) } }

  private func demo() throws -> ONNXNetwork {
    try ONNXNetwork(data: DemoNetwork.make(inputShape: [3, 8, 8]), url: URL(fileURLWithPath: "/demo.onnx"))
  }

  @Test("a dense classifier is replaced: shapes follow, all names stay")
  func dense() throws {
    let network = try demo()
    var asked: [Int] = []
    let replaced = try network.replacingClassifier(classCount: 3) { count, fanIn, fanOut in
      asked = [count, fanIn, fanOut]
      return numbers(count, fanIn, fanOut)
    }
    #expect(asked == [3 * 64, 64, 3])
    #expect(replaced.parameters == ["logits.weight", "logits.bias"])
    #expect(replaced.features == "fc1.relu" && replaced.logits == "logits")
    #expect(replaced.network.outputs.map(\.shape) == [[nil, 3]] && replaced.network.classifierHead?.classCount == 3)
    #expect(replaced.network.nodes.map(\.name) == network.nodes.map(\.name))
    #expect(replaced.network.shape(ofTensor: "logits.weight") == [3, 64])
    #expect(network.classifierHead?.classCount == 10)
  }

  @Test("a convolution before pools and a reshape is replaced, and the reshape's sizes with it")
  func convolutional() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 4, 6, 6])
    builder.addInitializer("w", shape: [5, 4, 1, 1], values: Array(repeating: 1, count: 20))
    builder.addInitializer("b", shape: [5], values: [1, 2, 3, 4, 5])
    builder.addInitializer("sizes", shape: [2], integers: [0, 5])
    builder.addNode("Conv", name: "conv", inputs: ["x", "w", "b"])
    builder.addNode("Relu", name: "relu", inputs: ["conv"])
    builder.addNode("AveragePool", name: "pool", inputs: ["relu"], attributes: ["kernel_shape": .integers([6, 6])])
    builder.addNode("Reshape", name: "scores", inputs: ["pool", "sizes"])
    builder.addOutput("scores", shape: [nil, 5])
    let replaced = try ONNXNetwork(builder).replacingClassifier(classCount: 2, weights: numbers)
    #expect(replaced.parameters == ["w", "b"] && replaced.features == "x" && replaced.logits == "scores")
    #expect(replaced.network.shape(ofTensor: "w") == [2, 4, 1, 1])
    #expect(replaced.network.shape(ofTensor: "scores") == [nil, 2] && replaced.network.classifierHead?.classCount == 2)
  }

  @Test(
    "a matrix product with its bias in an Add is replaced; weights that are shared keep their name and get a new one")
  func product() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 4])
    builder.addInitializer("w", shape: [4, 4], values: Array(repeating: 1, count: 16))
    builder.addInitializer("b", shape: [1, 4], values: [1, 2, 3, 4])
    builder.addNode("MatMul", name: "first", inputs: ["x", "w"])
    builder.addNode("MatMul", name: "second", inputs: ["first", "w"])
    builder.addNode("Add", name: "scores", inputs: ["second", "b"])
    builder.addNode("Softmax", name: "prob", inputs: ["scores"])
    builder.addOutput("prob", shape: [nil, 4])
    let replaced = try ONNXNetwork(builder).replacingClassifier(classCount: 6, weights: numbers)
    #expect(replaced.parameters == ["second.weight", "b"] && replaced.features == "first")
    #expect(replaced.network.shape(ofTensor: "second.weight") == [4, 6])
    #expect(replaced.network.shape(ofTensor: "w") == [4, 4] && replaced.network.shape(ofTensor: "b") == [1, 6])
    #expect(replaced.network.shape(ofTensor: "prob") == [nil, 6])
  }

  @Test("a network whose scores come from no plain layer is refused, with the node")
  func refused() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 4])
    builder.addNode("Exp", name: "odd", inputs: ["x"])
    builder.addNode("Softmax", name: "prob", inputs: ["odd"])
    builder.addOutput("prob", shape: [nil, 4])
    let network = try ONNXNetwork(builder)
    let found = try error { _ = try network.replacingClassifier(classCount: 3, weights: numbers) }
    #expect(found.kind == .badInput && found.description.contains("`odd` (Exp)"))
    let few = try error { _ = try demo().replacingClassifier(classCount: 1, weights: numbers) }
    #expect(few.description.contains("at least 2"))
  }

  @Test("constants get other values under their names, unpacked weights too, and the description is written")
  func constants() throws {
    var builder = ONNXBuilder(opset: 13)
    builder.addInput("x", shape: [nil, 2])
    builder.addInitializer("q", shape: [2, 3], integers: [1, 2, 3, 4, 5, 6], elementType: .int8)
    builder.addInitializer("s", shape: [], values: [0.5])
    builder.addNode("DequantizeLinear", name: "w", inputs: ["q", "s"])
    builder.addNode("MatMul", name: "scores", inputs: ["x", "w"])
    builder.addOutput("scores", shape: [nil, 3])
    let network = try ONNXNetwork(builder)
    let data = try network.serialized(replacing: ["w": [9, 8, 7, 6, 5, 4]], description: "after 2 epochs")
    let changed = try ONNXNetwork(data: data, url: URL(fileURLWithPath: "/changed.onnx"))
    #expect(changed.nodes.map(\.name) == ["scores"] && changed.shape(ofTensor: "w") == [2, 3])
    #expect(changed.elementType(ofTensor: "w") == .float32 && changed.metadata["description"] == "after 2 epochs")
    #expect(try network.serialized(replacing: ["w": [9, 8, 7, 6, 5, 4]], description: "after 2 epochs") == data)
    let wrong = try error { _ = try network.serialized(replacing: ["w": [1]], description: "") }
    #expect(wrong.description.contains("1 values") && wrong.description.contains("[2, 3]"))
    #expect(try error { _ = try network.serialized(replacing: ["x": [1, 2]], description: "") }.kind == .badInput)
  }

  @Test(
    "the classifiers of real networks are found, and one that picks its scores out of many is refused",
    .enabled(if: RealData.isPresent, RealData.skipMessage), arguments: RealData.networks)
  func realNetworks(_ name: String) throws {
    let network = try RealData.network(name)
    guard name != "vit-mnist" else {
      let found = try error { _ = try network.replacingClassifier(classCount: 7, weights: numbers) }
      #expect(found.description.contains("`logits` (Gather)"))
      return
    }
    let replaced = try network.replacingClassifier(classCount: 7, weights: numbers)
    #expect(replaced.network.classifierHead?.classCount == 7 && !replaced.parameters.isEmpty)
    #expect(replaced.network.tapPoints.map(\.name) == network.tapPoints.map(\.name))
  }
}
