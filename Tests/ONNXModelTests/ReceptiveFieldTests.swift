import Foundation
import ONNXModel
import Testing

/// A chain of windows under construction.
private struct Chain {
  var builder = ONNXBuilder()
  var last = "image"
  var count = 0

  init(height: Int?, width: Int?) {
    builder.addInput("image", shape: [nil, 1, height, width])
    builder.addInitializer("w", shape: [1, 1, 1, 1], values: [1])
  }

  mutating func add(
    _ operatorName: String, kernel: Int, stride: Int = 1, pad: Int = 0, same: Bool = false, from input: String? = nil
  ) {
    count += 1
    let name = "n\(count)"
    var attributes: [String: ONNXAttribute] = [
      "kernel_shape": .integers([kernel, kernel]), "strides": .integers([stride, stride]),
    ]
    if same {
      attributes["auto_pad"] = .text("SAME_UPPER")
    } else {
      attributes["pads"] = .integers([pad, pad, pad, pad])
    }
    var inputs = [input ?? last]
    if operatorName == "Conv" {
      builder.addInitializer(
        "w\(name)", shape: [1, 1, kernel, kernel], values: Array(repeating: 1, count: kernel * kernel))
      inputs.append("w\(name)")
    }
    builder.addNode(operatorName, name: name, inputs: inputs, attributes: attributes)
    last = name
  }

  mutating func add(_ operatorName: String, inputs: [String], attributes: [String: ONNXAttribute] = [:]) {
    count += 1
    last = "n\(count)"
    builder.addNode(operatorName, name: last, inputs: inputs, attributes: attributes)
  }

  func network() throws -> ONNXNetwork {
    var builder = builder
    builder.addOutput(last, shape: [nil, nil, nil, nil])
    return try ONNXNetwork(data: builder.serialized(), url: URL(fileURLWithPath: "/chain.onnx"))
  }

  func field() throws -> ReceptiveField { try network().receptiveField(ofTensor: last) }
}

@Suite("Receptive fields")
struct ReceptiveFieldTests {
  private func check(_ chain: Chain, size: Int, stride: Double, start: Double) throws {
    let field = try chain.field()
    #expect(field.axes.count == 2)
    for axis in field.axes {
      let axis = try #require(axis)
      #expect(axis.size == size && axis.stride == stride && axis.start == start)
    }
    #expect(field.axes.map { $0?.positionAxis } == [2, 3])
  }

  // The figures of the table by Araujo, Norris & Sim 2019 (doi:10.23915/distill.00021): size, effective stride, padding.

  @Test("AlexNet's last pool sees 195 pixels at a stride of 32, beginning 64 before the image")
  func alexNet() throws {
    var chain = Chain(height: 227, width: 227)
    chain.add("Conv", kernel: 11, stride: 4)
    chain.add("MaxPool", kernel: 3, stride: 2)
    chain.add("Conv", kernel: 5, same: true)
    chain.add("MaxPool", kernel: 3, stride: 2)
    for _ in 0..<3 { chain.add("Conv", kernel: 3, same: true) }
    chain.add("MaxPool", kernel: 3, stride: 2)
    try check(chain, size: 195, stride: 32, start: -64)
  }

  @Test("VGG-16's last pool sees 212 pixels at a stride of 32, beginning 90 before the image")
  func vgg() throws {
    var chain = Chain(height: nil, width: nil)
    for convolutions in [2, 2, 3, 3, 3] {
      for _ in 0..<convolutions { chain.add("Conv", kernel: 3, pad: 1) }
      chain.add("MaxPool", kernel: 2, stride: 2)
    }
    try check(chain, size: 212, stride: 32, start: -90)
  }

  @Test("MobileNet's last convolution sees 315 pixels at a stride of 32, beginning 126 before an image of 224")
  func mobileNet() throws {
    func chain(side: Int?) -> Chain {
      var chain = Chain(height: side, width: side)
      for stride in [2, 1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1] {
        chain.add("Conv", kernel: 3, stride: stride, same: true)
        chain.add("Relu", inputs: [chain.last])
      }
      return chain
    }
    try check(chain(side: 224), size: 315, stride: 32, start: -126)
    // Padding that depends on a free size is bounded: by that of odd sizes, one more at each of the five strides.
    let free = try #require(try chain(side: nil).field().axes[0])
    #expect(free.start == -126 - 31 && free.end == -126 + 314)
  }

