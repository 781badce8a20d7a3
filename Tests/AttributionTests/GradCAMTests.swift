import Attribution
import Foundation
import ONNXModel
import TensorEngine
import Testing

extension AttributionSuite {
  @Suite("Grad-CAM")
  struct GradCAMTests {
    /// Two feature maps, 2·x and −x of a 2 × 2 image, and scores that weigh their sums: known by hand.
    private func tiny() throws -> ONNXNetwork {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 1, 2, 2])
      builder.addInitializer("kernel", shape: [2, 1, 1, 1], values: [2, -1])
      builder.addNode("Conv", name: "maps", inputs: ["x", "kernel"])
      builder.addNode("Flatten", name: "flat", inputs: ["maps"])
      builder.addInitializer(
        "weights", shape: [8, 2], values: [1, 3, 1, 3, 1, 3, 1, 7] + [-2, 1, -2, 1, -2, 1, -2, 1])
      builder.addNode("MatMul", name: "logits", inputs: ["flat", "weights"])
      builder.addOutput("logits", shape: [nil, 2])
      return try ONNXNetwork(builder)
    }

    @Test("maps weighted with the mean gradient of their positions, by hand, rectified and signed")
    func byHand() throws {
      let attributor = try Attributor(network: tiny())
      let images = try AttributionImages(shape: [1, 2, 2], values: [1, -2, 3, 0.5])
      func map(_ index: Int, _ isRectified: Bool) throws -> Attribution {
        try attributor.attributions(of: images, to: .classScore(index), by: .gradCAM(.init(isRectified: isRectified)))[
          0]
      }
      // Class 0: 1 · 2x + (−2) · (−x) = 4x. Class 1: mean gradient 4 and 1, 4 · 2x − x = 7x.
      #expect(try map(0, false).values == [4, -8, 12, 2])
      #expect(try map(1, false).values == [7, -14, 21, 3.5])
      let rectified = try map(1, true)
      #expect(rectified.values == [7, 0, 21, 3.5])
      #expect(rectified.layer == "maps" && !rectified.isSigned && rectified.shape == [2, 2])
    }

    @Test("the usual layer has the resolution of the last convolution before the target")
    func usualLayer() throws {
      let attributor = try Attributor(network: CaptumFixture().network)
      #expect(try attributor.usualFeatureLayer(for: .classScore(0)) == "relu2")
      #expect(try attributor.usualFeatureLayer(for: .unit(.init(layer: "conv2", channel: 1))) == "relu1")
      #expect(try attributor.usualFeatureLayer(for: .unit(.init(layer: "relu1", channel: 1))) == "conv1")
    }

    /// Pixels as tokens [1, 0.5] · x after as many zeros as are asked for, their mean weighed to two scores; with attention
    /// before, where asked for.
    private func transformer(zeros: Int, hasAttention: Bool = false) throws -> ONNXNetwork {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 1, 2, 2])
      builder.addInitializer("patches", shape: [3], integers: [0, 4, 1])
      builder.addNode("Reshape", name: "pixels", inputs: ["x", "patches"])
      builder.addInitializer("embedding", shape: [1, 2], values: [1, 0.5])
      builder.addNode("MatMul", name: "embedded", inputs: ["pixels", "embedding"])
      builder.addInitializer("pads", shape: [6], integers: [0, Int64(zeros), 0, 0, 0, 0])
      builder.addNode("Pad", name: "tokens", inputs: ["embedded", "pads"])
      if hasAttention {
        builder.addInitializer("scale", shape: [2], values: [1, 1])
        builder.addInitializer("shift", shape: [2], values: [0.1, -0.1])
        builder.addNode("LayerNormalization", name: "normalized", inputs: ["tokens", "scale", "shift"])
        builder.addNode("Transpose", name: "keys", inputs: ["normalized"], attributes: ["perm": .integers([0, 2, 1])])
        builder.addNode("MatMul", name: "products", inputs: ["normalized", "keys"])
        builder.addNode("Softmax", name: "attention", inputs: ["products"], attributes: ["axis": .integer(-1)])
        builder.addNode("MatMul", name: "mixed", inputs: ["attention", "normalized"])
      }
      builder.addNode(
        "ReduceMean", name: "mean", inputs: [hasAttention ? "mixed" : "tokens"],
        attributes: ["axes": .integers([1]), "keepdims": .integer(0)])
      builder.addInitializer("weights", shape: [2, 2], values: [5, -5, 10, 15])
      builder.addNode("MatMul", name: "logits", inputs: ["mean", "weights"])
      builder.addOutput("logits", shape: [nil, 2])
      return try ONNXNetwork(builder)
    }

    @Test("tokens make a grid, with a class token before them or without", arguments: [0, 1, 2])
    func tokens(_ zeros: Int) throws {
      let attributor = try Attributor(network: transformer(zeros: zeros))
      let images = try AttributionImages(shape: [1, 2, 2], values: [1, -2, 3, 0.5])
      let found = try attributor.attributions(
        of: images, to: .classScore(0), by: .gradCAM(.init(layer: "tokens", isRectified: false)))
      // The gradient is weights / tokens: 5 · x + 10 · x / 2 of as many.
      let share = 10 / Float(4 + zeros)
      #expect(difference(found[0].values, [1, -2, 3, 0.5].map { $0 * share }) < 1e-6)
    }

    @Test(
      "in a transformer the usual layer is the last normalized one before attention; tokens off a grid are an error")
    func attention() throws {
      let attributor = try Attributor(network: transformer(zeros: 1, hasAttention: true))
      #expect(try attributor.usualFeatureLayer(for: .classScore(0)) == "normalized")
      let images = try AttributionImages(shape: [1, 2, 2], values: [1, -2, 3, 0.5])
      let found = try attributor.attributions(of: images, to: .classScore(0), by: .gradCAM(.init()))
      #expect(found[0].layer == "normalized" && found[0].shape == [2, 2])
      let odd = try Attributor(network: transformer(zeros: 3))
      let error = try failure {
        _ = try odd.attributions(of: images, to: .classScore(0), by: .gradCAM(.init(layer: "tokens")))
      }
      #expect(error.kind == .badLayer && error.description.contains("no grid of positions"), "\(error)")
    }

    @Test("networks without feature maps, and layers that are not there or not before the target, are errors")
    func layers() throws {
      let linear = try LinearNetwork()
      let plain = try Attributor(network: linear.network)
      let images = try AttributionImages(shape: LinearNetwork.shape, values: normal(32, seed: 1))
      let none = try failure { _ = try plain.attributions(of: images, to: .classScore(0), by: .gradCAM(.init())) }
      #expect(none.kind == .badLayer && none.description.contains("has no feature maps"))
      let vector = try failure {
        _ = try plain.attributions(of: images, to: .classScore(0), by: .gradCAM(.init(layer: "flat")))
      }
      #expect(vector.kind == .badLayer && vector.description.contains("[any, 32], which is no grid"), "\(vector)")
      let fixture = try CaptumFixture()
      let attributor = try Attributor(network: fixture.network)
      func told(_ layer: String, _ target: AttributionTarget) throws -> String {
        try failure {
          _ = try attributor.attributions(of: fixture.images, to: target, by: .gradCAM(.init(layer: layer)))
        }.description
      }
      #expect(try told("conv9", fixture.target).contains("no layer `conv9`"))
      let unit = AttributionTarget.unit(.init(layer: "conv2", channel: 0))
      #expect(try told("relu2", unit).contains("does not depend on the layer relu2"))
      #expect(try told("conv2", unit).contains("does not depend on the layer conv2"))
    }
  }
}
