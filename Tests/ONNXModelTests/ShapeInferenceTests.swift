import Foundation
import ONNXModel
import Testing

@Suite("Shape inference")
struct ShapeInferenceTests {
  @Test(
    "every tensor has the shape that ONNX Runtime gives it, and a free axis where that depends on the batch",
    arguments: [
      "elementwise", "convolution", "pooling", "products", "layout", "joining", "indexing", "reductions13",
      "reductions18",
      "generators", "sampling", "normalization", "quantization", "sequences", "opset8", "upsample9",
    ])
  func fixtures(_ name: String) throws {
    let network = try ONNXNetwork(contentsOf: Fixture.url("\(name).onnx"))
    let bytes = try Data(contentsOf: Fixture.url("\(name).json"))
    let shapes = try JSONDecoder().decode([String: [Int?]].self, from: bytes)
    #expect(shapes.count > 0)
    for (tensor, shape) in shapes {
      #expect(network.shape(ofTensor: tensor) == shape, "\(name): \(tensor)")
    }
  }

  @Test(
    "every node of the real networks has the shape that it has when run",
    .enabled(if: RealData.isPresent, RealData.skipMessage),
    arguments: RealData.networks)
  func realNetworks(_ name: String) throws {
    struct Reference: Decodable {
      struct Output: Decodable {
        let output: String
        let shape: [Int]
      }
      let outputs: [Output]
    }
    let network = try RealData.network(name)
    let folder = try #require(RealData.folder)
    let bytes = try Data(contentsOf: folder.appendingPathComponent("reference/\(name)-nodes.json"))
    let reference = try JSONDecoder().decode(Reference.self, from: bytes)
    #expect(reference.outputs.count == network.nodes.count)
    for output in reference.outputs {
      let shape = try #require(network.shape(ofTensor: output.output), "\(output.output)")
      // The reference was run with one image.
      let run = zip(shape, output.shape).enumerated().map { $0.offset == 0 ? $0.element.0 ?? 1 : $0.element.0 }
      #expect(shape.count == output.shape.count)
      #expect(run == output.shape.map { $0 }, "\(output.output)")
    }
  }

  @Test("element types follow casts, comparisons and quantization")
  func elementTypes() throws {
    let network = try ONNXNetwork(contentsOf: Fixture.url("elementwise.onnx"))
    let cast = try #require(network.nodes.first { $0.operatorName == "Cast" })
    let greater = try #require(network.nodes.first { $0.operatorName == "Greater" })
    let relu = try #require(network.nodes.first { $0.operatorName == "Relu" })
    #expect(network.elementType(ofTensor: cast.outputs[0]) == .int64)
    #expect(network.elementType(ofTensor: greater.outputs[0]) == .bool)
    #expect(network.elementType(ofTensor: relu.outputs[0]) == .float32)
    let quantized = try ONNXNetwork(contentsOf: Fixture.url("quantization.onnx"))
    let node = try #require(quantized.nodes.first { $0.operatorName == "QuantizeLinear" })
    #expect(quantized.elementType(ofTensor: node.outputs[0]) == .int8)
  }

  @Test("operators of other domains are read, with unknown shapes behind them, and what the file states is used")
  func otherDomains() throws {
    var builder = ONNXBuilder()
    builder.importOperatorSet(domain: "com.example", version: 1)
    builder.addInput("image", shape: [nil, 3, 8, 8])
    builder.addNode("Sharpen", name: "sharp", inputs: ["image"], domain: "com.example")
    builder.addNode("Relu", name: "relu", inputs: ["sharp"])
    builder.addNode("GlobalAveragePool", name: "pool", inputs: ["relu"])
    builder.addOutput("pool", shape: [nil, 5, 1, 1])
    let network = try ONNXNetwork(builder)
    #expect(network.shape(ofTensor: "relu") == nil)
    #expect(network.shape(ofTensor: "pool") == [nil, 5, 1, 1])
    #expect(network.nodes[0].operatorName == "com.example:Sharpen")
    let relu = try network.tap("relu")
    #expect(relu.layout == .other && relu.shape.isEmpty)
    #expect(relu.supports(.whole) && !relu.supports(.mean))
  }
}
