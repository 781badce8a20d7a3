import Foundation
import ONNXModel
import Testing

@Suite("Reading files")
struct ReadingTests {
  /// A network with every part that a file may have.
  private func smallNetwork() -> ONNXBuilder {
    var builder = ONNXBuilder()
    builder.addInput("image", shape: [nil, 1, 4, 4])
    builder.addInitializer("weight", shape: [2, 1, 3, 3], values: (0..<18).map { Float($0) })
    builder.addInitializer("shape", shape: [2], integers: [0, -1])
    builder.addNode("Conv", name: "conv", inputs: ["image", "weight"], attributes: ["pads": .integers([1, 1, 1, 1])])
    builder.addNode("Reshape", name: "flat", inputs: ["conv", "shape"])
    builder.addOutput("flat", shape: [nil, 32])
    return builder
  }

  @Test("what the builder writes is read back")
  func roundTrip() throws {
    let folder = try TemporaryFolder()
    var builder = smallNetwork()
    builder.addMetadata(key: "author", value: "a test")
    try builder.write(to: folder.file("model.onnx"))
    let network = try ONNXNetwork(contentsOf: folder.file("model.onnx"))
    #expect(network.inputs == [TensorDescription(name: "image", elementType: .float32, shape: [nil, 1, 4, 4])])
    #expect(network.outputs == [TensorDescription(name: "flat", elementType: .float32, shape: [nil, 32])])
    #expect(network.nodes.map(\.operatorName) == ["Conv", "Reshape"])
    #expect(network.nodes.map(\.depth) == [1, 1])
    #expect(network.opsetVersion == 17 && network.irVersion == 8 && network.producer == "Strata")
    #expect(network.metadata == ["author": "a test"])
    #expect(network.fixedBatchSize == nil)
  }

  @Test("unknown fields survive tapping")
  func unknownFields() throws {
    // Field 2047 of the model, a text that no version of the format has.
    let unknown = Data([0xFA, 0x7F, 5] + Array("hello".utf8))
    let data = try smallNetwork().serialized() + unknown
    let network = try ONNXNetwork(data: data, url: URL(fileURLWithPath: "/model.onnx"))
    let tapped = try network.serialized(tapping: [TapOutput(tapPoint: network.tap("conv"), reduction: .mean)])
    #expect(tapped.range(of: unknown) != nil)
  }

  @Test("a file that is cut anywhere gives an error")
  func truncation() throws {
    let folder = try TemporaryFolder()
    let whole = try DemoNetwork.make(seed: 1)
    var kinds = Set<ONNXModelError.Kind>()
    for length in stride(from: 0, to: whole.count, by: 1000) {
      let file = try folder.file("cut.onnx", whole.prefix(length))
      let failure = try error { _ = try ONNXNetwork(contentsOf: file) }
      #expect(failure.description.contains("cut.onnx"))
      kinds.insert(failure.kind)
    }
    #expect(kinds.contains(.truncated))
  }

  @Test("a flipped byte never crashes")
  func flippedBytes() throws {
    // Small weights, so that the flips hit the structure.
    let whole = try smallNetwork().serialized()
    var opened = 0
    for position in whole.indices {
      for bit in 0..<8 {
        var damaged = whole
        damaged[position] ^= 1 << bit
        if let network = try? ONNXNetwork(data: damaged, url: URL(fileURLWithPath: "/damaged.onnx")) {
          opened += 1
          let outputs = network.tapPoints.map { TapOutput(tapPoint: $0, reduction: .whole) }
          _ = try? network.serialized(tapping: outputs)
        }
      }
    }
    #expect(opened > 0 && opened < whole.count * 8)
  }

  @Test(
    "flipped bytes of every family of operators never crash",
    arguments: ["layout", "joining", "pooling", "reductions18"])
  func flippedFixtureBytes(_ name: String) throws {
    let whole = try Data(contentsOf: Fixture.url("\(name).onnx"))
    var failed = 0
    for position in stride(from: 0, to: whole.count, by: 3) {
      var damaged = whole
      damaged[position] ^= 0x81
      do {
        let network = try ONNXNetwork(data: damaged, url: URL(fileURLWithPath: "/damaged.onnx"))
        #expect(network.nodes.count > 0)
        _ = network.defaultTapPoints()
      } catch {
        #expect(error is ONNXModelError)
        failed += 1
      }
    }
    #expect(failed > 0)
  }

