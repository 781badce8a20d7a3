import Foundation
import ONNXModel
import Testing

@Suite("Tap points")
struct TapPointTests {
  private static let selections: [(network: String, layers: String)] = [
    (
      "googlenet",
      """
      data conv1/7x7_s2 pool1/3x3_s2 conv2/3x3_reduce conv2/3x3 pool2/3x3_s2 inception_3a inception_3b pool3/3x3_s2 \
      inception_4a inception_4b inception_4c inception_4d inception_4e pool4/3x3_s2 inception_5a inception_5b \
      pool5/7x7_s1 \
      loss3/classifier prob
      """
    ),
    ("mnist-cntk", "Input3 ReLU32 Pooling66 ReLU114 Pooling160 Plus214"),
    (
      "mobilenet_v2_int8w",
      """
      input conv00_relu6 conv02 conv05 add00 conv11 add01 add02 conv20 add03 add04 add05 conv32 add06 add07 conv41 \
      add08 \
      add09 conv50 conv51_relu6 global_pool logits prob
      """
    ),
    (
      "resnet20-cifar10",
      """
      input relu1 layer1.0.out layer1.1.out layer1.2.out layer2.0.out layer2.1.out layer2.2.out layer3.0.out \
      layer3.1.out \
      layer3.2.out avgpool logits
      """
    ),
    (
      "squeezenet1.1",
      """
      data relu0 pool0 concat0 concat1 pool1 concat2 concat3 pool2 concat4 concat5 concat6 concat7 relu25 \
      flatten0_reshape0
      """
    ),
    ("vit-mnist", "input embedding blocks.0.out blocks.1.out blocks.2.out ln_f logits prob"),
  ]

  @Test(
    "the default layers of real networks are those that a person would choose",
    .enabled(if: RealData.isPresent, RealData.skipMessage), arguments: selections)
  func defaults(_ selection: (network: String, layers: String)) throws {
    let chosen = try RealData.network(selection.network).defaultTapPoints().map(\.name)
    #expect(chosen.joined(separator: " ") == selection.layers)
  }

  @Test(
    "fewer layers are spread over the depth and keep both ends", .enabled(if: RealData.isPresent, RealData.skipMessage),
    arguments: 4...19)
  func limit(_ limit: Int) throws {
    let network = try RealData.network("googlenet")
    let chosen = network.defaultTapPoints(limit: limit)
    #expect(chosen.count == limit)
    #expect(chosen.first?.name == "data")
    #expect(chosen.suffix(3).map(\.name) == ["pool5/7x7_s1", "loss3/classifier", "prob"])
    let gaps = zip(chosen, chosen.dropFirst()).map { $1.depth - $0.depth }
    #expect(gaps.allSatisfy { $0 >= 0 })
    if limit >= 8 { #expect((gaps.max() ?? 0) <= 2 * 51 / (limit - 4)) }
  }

  @Test("the demo network has the layers of its plan, with names, shapes and depths")
  func demo() throws {
    let network = try ONNXNetwork(data: DemoNetwork.make(seed: 3), url: URL(fileURLWithPath: "/demo.onnx"))
    #expect(
      network.defaultTapPoints().map(\.name) == [
        "image", "relu1", "relu2", "pool1", "relu3", "relu4", "pool2", "block.out", "avgpool", "fc1.relu", "logits",
        "prob",
      ])
    let block = try network.tap("block.out")
    #expect(block.shape == [nil, 64, 8, 8] && block.layout == .spatial)
    #expect(block.channelCount == 64 && block.featureCount == 4096)
    #expect(try network.tap("image").isInput && network.tap("image").depth == 0)
    #expect(try network.tap("prob").isOutput && !network.tap("logits").isOutput)
    #expect(try network.tap("flatten").depth == network.tap("avgpool").depth)
    #expect(try network.tap("fc1").depth == network.tap("flatten").depth + 1)
  }

  @Test("shape arithmetic, weights and their dequantization are no tap points")
  func onlyActivations() throws {
    let layout = try ONNXNetwork(contentsOf: Fixture.url("layout.onnx"))
    let operators = Set(layout.tapPoints.map(\.operatorName))
    #expect(operators.isDisjoint(with: ["Shape", "Mul", "Div", "Expand"]))
    #expect(operators.contains("Reshape"))
    var builder = ONNXBuilder(opset: 13)
    builder.addInput("x", shape: [nil, 4])
    builder.addInitializer("w", shape: [4, 2], values: [Float](repeating: 1, count: 8))
    builder.addInitializer("s", shape: [], values: [0.5] as [Float])
    builder.addNode("Mul", name: "scaled", inputs: ["w", "s"])
    builder.addNode("MatMul", name: "y", inputs: ["x", "scaled"])
    builder.addOutput("y", shape: [nil, 2])
    #expect(try ONNXNetwork(builder).tapPoints.map(\.name) == ["x", "y"])
  }

