import Foundation
import ONNXModel
import Testing

@Suite("Tapping")
struct TappingTests {
  private let network: ONNXNetwork

  init() throws {
    network = try ONNXNetwork(data: DemoNetwork.make(seed: 5), url: URL(fileURLWithPath: "/demo.onnx"))
  }

  private func tapped(_ outputs: [TapOutput], of network: ONNXNetwork? = nil) throws -> ONNXNetwork {
    let source = network ?? self.network
    return try ONNXNetwork(data: source.serialized(tapping: outputs), url: URL(fileURLWithPath: "/tapped.onnx"))
  }

  @Test("the outputs are exactly those that were asked for, in their order, with their shapes")
  func outputs() throws {
    let block = try network.tap("block.out")
    let outputs = [
      TapOutput(tapPoint: try network.tap("prob"), reduction: .whole),
      TapOutput(tapPoint: block, reduction: .mean), TapOutput(tapPoint: block, reduction: .maximum),
      TapOutput(tapPoint: block, reduction: .argumentOfMaximum),
      TapOutput(tapPoint: block, reduction: .grid(height: 3, width: 2)),
      TapOutput(tapPoint: block, reduction: .rowMaxima), TapOutput(tapPoint: block, reduction: .columnMaxima),
      TapOutput(tapPoint: try network.tap("image"), reduction: .whole, outputName: "pixels"),
    ]
    let result = try tapped(outputs)
    #expect(result.outputs.map(\.name) == outputs.map(\.outputName))
    #expect(
      result.outputs.map(\.shape) == [
        [nil, 10], [nil, 64], [nil, 64], [nil, 64], [nil, 64, 3, 2], [nil, 64, 8], [nil, 64, 8], [nil, 3, 32, 32],
      ])
    #expect(
      result.outputs.map(\.elementType) == [
        .float32, .float32, .float32, .int64, .float32, .float32, .float32, .float32,
      ])
    // What inference finds behind the added nodes agrees with what the outputs declare.
    for (output, node) in zip(result.outputs, outputs) {
      #expect(result.shape(ofTensor: node.outputName) == output.shape)
    }
  }

  @Test("nodes and weights behind the last tap are removed")
  func deadNodes() throws {
    let result = try tapped([TapOutput(tapPoint: network.tap("relu2"), reduction: .mean)])
    #expect(result.nodes.map(\.operatorName) == ["Conv", "Relu", "Conv", "Relu", "ReduceMean"])
    let early = try network.serialized(tapping: [TapOutput(tapPoint: network.tap("relu1"), reduction: .mean)])
    #expect(early.count < 4000)
  }

  @Test("tapping leaves the network as it was and is repeatable")
  func noTrace() throws {
    let before = network.tapPoints
    let outputs = [TapOutput(tapPoint: try network.tap("pool1"), reduction: .maximum)]
    let first = try network.serialized(tapping: outputs)
    #expect(try network.serialized(tapping: outputs) == first)
    #expect(network.tapPoints == before && network.outputs.map(\.name) == ["prob"])
  }

  @Test("a tapped network can be tapped again, also under names that it already has")
  func again() throws {
    let outputs = [TapOutput(tapPoint: try network.tap("pool1"), reduction: .mean)]
    let once = try tapped(outputs)
    let twice = try tapped([TapOutput(tapPoint: once.tap("pool1"), reduction: .mean)], of: once)
    #expect(twice.outputs.map(\.name) == [outputs[0].outputName])
    let inner = TapOutput(tapPoint: try #require(once.tapPoints.last), reduction: .whole, outputName: "relu1")
    let clash = try tapped([inner], of: once)
    #expect(clash.outputs.map(\.name) == ["relu1"] && clash.outputs[0].shape == [nil, 32])
    #expect(clash.nodes.contains { $0.outputs == ["relu1/original"] })
  }

  @Test("reductions take their axes as the operator set has it", arguments: [(17, 1), (18, 2)])
  func axes(_ opset: Int, _ inputCount: Int) throws {
    var builder = ONNXBuilder(opset: opset)
    builder.addInput("x", shape: [nil, 3, 8, 8])
    builder.addNode("Relu", name: "relu", inputs: ["x"])
    builder.addOutput("relu", shape: [nil, 3, 8, 8])
    let source = try ONNXNetwork(builder)
    let taps = try [TapReduction.mean, .maximum].map { TapOutput(tapPoint: try source.tap("relu"), reduction: $0) }
    let result = try tapped(taps, of: source)
    #expect(result.nodes.dropFirst().map(\.inputs.count) == [inputCount, inputCount])
    #expect(result.outputs.map(\.shape) == [[nil, 3], [nil, 3]])
  }

  @Test("tokens and sequences are condensed along their positions")
  func tokens() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 3, 12, 10])
    builder.addInitializer("flat", shape: [3], integers: [0, 3, -1])
    builder.addInitializer("w", shape: [120, 6], values: [Float](repeating: 0.1, count: 720))
    builder.addNode("Reshape", name: "sequence", inputs: ["x", "flat"])
    builder.addNode("MatMul", name: "tokens", inputs: ["sequence", "w"])
    builder.addNode("Transpose", name: "map", inputs: ["x"], attributes: ["perm": .integers([0, 2, 3, 1])])
    builder.addOutput("tokens", shape: [nil, 3, 6])
    let source = try ONNXNetwork(builder)
    let shapes = try [("sequence", [3]), ("tokens", [6]), ("map", [3])].map { name, _ in
      let tap = try source.tap(name)
      let reductions: [TapReduction] = [.mean, .argumentOfMaximum, .grid(height: 2, width: 2)]
      return try tapped(reductions.map { TapOutput(tapPoint: tap, reduction: $0) }, of: source).outputs.map(\.shape)
    }
    #expect(shapes[0] == [[nil, 3], [nil, 3], [nil, 3, 4]])
    #expect(shapes[1] == [[nil, 6], [nil, 6], [nil, 4, 6]])
    #expect(shapes[2] == [[nil, 3], [nil, 3], [nil, 3, 2, 2]])
  }

  @Test("half-precision taps leave the network as Float32")
  func halfPrecision() throws {
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 3, 8, 8], elementType: .float16)
    builder.addNode("Relu", name: "relu", inputs: ["x"])
    builder.addOutput("relu", shape: [nil, 3, 8, 8], elementType: .float16)
    let source = try ONNXNetwork(builder)
    let tap = try source.tap("relu")
    #expect(tap.elementType == .float16)
    let result = try tapped([.whole, .mean].map { TapOutput(tapPoint: tap, reduction: $0) }, of: source)
    #expect(result.outputs.map { result.elementType(ofTensor: $0.name) } == [.float32, .float32])
    #expect(result.nodes.filter { $0.operatorName == "Cast" }.count == 1)
  }

  @Test("requests that make no sense are refused with a reason")
  func refused() throws {
    #expect(try error { _ = try network.serialized(tapping: []) }.kind == .badInput)
    let logits = try network.tap("logits")
    let position = TapOutput(tapPoint: logits, reduction: .argumentOfMaximum)
    let failure = try error { _ = try network.serialized(tapping: [position]) }
    #expect(failure.kind == .unsupportedReduction && failure.description.contains("`logits`"))
    let twice = TapOutput(tapPoint: logits, reduction: .whole)
    #expect(try error { _ = try network.serialized(tapping: [twice, twice]) }.description.contains("two outputs"))
    let input = TapOutput(tapPoint: logits, reduction: .whole, outputName: "image")
    #expect(try error { _ = try network.serialized(tapping: [input]) }.description.contains("input"))
    let other = try ONNXNetwork(data: DemoNetwork.make(classCount: 3), url: URL(fileURLWithPath: "/other.onnx"))
    let foreign = TapOutput(tapPoint: try other.tap("logits"), reduction: .whole)
    #expect(try error { _ = try network.serialized(tapping: [foreign]) }.description.contains("not a tap point"))
  }
}

