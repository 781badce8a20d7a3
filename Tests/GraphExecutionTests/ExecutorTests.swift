import Foundation
import GraphExecution
import ONNXModel
import TensorEngine
import Testing

extension GraphExecutionSuite {
  @Suite("Executor")
  struct ExecutorTests {
    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    private func demo() throws -> ONNXNetwork {
      try ONNXNetwork(data: DemoNetwork.make(inputShape: [3, 8, 8]), url: .init(fileURLWithPath: "/demo.onnx"))
    }

    private func images(_ count: Int = 2) throws -> Tensor {
      try engine.tensor((0..<count * 192).map { Float(($0 * 31) % 17) / 17 }, shape: [count, 3, 8, 8])
    }

    /// A network `x * scale + w1 * w2` of two values, whose second term depends on weights only.
    private func scaled(_ extra: (inout ONNXBuilder) -> Void = { _ in }) throws -> ONNXNetwork {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 2])
      builder.addInitializer("scale", shape: [2], values: [2, 3])
      builder.addInitializer("w1", shape: [2], values: [5, 7])
      builder.addInitializer("w2", shape: [2], values: [11, 13])
      builder.addNode("Mul", name: "product", inputs: ["w1", "w2"])
      builder.addNode("Mul", name: "scaled", inputs: ["x", "scale"])
      builder.addNode("Add", name: "y", inputs: ["scaled", "product"])
      extra(&builder)
      builder.addOutput("y", shape: [nil, 2])
      return try ONNXNetwork(builder)
    }

    @Test("any tensors of a graph are computed, from any others")
    func parts() throws {
      let executor = try GraphExecutor(network: demo(), engine: engine)
      let whole = try executor.evaluate(["image": images()], outputs: ["prob", "pool1", "logits", "image"])
      #expect(Set(whole.keys) == ["prob", "pool1", "logits", "image"])
      let pool = try #require(whole["pool1"])
      let rest = try executor.evaluate(["pool1": pool], outputs: ["prob"])
      #expect(try rest["prob"]?.floats() == whole["prob"]?.floats())
      #expect(try whole["image"]?.floats() == images().floats())
    }

    @Test("only the nodes that are needed must be supported")
    func neededOnly() throws {
      let network = try scaled { $0.addNode("NonZero", name: "places", inputs: ["y"]) }
      let executor = try GraphExecutor(network: network, engine: engine)
      let x = try engine.tensor([1, 1] as [Float], shape: [1, 2])
      #expect(try executor.evaluate(["x": x], outputs: ["y"])["y"]?.floats() == [57, 94])
      let error = try failure { try executor.requireSupport(for: ["places"]) }
      #expect(error.kind == .unsupportedOperator)
      #expect(error.description.contains("node `places` (NonZero)") && error.description.contains("operator set 17"))
    }

    @Test("what depends on weights only follows weights that are trained, overwritten or replaced")
    func folding() throws {
      let executor = try GraphExecutor(network: scaled(), engine: engine)
      let x = try engine.tensor([1, 1] as [Float], shape: [1, 2])
      func y(_ replaced: [String: Tensor] = [:]) throws -> Tensor {
        try #require(try executor.evaluate(replaced.merging(["x": x]) { $1 }, outputs: ["y"])["y"])
      }
      #expect(try y().floats() == [57, 94])
      let weight = try #require(executor.parameters["w1"]).requiringGradient()
      try y().sum().backward()
      #expect(try weight.gradient()?.floats() == [11, 13])
      try weight.requiringGradient(false)
      try weight.assign(engine.tensor([1, 1] as [Float], shape: [2]))
      executor.parametersChanged()
      #expect(try y().floats() == [13, 16])
      #expect(try y(["w2": engine.tensor([0, 0] as [Float], shape: [2])]).floats() == [2, 3])
      #expect(try y().floats() == [13, 16])
    }

    @Test("gradients reach the input and the weights that ask, in one pass")
    func gradients() throws {
      let executor = try GraphExecutor(network: demo(), engine: engine)
      let weight = try #require(executor.parameters["conv1.weight"]).requiringGradient()
      let image = try images().requiringGradient()
      let logits = try #require(try executor.evaluate(["image": image], outputs: ["logits"])["logits"])
      try logits.sum().backward()
      #expect(try image.gradient()?.shape == [2, 3, 8, 8] && weight.gradient()?.shape == weight.shape)
      #expect(try executor.parameters["fc1.weight"]?.gradient() == nil)
    }

    @Test("no tensors remain but the weights and what was asked for")
    func leaks() async {
      // In a process of its own: tests of other targets make tensors at the same time.
      await #expect(processExitsWith: .success) { try ExecutorTests().checkLeaks() }
    }

    private func checkLeaks() throws {
      let before = engine.liveTensorCount
      func work() throws {
        let executor = try GraphExecutor(network: demo(), engine: engine)
        let image = try images()
        let input = try images().requiringGradient()
        _ = try executor.evaluate(["image": image], outputs: ["prob"])
        let prepared = engine.liveTensorCount
        try #require(prepared == before + executor.parameters.count + 2)
        for _ in 0..<3 {
          let result = try executor.evaluate(["image": image], outputs: ["prob"])
          try #require(engine.liveTensorCount == prepared + 1 && result.count == 1)
          try executor.evaluate(["image": input], outputs: ["logits"])["logits"]?.sum().backward()
          try input.clearGradient()
        }
        try #require(engine.liveTensorCount == prepared)
      }
      try work()
      try #require(engine.liveTensorCount == before)
    }

    @Test("dropout passes values on, and draws in training: by seed, step and node")
    func dropout() throws {
      var builder = ONNXBuilder(opset: 11)
      builder.addInput("x", shape: [nil, 400])
      builder.addNode("Dropout", name: "a", inputs: ["x"], attributes: ["ratio": .real(0.25)])
      builder.addNode("Dropout", name: "b", inputs: ["x"], attributes: ["ratio": .real(0.25)])
      builder.addOutput("a", shape: [nil, 400])
      builder.addOutput("b", shape: [nil, 400])
      let executor = try GraphExecutor(network: ONNXNetwork(builder), engine: engine)
      let ones = try engine.filled(1, shape: [1, 400])
      func draw(_ name: String, _ mode: ExecutionMode) throws -> [Float] {
        try #require(try executor.evaluate(["x": ones], outputs: [name], mode: mode)[name]).floats()
      }
      let first = ExecutionMode(dropout: .init(seed: 1, step: 0))
      #expect(try draw("a", .inference) == Array(repeating: 1, count: 400))
      let drawn = try draw("a", first)
      #expect((60...140).contains(drawn.filter { $0 == 0 }.count) && Set(drawn) == [0, Float(4) / 3])
      #expect(try draw("a", first) == drawn)
      #expect(try draw("b", first) != drawn)
      #expect(try draw("a", ExecutionMode(dropout: .init(seed: 1, step: 1))) != drawn)
      #expect(try draw("a", ExecutionMode(dropout: .init(seed: 2, step: 0))) != drawn)
    }

    @Test("batch normalization uses the running values, and in training the batch's, moving them")
    func batchStatistics() throws {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 1])
      for (name, value) in [("s", 1), ("b", 0), ("m", 3), ("v", 4)] as [(String, Float)] {
        builder.addInitializer(name, shape: [1], values: [value])
      }
      builder.addNode(
        "BatchNormalization", name: "y", inputs: ["x", "s", "b", "m", "v"],
        attributes: ["momentum": .real(0.75), "epsilon": .real(0)])
      builder.addOutput("y", shape: [nil, 1])
      let executor = try GraphExecutor(network: ONNXNetwork(builder), engine: engine)
      let x = try engine.tensor([5, 9] as [Float], shape: [2, 1])
      #expect(try executor.evaluate(["x": x], outputs: ["y"])["y"]?.floats() == [1, 3])
      let training = ExecutionMode(usesBatchStatistics: true)
      let found = try #require(try executor.evaluate(["x": x], outputs: ["y"], mode: training)["y"]).doubles()
      #expect(deviation(found, [-1, 1], absolute: 1e-5, relative: 0) <= 1)
      #expect(try executor.parameters["m"]?.floats() == [4])
    }

    @Test("attributes and values that are not understood are errors that name the node, before anything is computed")
    func attributes() throws {
      let wrong: [(String, [String: ONNXAttribute], String)] = [
        ("Relu", ["limit": .real(6)], "`limit`"),
        ("Gelu", ["approximate": .text("fast")], "approximate = fast"),
        ("AveragePool", ["kernel_shape": .integers([2, 2, 2])], "3 spatial axes"),
        ("MaxPool", ["kernel_shape": .integers([2, 2]), "auto_pad": .text("FULL")], "auto_pad = FULL"),
        ("MaxPool", ["kernel_shape": .integers([2, 2]), "strides": .integers([0, 1])], "strides [0, 1]"),
        ("Cast", ["to": .integer(8)], "string"),
        ("Pad", ["mode": .text("mirror")], "mode = mirror"),
      ]
      for (name, attributes, part) in wrong {
        var builder = ONNXBuilder(opset: 20)
        builder.addInput("x", shape: [nil, 1, 4, 4])
        builder.addInitializer("pads", shape: [8], integers: Array(repeating: 0, count: 8))
        builder.addNode("Relu", name: "before", inputs: ["x"])
        builder.addNode(
          name, name: "odd", inputs: name == "Pad" ? ["before", "pads"] : ["before"], attributes: attributes)
        builder.addOutput("odd", shape: [nil, 1, 4, 4])
        let executor = try GraphExecutor(network: ONNXNetwork(builder), engine: engine)
        let error = try failure { try executor.requireSupport(for: ["odd"]) }
        #expect(error.kind == .unsupportedAttribute && error.description.contains("node `odd` (\(name))"))
        #expect(error.description.contains(part) && error.description.contains("Supported: "), "\(error)")
      }
    }

    @Test("impossible shapes, amounts and scales are errors that name the node")
    func impossible() throws {
      let huge = Int64.max
      let wrong: [(String, [Int64]?, [Float]?, [String: ONNXAttribute])] = [
        ("GlobalAveragePool", nil, nil, [:]),
        ("MaxPool", nil, nil, ["kernel_shape": .integers([2, 2]), "auto_pad": .text("SAME_UPPER")]),
        ("Tile", [-1, -1], nil, [:]), ("Tile", [2, 2, 2], nil, [:]), ("Reshape", [-7, 3], nil, [:]),
        ("Pad", [huge, 0, 0, huge], nil, [:]), ("Pad", [1], nil, [:]),
        ("Upsample", nil, [.nan, 1], [:]), ("Upsample", nil, [1, 1e30], [:]), ("Upsample", nil, [1], [:]),
        ("Gather", [9], nil, [:]), ("Expand", [huge], nil, [:]), ("Transpose", nil, nil, ["perm": .integers([0, 9])]),
        ("Softmax", nil, nil, ["axis": .integer(5)]), ("Unsqueeze", [huge], nil, [:]),
      ]
      for (name, integers, reals, attributes) in wrong {
        var builder = ONNXBuilder(opset: name == "Upsample" ? 9 : 13)
        builder.addInput("x", shape: [2, 3])
        if let integers { builder.addInitializer("c", shape: [integers.count], integers: integers) }
        if let reals { builder.addInitializer("c", shape: [reals.count], values: reals) }
        let inputs = integers == nil && reals == nil ? ["x"] : ["x", "c"]
        builder.addNode(name, name: "odd", inputs: inputs, attributes: attributes)
        builder.addOutput("odd", shape: [])
        let executor = try GraphExecutor(network: ONNXNetwork(builder), engine: engine)
        let x = try engine.filled(1, shape: [2, 3])
        let error = try failure { _ = try executor.evaluate(["x": x], outputs: ["odd"]) }
        #expect(error.kind == .computation && error.description.contains("node `odd` (\(name))"), "\(error)")
      }
    }

    @Test("operators of other domains are named with their domain")
    func domains() throws {
      var builder = ONNXBuilder()
      builder.importOperatorSet(domain: "com.microsoft", version: 1)
      builder.addInput("x", shape: [nil, 2])
      builder.addNode("FusedGelu", name: "odd", inputs: ["x"], domain: "com.microsoft")
      builder.addOutput("odd", shape: [nil, 2])
      let executor = try GraphExecutor(network: ONNXNetwork(builder), engine: engine)
      let error = try failure { _ = try executor.evaluate(["x": engine.filled(shape: [1, 2])], outputs: ["odd"]) }
      #expect(error.kind == .unsupportedOperator && error.description.contains("com.microsoft:FusedGelu"))
    }

    @Test("unknown names, a missing input, and images of another size are errors that say what was expected")
    func wrongCalls() throws {
      let executor = try GraphExecutor(network: demo(), engine: engine)
      let image = try images()
      let unknownOutput = try failure { _ = try executor.evaluate(["image": image], outputs: ["conv9"]) }
      #expect(unknownOutput.kind == .unknownTensor && unknownOutput.description.contains("`conv9`"))
      let unknownInput = try failure { _ = try executor.evaluate(["picture": image], outputs: ["prob"]) }
      #expect(unknownInput.kind == .unknownTensor && unknownInput.description.contains("`picture`"))
      let missing = try failure { _ = try executor.evaluate([:], outputs: ["prob"]) }
      #expect(missing.kind == .badInput && missing.description.contains("`image`, which was not given"))
      let flat = try failure { _ = try executor.evaluate(["image": image.reshaped(to: [2, 192])], outputs: ["prob"]) }
      #expect(flat.kind == .badInput && flat.description.contains("Expected [any, 3, 8, 8]"))
      let wrong = try engine.filled(shape: [1, 5, 4, 4])
      let failed = try failure { _ = try executor.evaluate(["pool1": wrong], outputs: ["conv3"]) }
      #expect(failed.kind == .computation && failed.description.contains("node `conv3` (Conv)"))
      #expect(failed.description.contains("[1, 5, 4, 4]"))
    }
  }
}