  @Test("names of exporters are shortened and stay unique")
  func names() throws {
    var builder = ONNXBuilder()
    builder.addInput("input", shape: [nil, 4, 6, 6])
    let chain = [
      ("Relu", "/layer1/layer1.0/relu/Relu"), ("Sigmoid", "/layer1/layer1.0/act/Sigmoid"),
      ("Add", "/layer1/layer1.0/Add"), ("Relu", "/layer1/layer1.0/relu_1/Relu"), ("Relu", "/head/Relu"),
      ("Tanh", "/head/Tanh"),
    ]
    var last = "input"
    for (operatorName, path) in chain {
      let inputs = operatorName == "Add" ? [last, "input"] : [last]
      builder.addNode(operatorName, name: path, inputs: inputs, outputs: ["\(path)_output_0"])
      last = "\(path)_output_0"
    }
    builder.addNode("GlobalAveragePool", name: "GlobalAveragePool_7", inputs: [last], outputs: ["123"])
    builder.addOutput("123", shape: [nil, 4, 1, 1])
    let network = try ONNXNetwork(builder)
    #expect(
      network.tapPoints.map(\.name) == [
        "input", "layer1.0/relu", "layer1.0/act", "layer1.0/Add", "layer1.0/relu_1", "head/Relu", "head/Tanh",
        "GlobalAveragePool_7",
      ])
    #expect(network.tapPoints[1].tensorName == "/layer1/layer1.0/relu/Relu_output_0")
  }

  @Test("tensors whose first axis is not the batch have no layout, those with features last are tokens")
  func layouts() throws {
    let network = try ONNXNetwork(contentsOf: Fixture.url("layout.onnx"))
    let layouts = Dictionary(uniqueKeysWithValues: network.tapPoints.map { ($0.tensorName, $0) })
    let shapes = { (layout: TapLayout) in Set(layouts.values.filter { $0.layout == layout }.map(\.shape)) }
    #expect(shapes(.tokens).contains([nil, 12, 10, 3]))
    #expect(shapes(.tokens).contains([nil, 121, 3]))
    // Windows: six for each image.
    #expect(shapes(.other).contains([nil, 20, 3]))
    #expect(shapes(.other).contains([10, 12, 3, nil]))
    #expect(shapes(.vector).contains([nil, 360]))
    let turned = try #require(layouts.values.first { $0.shape == [nil, 12, 10, 3] })
    #expect(turned.channelCount == 3 && turned.positionShape == [12, 10])
  }
}

@Suite("Patterns of layer names")
struct TapPatternTests {
  private let network: ONNXNetwork

  init() throws {
    network = try ONNXNetwork(data: DemoNetwork.make(), url: URL(fileURLWithPath: "/demo.onnx"))
  }

  private func names(_ patterns: String...) throws -> [String] { try network.tapPoints(matching: patterns).map(\.name) }

  @Test("names, globs, indices, operators and lists select layers, each once and in graph order")
  func selection() throws {
    #expect(try names("pool2") == ["pool2"])
    #expect(try names("pool?") == ["pool1", "pool2"])
    #expect(try names("block.*") == ["block.conv1", "block.relu1", "block.conv2", "block.add", "block.out"])
    #expect(try names("#0", "#2") == ["image", "relu1"])
    #expect(try names("op:Gemm") == ["fc1", "logits"])
    #expect(try names("op:*Pool") == ["pool1", "pool2", "avgpool"])
    #expect(try names("prob, conv1 ,prob", "conv*") == ["conv1", "conv2", "conv3", "conv4", "prob"])
    #expect(try names("all") == network.tapPoints.map(\.name))
    #expect(try names("default") == network.defaultTapPoints().map(\.name))
  }

  @Test("a pattern that matches nothing is named with its nearest names")
  func nothing() throws {
    let failure = try error { _ = try names("conv1", "blok.out") }
    #expect(failure.kind == .noMatchingLayer)
    #expect(failure.description.contains("`blok.out`") && failure.description.contains("`block.out`"))
    #expect(try error { _ = try names("#99") }.description.contains("#21"))
    #expect(try error { _ = try names("op:Conf") }.description.contains("`op:Conv`"))
    #expect(try error { _ = try names("") }.kind == .noMatchingLayer)
  }

  @Test("many stars are matched in little time")
  func stars() throws {
    let pattern = String(repeating: "*o", count: 200) + "x"
    #expect(throws: ONNXModelError.self) { try network.tapPoints(matching: [pattern]) }
  }
}