  @Test("branches that meet see the union of what they see, and the whole image where their strides differ")
  func branches() throws {
    var chain = Chain(height: 32, width: 32)
    chain.add("Conv", kernel: 3, stride: 2, pad: 1)
    let stem = chain.last
    chain.add("Conv", kernel: 5, pad: 2)
    let wide = chain.last
    chain.add("Conv", kernel: 1, from: stem)
    chain.add("Concat", inputs: [wide, chain.last, stem], attributes: ["axis": .integer(1)])
    try check(chain, size: 11, stride: 2, start: -5)
    var mixed = Chain(height: 32, width: 32)
    mixed.add("Conv", kernel: 2, stride: 2)
    let half = mixed.last
    mixed.builder.addInitializer("starts", shape: [2], integers: [0, 0])
    mixed.builder.addInitializer("ends", shape: [2], integers: [16, 16])
    mixed.builder.addInitializer("axes", shape: [2], integers: [2, 3])
    mixed.add("Slice", inputs: ["image", "starts", "ends", "axes"])
    mixed.add("Add", inputs: [half, mixed.last])
    #expect(try mixed.field().isGlobal)
  }

  @Test("what pools, flattens, attends or is scaled by a pool sees the whole image")
  func global() throws {
    var chain = Chain(height: 8, width: 8)
    chain.add("Conv", kernel: 3, pad: 1)
    let local = chain.last
    chain.add("GlobalAveragePool", inputs: [local])
    #expect(try chain.field().isGlobal)
    chain.add("Mul", inputs: [local, chain.last])
    #expect(try chain.field().isGlobal)
    #expect(try chain.field().crop(row: 2, column: 3, height: 8, width: 8) == .init(rows: 0..<8, columns: 0..<8))
    var flat = Chain(height: 8, width: 8)
    flat.add("Flatten", inputs: ["image"])
    #expect(try flat.field().isGlobal)
    var rows = Chain(height: 8, width: 6)
    rows.add("ReduceMean", inputs: ["image"], attributes: ["axes": .integers([3]), "keepdims": .integer(0)])
    let field = try rows.field()
    #expect(field.axes[0]?.size == 1 && field.axes[1] == nil)
    #expect(field.crop(row: 2, column: 0, height: 8, width: 6) == .init(rows: 2..<3, columns: 0..<6))
  }

  @Test("crops are clipped to the image, and there is none where only padding is seen")
  func crops() throws {
    var chain = Chain(height: 10, width: 12)
    chain.add("Conv", kernel: 3, stride: 2, pad: 1)
    let field = try chain.field()
    #expect(field.crop(row: 0, column: 0, height: 10, width: 12) == .init(rows: 0..<2, columns: 0..<2))
    #expect(field.crop(row: 2, column: 5, height: 10, width: 12) == .init(rows: 3..<6, columns: 9..<12))
    #expect(field.crop(row: 2, column: 99, height: 10, width: 12) == nil)
    var padded = Chain(height: 10, width: 12)
    padded.add("Conv", kernel: 1, pad: 1)
    #expect(try padded.field().crop(row: 0, column: 1, height: 10, width: 12) == nil)
    #expect(try padded.field().crop(row: 1, column: 1, height: 10, width: 12) == .init(rows: 0..<1, columns: 0..<1))
  }

  @Test("channels last and one-dimensional inputs have fields on their own axes")
  func otherLayouts() throws {
    var chain = Chain(height: 8, width: 8)
    chain.add("Conv", kernel: 3, pad: 1)
    chain.add("Transpose", inputs: [chain.last], attributes: ["perm": .integers([0, 2, 3, 1])])
    #expect(try chain.field().axes.map { $0?.positionAxis } == [1, 2])
    #expect(try chain.field().axes.map { $0?.size } == [3, 3])
    var builder = ONNXBuilder()
    builder.addInput("x", shape: [nil, 1, 20])
    builder.addInitializer("w", shape: [1, 1, 4], values: [1, 1, 1, 1])
    builder.addNode("Conv", name: "y", inputs: ["x", "w"], attributes: ["dilations": .integers([3])])
    builder.addOutput("y", shape: [nil, 1, nil])
    let network = try ONNXNetwork(data: builder.serialized(), url: URL(fileURLWithPath: "/wave.onnx"))
    let field = try network.receptiveField(ofTensor: "y")
    #expect(field.axes.count == 1 && field.axes[0]?.size == 10)
    #expect(field.axes[0]?.pixels(at: 2, of: 20) == 2..<12)
  }

  @Test("unknown tensors and those that do not depend on the image are errors that name them")
  func errors() throws {
    var chain = Chain(height: 8, width: 8)
    chain.add("Conv", kernel: 3)
    let network = try chain.network()
    let unknown = #expect(throws: ONNXModelError.self) { try network.receptiveField(ofTensor: "conv9") }
    #expect(unknown?.kind == .noMatchingLayer && unknown?.description.contains("conv9") == true)
    let constant = #expect(throws: ONNXModelError.self) { try network.receptiveField(ofTensor: "wn1") }
    #expect(constant?.kind == .badInput && constant?.description.contains("wn1") == true)
  }
}
