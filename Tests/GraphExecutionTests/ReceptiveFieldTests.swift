import Foundation
import GraphExecution
import ONNXModel
import TensorEngine
import Testing

/// A small graph from an image [1, 2, 12, 10] to `y`, whose weights are all positive so that no influence cancels.
struct FieldExample: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Whether fields that lie in the image are as small as they can be, not only large enough.
  var isTight = true
  let build: @Sendable (inout ONNXBuilder) -> Void

  static func convolution(
    _ builder: inout ONNXBuilder, _ name: String, _ input: String, kernel: [Int], from: Int = 2, to: Int = 2,
    operatorName: String = "Conv", _ attributes: [String: ONNXAttribute] = [:]
  ) {
    let count = from * to * kernel[0] * kernel[1]
    builder.addInitializer(
      "\(name).weight", shape: [to, from] + kernel, values: (0..<count).map { 0.5 + Float(($0 * 7) % 5) / 4 })
    builder.addNode(operatorName, name: name, inputs: [input, "\(name).weight"], attributes: attributes)
  }

  static let all = [
    FieldExample(testDescription: "strides, dilations and uneven pads") {
      convolution(
        &$0, "a", "x", kernel: [3, 2],
        ["strides": .integers([2, 1]), "pads": .integers([1, 0, 0, 2]), "dilations": .integers([1, 3])])
      convolution(&$0, "y", "a", kernel: [3, 3], ["pads": .integers([1, 1, 1, 1])])
    },
    FieldExample(testDescription: "same padding, upper and lower") {
      convolution(&$0, "a", "x", kernel: [3, 4], ["auto_pad": .text("SAME_UPPER"), "strides": .integers([2, 2])])
      convolution(&$0, "y", "a", kernel: [2, 3], ["auto_pad": .text("SAME_LOWER"), "strides": .integers([1, 2])])
    },
    FieldExample(testDescription: "pools with ceil mode") {
      convolution(&$0, "a", "x", kernel: [3, 3])
      $0.addNode(
        "AveragePool", name: "y", inputs: ["a"],
        attributes: [
          "kernel_shape": .integers([3, 3]), "strides": .integers([2, 2]), "ceil_mode": .integer(1),
        ])
    },
    FieldExample(testDescription: "branches of an inception block") {
      convolution(&$0, "a", "x", kernel: [1, 1])
      convolution(&$0, "b", "x", kernel: [5, 3], ["pads": .integers([2, 1, 2, 1])])
      $0.addNode("Concat", name: "c", inputs: ["a", "b"], attributes: ["axis": .integer(1)])
      $0.addNode("LRN", name: "d", inputs: ["c"], attributes: ["size": .integer(3)])
      convolution(&$0, "y", "d", kernel: [2, 2], from: 4)
    },
    // Behind an enlargement, neighbors see different numbers of pixels; the field is that of the one that sees most.
    FieldExample(testDescription: "a transposed convolution", isTight: false) {
      convolution(&$0, "a", "x", kernel: [2, 2], ["strides": .integers([2, 2])])
      convolution(
        &$0, "y", "a", kernel: [3, 3], operatorName: "ConvTranspose",
        ["strides": .integers([2, 2]), "pads": .integers([1, 1, 0, 0])])
    },
    FieldExample(testDescription: "space to depth and back", isTight: false) {
      $0.addNode("SpaceToDepth", name: "a", inputs: ["x"], attributes: ["blocksize": .integer(2)])
      convolution(&$0, "b", "a", kernel: [1, 3], from: 8, to: 4)
      $0.addNode("DepthToSpace", name: "y", inputs: ["b"], attributes: ["blocksize": .integer(2)])
    },
    FieldExample(testDescription: "a slice with steps, and constant borders") {
      $0.addInitializer("starts", shape: [2], integers: [-11, 2])
      $0.addInitializer("ends", shape: [2], integers: [100, -1])
      $0.addInitializer("axes", shape: [2], integers: [-2, 3])
      $0.addInitializer("steps", shape: [2], integers: [2, 1])
      $0.addNode("Slice", name: "a", inputs: ["x", "starts", "ends", "axes", "steps"])
      $0.addInitializer("pads", shape: [8], integers: [0, 0, 1, 0, 0, 0, 2, 0])
      $0.addNode("Pad", name: "b", inputs: ["a", "pads"])
      convolution(&$0, "y", "b", kernel: [3, 3])
    },
    FieldExample(testDescription: "mirrored borders", isTight: false) {
      $0.addInitializer("pads", shape: [8], integers: [0, 0, 2, 1, 0, 0, 1, 3])
      $0.addNode("Pad", name: "a", inputs: ["x", "pads"], attributes: ["mode": .text("reflect")])
      convolution(&$0, "y", "a", kernel: [1, 2])
    },
    FieldExample(testDescription: "enlargements", isTight: false) {
      $0.addInitializer("scales", shape: [4], values: [1, 1, 2, 1.5])
      $0.addNode("Resize", name: "a", inputs: ["x", "", "scales"], attributes: ["mode": .text("linear")])
      $0.addInitializer("smaller", shape: [4], integers: [1, 2, 11, 7])
      $0.addNode("Resize", name: "b", inputs: ["a", "", "", "smaller"], attributes: ["mode": .text("nearest")])
      convolution(&$0, "y", "b", kernel: [2, 2])
    },
    FieldExample(testDescription: "shuffled channels and channels last") {
      convolution(&$0, "a", "x", kernel: [3, 1], to: 4)
      $0.addInitializer("groups", shape: [5], integers: [0, 2, 2, 10, 10])
      $0.addNode("Reshape", name: "b", inputs: ["a", "groups"])
      $0.addNode("Transpose", name: "c", inputs: ["b"], attributes: ["perm": .integers([0, 2, 1, 3, 4])])
      $0.addInitializer("joined", shape: [4], integers: [0, 4, 10, 10])
      $0.addNode("Reshape", name: "d", inputs: ["c", "joined"])
      $0.addNode("Transpose", name: "e", inputs: ["d"], attributes: ["perm": .integers([0, 2, 3, 1])])
      $0.addInitializer("dense", shape: [4, 4], values: (0..<16).map { 1 + Float($0 % 3) })
      $0.addNode("MatMul", name: "f", inputs: ["e", "dense"])
      $0.addNode("Transpose", name: "y", inputs: ["f"], attributes: ["perm": .integers([0, 3, 1, 2])])
    },
  ]
}