  @Test(
    "other kinds of files are recognized",
    arguments: [
      ([0xFF, 0xD8, 0xFF, 0xE0] + Array("JFIF".utf8), "JPEG"), ([0x89, 0x50, 0x4E, 0x47, 13, 10], "PNG"),
      ([0x50, 0x4B, 3, 4, 0, 0], "torch.onnx.export"), ([0x80, 2, 0x7D], "pickle"),
      (Array("<!DOCTYPE html><html><body>404</body></html>".utf8), "HTML"),
      (Array("version https://git-lfs.github.com/spec/v1\noid sha256:0".utf8), "git lfs pull"),
      (Array("conv1 weights: 1 2 3\nconv2 weights: 4 5 6\n".utf8), "text file"),
      ([0, 0, 0, 0] + Array("TFL3".utf8) + [0], "TensorFlow Lite"), ([0x93] + Array("NUMPY".utf8), "NumPy"),
    ] as [([UInt8], String)])
  func signatures(_ bytes: [UInt8], _ hint: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("thing.onnx", Data(bytes))
    let failure = try error { _ = try ONNXNetwork(contentsOf: file) }
    #expect(failure.kind == .notONNX)
    #expect(failure.description.contains(hint) && failure.description.contains("thing.onnx"))
  }

  @Test("empty and missing files and folders are named")
  func missing() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.file("empty.onnx", Data())
    #expect(try error { _ = try ONNXNetwork(contentsOf: empty) }.description.contains("empty.onnx is empty"))
    let absent = try error { _ = try ONNXNetwork(contentsOf: folder.file("absent.onnx")) }
    #expect(absent.kind == .inputOutput && absent.description.contains("does not exist"))
    #expect(try error { _ = try ONNXNetwork(contentsOf: folder.url) }.kind == .inputOutput)
  }
}

@Suite("Checking graphs")
struct GraphCheckTests {
  private func failure(_ build: (inout ONNXBuilder) -> Void, opset: Int = 17) throws -> ONNXModelError {
    var builder = ONNXBuilder(opset: opset)
    build(&builder)
    return try error { _ = try ONNXNetwork(builder) }
  }

  @Test("an unknown operator is named with its node")
  func unknownOperator() throws {
    let failure = try failure {
      $0.addInput("x", shape: [nil, 4])
      $0.addNode("Convolve", name: "first", inputs: ["x"])
    }
    #expect(failure.kind == .unknownOperator)
    #expect(failure.description.contains("`Convolve`") && failure.description.contains("`first`"))
  }

  @Test("a tensor that nothing makes is named")
  func dangling() throws {
    let failure = try failure {
      $0.addInput("x", shape: [nil, 4])
      $0.addNode("Gemm", name: "fc", inputs: ["x", "lost.weight"])
    }
    #expect(failure.kind == .brokenGraph && failure.description.contains("`lost.weight`"))
  }

  @Test("unsorted nodes and cycles are refused")
  func unsorted() throws {
    let failure = try failure {
      $0.addInput("x", shape: [nil, 4])
      $0.addNode("Add", name: "a", inputs: ["x", "b"])
      $0.addNode("Relu", name: "b", inputs: ["a"])
    }
    #expect(failure.kind == .brokenGraph && failure.description.contains("cycle"))
  }

  @Test("a tensor that is made twice, and an output that is never made, are named")
  func doubled() throws {
    let twice = try failure {
      $0.addInput("x", shape: [nil, 4])
      $0.addNode("Relu", name: "a", inputs: ["x"], outputs: ["y"])
      $0.addNode("Relu", name: "b", inputs: ["x"], outputs: ["y"])
    }
    #expect(twice.kind == .brokenGraph && twice.description.contains("made twice"))
    let never = try failure {
      $0.addInput("x", shape: [nil, 4])
      $0.addNode("Relu", name: "a", inputs: ["x"])
      $0.addOutput("z", shape: [nil, 4])
    }
    #expect(never.kind == .brokenGraph && never.description.contains("`z`"))
  }

  @Test("several inputs are named, and none is refused; initializers are not inputs")
  func inputs() throws {
    let several = try failure {
      $0.addInput("image", shape: [nil, 4])
      $0.addInput("mask", shape: [nil, 4])
      $0.addNode("Add", name: "a", inputs: ["image", "mask"])
    }
    #expect(several.kind == .unsupportedInput)
    #expect(several.description.contains("`image`, `mask`"))
    #expect(
      try failure { $0.addNode("Constant", name: "a", inputs: [], attributes: ["value_int": .integer(1)]) }.kind
        == .unsupportedInput)
    var builder = ONNXBuilder(opset: 8)
    builder.addInput("image", shape: [1, 4])
    builder.addInput("weight", shape: [4])
    builder.addInitializer("weight", shape: [4], values: [1, 2, 3, 4] as [Float])
    builder.addNode("Mul", name: "a", inputs: ["image", "weight"])
    builder.addOutput("a", shape: [1, 4])
    let network = try ONNXNetwork(builder)
    #expect(network.inputs.map(\.name) == ["image"])
    #expect(network.fixedBatchSize == 1)
  }

  @Test("old operator sets are refused")
  func oldOpset() throws {
    let failure = try failure(
      {
        $0.addInput("x", shape: [nil, 4])
        $0.addNode("Relu", name: "a", inputs: ["x"])
      }, opset: 6)
    #expect(failure.kind == .unsupportedOpset && failure.description.contains("operator set 6"))
  }

  @Test("a graph without nodes is refused")
  func noNodes() throws {
    #expect(try failure { $0.addInput("x", shape: [nil, 4]) }.kind == .noGraph)
  }
}