@Suite("Classifier heads and the demo network")
struct ClassifierHeadTests {
  @Test("softmax, logits and multi-label ends are told apart")
  func heads() throws {
    let demo = try ONNXNetwork(data: DemoNetwork.make(classCount: 7), url: URL(fileURLWithPath: "/demo.onnx"))
    #expect(demo.classifierHead?.classCount == 7)
    #expect(demo.classifierHead?.logits == "logits" && demo.classifierHead?.probabilities == "prob")
    #expect(demo.classifierHead?.isMultiLabel == false)
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 4])
    builder.addNode("Sigmoid", name: "y", inputs: ["x"])
    builder.addOutput("y", shape: [nil, 4])
    #expect(try ONNXNetwork(builder).classifierHead?.isMultiLabel == true)
    var mapping = ONNXBuilder()
    mapping.addInput("x", shape: [nil, 3, 8, 8])
    mapping.addNode("Relu", name: "y", inputs: ["x"])
    mapping.addOutput("y", shape: [nil, 3, 8, 8])
    #expect(try ONNXNetwork(mapping).classifierHead == nil)
  }

  @Test("heads of real networks", .enabled(if: RealData.isPresent, RealData.skipMessage))
  func realHeads() throws {
    let expected: [(String, Int, String?, String?)] = [
      ("googlenet", 1000, "loss3/classifier", "prob"), ("mnist-cntk", 10, "Plus214_Output_0", nil),
      ("mobilenet_v2_int8w", 1000, "logits", "prob"), ("resnet20-cifar10", 10, "logits", nil),
      ("squeezenet1.1", 1000, "squeezenet0_flatten0_reshape0", nil), ("vit-mnist", 10, "logits", "prob"),
    ]
    for (name, count, logits, probabilities) in expected {
      let head = try #require(RealData.network(name).classifierHead)
      #expect(head.classCount == count && head.logits == logits && head.probabilities == probabilities, "\(name)")
    }
  }

  @Test("one seed gives one demo network, another seed another")
  func seeds() throws {
    let first = try DemoNetwork.make(seed: 11)
    #expect(try DemoNetwork.make(seed: 11) == first)
    #expect(try DemoNetwork.make(seed: 12) != first)
    #expect(throws: ONNXModelError.self) { try DemoNetwork.make(classCount: 1) }
    #expect(throws: ONNXModelError.self) { try DemoNetwork.make(inputShape: [3, 2, 32]) }
  }

  @Test(
    "opening and tapping GoogLeNet takes less than a second", .enabled(if: RealData.isPresent, RealData.skipMessage))
  func speed() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let network = try RealData.network("googlenet")
    let bytes = try network.serialized(
      tapping: network.defaultTapPoints().map { TapOutput(tapPoint: $0, reduction: .mean) })
    #expect(bytes.count > 27_000_000)
    // 0.1 s on an idle machine; the limit allows for busy ones.
    #expect(clock.now - start < .seconds(1))
  }
}