extension GraphExecutionSuite {
  @Suite("Receptive fields")
  struct ReceptiveFieldTests {
    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    @Test("what moves a value lies within its field, and reaches its edges", arguments: FieldExample.all)
    func gradients(_ example: FieldExample) throws {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [1, 2, 12, 10])
      example.build(&builder)
      builder.addOutput("y", shape: [1, nil, nil, nil])
      let network = try ONNXNetwork(builder)
      let field = try network.receptiveField(ofTensor: "y")
      #expect(field.axes.allSatisfy { $0 != nil })
      let executor = try GraphExecutor(network: network, engine: engine, elementType: .float64)
      let pixels = (0..<240).map { place -> Double in 1 + Double((place * 31) % 17) / 17 }
      let image = try engine.tensor(pixels, shape: [1, 2, 12, 10]).requiringGradient()
      let output = try #require(try executor.evaluate(["x": image], outputs: ["y"])["y"])
      var inside = 0
      for row in 0..<output.shape[2] {
        for column in 0..<output.shape[3] {
          try output.narrowed(2, to: row..<row + 1).narrowed(3, to: column..<column + 1).sum()
            .backward(keepingGraph: true)
          let slope = try #require(try image.gradient()).doubles()
          try image.clearGradient()
          let moved = slope.indices.filter { slope[$0] != 0 }
          let rows = moved.map { $0 / 10 % 12 }
          let columns = moved.map { $0 % 10 }
          let crop = field.crop(row: row, column: column, height: 12, width: 10)
          guard let top = rows.min(), let bottom = rows.max(), let left = columns.min(), let right = columns.max()
          else { continue }
          let found = try #require(crop)
          #expect(found.rows.contains(top) && found.rows.contains(bottom), "row \(row), column \(column)")
          #expect(found.columns.contains(left) && found.columns.contains(right), "row \(row), column \(column)")
          guard try isInside(field.axes[0], row, 12), try isInside(field.axes[1], column, 10) else { continue }
          inside += 1
          guard example.isTight else { continue }
          #expect(found == .init(rows: top..<bottom + 1, columns: left..<right + 1), "row \(row), column \(column)")
        }
      }
      #expect(inside > 0 || !example.isTight)
    }

    /// Whether no padding is seen.
    private func isInside(_ axis: ReceptiveField.Axis?, _ position: Int, _ size: Int) throws -> Bool {
      let axis = try #require(axis)
      return axis.start + axis.stride * Double(position) >= 0
        && axis.end + axis.stride * Double(position) <= Double(size - 1)
    }

    @Test(
      "in GoogLeNet and SqueezeNet nothing outside the field moves a unit",
      .enabled(if: SharedData.folder != nil, SharedData.isMissing),
      arguments: [
        ("googlenet", "inception_3b/output", 8, 20), ("googlenet", "inception_4d/output", 2, 11),
        ("squeezenet1.1", "", 3, 9),
      ])
    func networks(_ name: String, _ tensor: String, _ row: Int, _ column: Int) throws {
      let url = try #require(SharedData.folder).appendingPathComponent("models/\(name).onnx")
      let network = try ONNXNetwork(contentsOf: url)
      let layer =
        tensor.isEmpty ? try #require(network.tapPoints.last { $0.operatorName == "Concat" }).tensorName : tensor
      let executor = try GraphExecutor(network: network, engine: engine)
      let values = (0..<150_528).map { place -> Float in Float((place * 7919) % 255) - 110 }
      let image = try engine.tensor(values, shape: [1, 3, 224, 224]).requiringGradient()
      let output = try #require(try executor.evaluate([network.inputs[0].name: image], outputs: [layer])[layer])
      try output.narrowed(2, to: row..<row + 1).narrowed(3, to: column..<column + 1).sum().backward()
      let slope = try #require(try image.gradient()).floats()
      let crop = try #require(
        try network.receptiveField(ofTensor: layer).crop(row: row, column: column, height: 224, width: 224))
      let moved = slope.indices.filter { slope[$0] != 0 }
      let rows = Set(moved.map { $0 / 224 % 224 })
      let columns = Set(moved.map { $0 % 224 })
      #expect(rows.allSatisfy(crop.rows.contains) && columns.allSatisfy(crop.columns.contains))
      #expect(rows.contains(crop.rows.lowerBound) || rows.contains(crop.rows.upperBound - 1))
      #expect(columns.contains(crop.columns.lowerBound) || columns.contains(crop.columns.upperBound - 1))
      #expect(crop.rows.count < 224 || crop.columns.count < 224)
    }
  }
}
