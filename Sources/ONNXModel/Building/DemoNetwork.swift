public import Foundation

/// A small untrained convolutional network for demonstrations and tests.
public enum DemoNetwork {
  /// Makes the network: two stages of two convolutions (16, 32, 64, 64 channels) each with a pool, a residual block, an
  /// average over all positions, a hidden layer of 64, logits and probabilities.
  ///
  /// Weights are normal with variance `2 / fanIn` (He et al., 2015, doi:10.1109/ICCV.2015.123) and biases are zero. The
  /// normal numbers are sums of twelve uniform ones, which need no mathematical library: the same seed gives the same
  /// bytes on every platform. The batch size is free.
  ///
  /// - Parameters:
  ///   - seed: Chooses the weights.
  ///   - classCount: The number of classes, at least 2.
  ///   - inputShape: Channels, height and width; height and width at least 4.
  /// - Returns: The bytes of an ONNX file of operator set 17, about 400 kB.
  /// - Throws: `ONNXModelError` for sizes out of range.
  public static func make(seed: UInt64 = 0, classCount: Int = 10, inputShape: [Int] = [3, 32, 32]) throws -> Data {
    guard (2...100_000).contains(classCount) else {
      throw ONNXModelError(
        kind: .badInput, description: "The demo network cannot have \(classCount) classes. Give 2 to 100,000.")
    }
    guard inputShape.count == 3, (1...1024).contains(inputShape[0]), inputShape[1...].allSatisfy((4...4096).contains)
    else {
      throw ONNXModelError(
        kind: .badInput,
        description: """
          The demo network cannot have inputs of the shape \(inputShape). \
          Give channels, height and width, such as [3, 32, 32], with sides of 4 to 4096.
          """)
    }
    var plan = Plan(seed: seed)
    plan.build(classCount: classCount, inputShape: inputShape)
    return try plan.builder.serialized()
  }

  private struct Plan {
    var builder = ONNXBuilder(graphName: "demo", opset: 17, producer: "Strata")
    var normal: NormalNumbers

    init(seed: UInt64) {
      normal = NormalNumbers(state: seed)
      builder.addMetadata(key: "description", value: "untrained demonstration network, seed \(seed)")
    }

    mutating func build(classCount: Int, inputShape: [Int]) {
      builder.addInput("image", shape: [nil] + inputShape.map { $0 })
      convolution("conv1", "image", from: inputShape[0], to: 16)
      activation("relu1", "conv1")
      convolution("conv2", "relu1", from: 16, to: 32)
      activation("relu2", "conv2")
      pool("pool1", "relu2")
      convolution("conv3", "pool1", from: 32, to: 64)
      activation("relu3", "conv3")
      convolution("conv4", "relu3", from: 64, to: 64)
      activation("relu4", "conv4")
      pool("pool2", "relu4")
      convolution("block.conv1", "pool2", from: 64, to: 64)
      activation("block.relu1", "block.conv1")
      convolution("block.conv2", "block.relu1", from: 64, to: 64)
      builder.addNode("Add", name: "block.add", inputs: ["block.conv2", "pool2"])
      activation("block.out", "block.add")
      builder.addNode("GlobalAveragePool", name: "avgpool", inputs: ["block.out"])
      builder.addNode("Flatten", name: "flatten", inputs: ["avgpool"])
      dense("fc1", "flatten", from: 64, to: 64)
      activation("fc1.relu", "fc1")
      dense("logits", "fc1.relu", from: 64, to: classCount)
      builder.addNode("Softmax", name: "prob", inputs: ["logits"], attributes: ["axis": .integer(1)])
      builder.addOutput("prob", shape: [nil, classCount])
    }

    private mutating func convolution(_ name: String, _ input: String, from channels: Int, to count: Int) {
      weights(name, shape: [count, channels, 3, 3], fanIn: channels * 9)
      builder.addNode(
        "Conv", name: name, inputs: [input, "\(name).weight", "\(name).bias"],
        attributes: ["kernel_shape": .integers([3, 3]), "pads": .integers([1, 1, 1, 1])])
    }

    private mutating func dense(_ name: String, _ input: String, from width: Int, to count: Int) {
      weights(name, shape: [count, width], fanIn: width)
      builder.addNode(
        "Gemm", name: name, inputs: [input, "\(name).weight", "\(name).bias"], attributes: ["transB": .integer(1)])
    }

    private mutating func weights(_ name: String, shape: [Int], fanIn: Int) {
      let scale = (2 / Double(fanIn)).squareRoot()
      let values = (0..<shape.reduce(1, *)).map { _ in Float(normal.next() * scale) }
      builder.addInitializer("\(name).weight", shape: shape, values: values)
      builder.addInitializer("\(name).bias", shape: [shape[0]], values: [Float](repeating: 0, count: shape[0]))
    }

    private mutating func activation(_ name: String, _ input: String) {
      builder.addNode("Relu", name: name, inputs: [input])
    }

    private mutating func pool(_ name: String, _ input: String) {
      builder.addNode(
        "MaxPool", name: name, inputs: [input],
        attributes: ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    }
  }

  /// Nearly normal numbers from SplitMix64.
  private struct NormalNumbers {
    var state: UInt64

    private mutating func uniform() -> Double {
      state &+= 0x9E37_79B9_7F4A_7C15
      var bits = state
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
      return Double(bits >> 11) * 0x1p-53
    }

    mutating func next() -> Double {
      var sum = -6.0
      for _ in 0..<12 { sum += uniform() }
      return sum
    }
  }
}
