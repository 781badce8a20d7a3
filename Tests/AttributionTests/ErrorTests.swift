import Attribution
import Foundation
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension AttributionSuite {
  @Suite("Wrong calls, and results that cannot be used")
  struct ErrorTests {
    let fixture: CaptumFixture
    let attributor: Attributor

    init() throws {
      fixture = try CaptumFixture()
      attributor = try Attributor(network: fixture.network)
    }

    private func error(
      _ target: AttributionTarget? = nil, _ method: AttributionMethod = .gradient(.saliency),
      images: AttributionImages? = nil
    ) throws -> AttributionError {
      try failure {
        _ = try attributor.attributions(of: images ?? fixture.images, to: target ?? fixture.target, by: method)
      }
    }

    @Test("images of another shape, none, broken ones and values that are not finite")
    func images() throws {
      let wide = try AttributionImages(shape: [3, 8, 9], values: normal(216, seed: 1))
      let found = try error(.classScore(0), images: wide)
      #expect(found.kind == .badInput && found.description.contains("[3, 8, 9]"))
      #expect(found.description.contains("Expected [3, 8, 8]") && found.description.contains("/model.onnx"))
      #expect(try failure { _ = try AttributionImages(shape: [3, 8, 8], values: []) }.kind == .badInput)
      #expect(try failure { _ = try AttributionImages(shape: [3], values: [1, 2]) }.kind == .badInput)
      let broken = try failure { _ = try AttributionImages(shape: [2], values: [1, 2, .nan, 4]) }
      #expect(broken.kind == .badInput && broken.description.contains("Image 1 has the value nan"))
    }

    @Test("classes and units that are not there")
    func targets() throws {
      #expect(try error(.classScore(5)).description.contains("no class 5. Expected 0 to 4"))
      #expect(try error(.classScores([0, -1])).description.contains("no class -1"))
      #expect(try error(.classScores([0])).description.contains("1 classes were given for 2 images"))
      func unit(_ layer: String, _ channel: Int, _ position: [Int]? = nil) throws -> AttributionError {
        try error(.unit(.init(layer: layer, channel: channel, position: position)))
      }
      #expect(try unit("conv9", 0).description.contains("no layer `conv9`"))
      #expect(try unit("conv2", 6).description.contains("no channel 6. Expected 0 to 5"))
      #expect(try unit("conv2", 0, [4, 0]).description.contains("no position [4, 0]. Expected one in 4 × 4"))
      #expect(try unit("conv2", 0, [1]).description.contains("no position [1]"))
      #expect(try unit("flat", 0, [1]).description.contains("Expected none, since it is one vector"))
      #expect(try unit("image", 0).description.contains("is the input of"))
      #expect(try unit("conv2", 6).kind == .badTarget)
    }

    @Test("options out of range")
    func options() throws {
      func told(_ method: AttributionMethod) throws -> String {
        let found = try error(nil, method)
        #expect(found.kind == .badOption)
        return found.description
      }
      #expect(try told(.gradient(.integratedGradients(.init(steps: .fixed(0))))).contains("0 steps"))
      let loose = IntegratedGradients(steps: .automatic(tolerance: 0, maximum: 64))
      #expect(try told(.gradient(.integratedGradients(loose))).contains("an error of 0.0"))
      let short = IntegratedGradients(baseline: .channels([1, 2]))
      #expect(try told(.gradient(.integratedGradients(short))).contains("3 channels"))
      let blurred = IntegratedGradients(baseline: .blurred(deviation: 0))
      #expect(try told(.gradient(.integratedGradients(blurred))).contains("blur of 0.0"))
      #expect(try told(.smoothGrad(.init(sampleCount: 0), of: .saliency)).contains("0 noisy copies"))
      #expect(try told(.smoothGrad(.init(noise: -1), of: .saliency)).contains("Noise of -1.0"))
      #expect(try told(.smoothGrad(.init(noise: .nan), of: .saliency)).contains("Noise of nan"))
      #expect(try told(.occlusion(.init(window: [9, 2]))).contains("larger than the image, 8 × 8"))
      #expect(try told(.occlusion(.init(window: [2, 2], stride: [3, 1]))).contains("pixels would be left out"))
      #expect(try told(.occlusion(.init(window: [0, 2]))).contains("each at least 1"))
      let limits = try failure { _ = try Attributor(network: fixture.network, options: .init(memoryLimit: 0)) }
      #expect(limits.kind == .badOption)
    }

    private func vectors(_ extra: (inout ONNXBuilder) -> Void) throws -> Attributor {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 4])
      extra(&builder)
      builder.addOutput("y", shape: [nil, 4])
      return try Attributor(network: ONNXNetwork(builder))
    }

    @Test("a target without a gradient, one that is not finite, and a gradient that is not")
    func computation() throws {
      let images = try AttributionImages(shape: [4], values: [1, 0, -2, 3])
      let stepped = try vectors { $0.addNode("Floor", name: "y", inputs: ["x"]) }
      // A floor has a gradient, which is zero: the attribution says so.
      let flat = try stepped.attributions(of: images, to: .classScore(0), by: .gradient(.saliency))
      #expect(flat[0].isZero)
      let compared = try vectors {
        $0.addInitializer("zero", shape: [1], values: [0])
        $0.addNode("Greater", name: "above", inputs: ["x", "zero"])
        $0.addNode("Cast", name: "y", inputs: ["above"], attributes: ["to": .integer(1)])
      }
      let independent = try failure {
        _ = try compared.attributions(of: images, to: .classScore(0), by: .gradient(.saliency))
      }
      #expect(independent.kind == .badTarget && independent.description.contains("has no gradient"), "\(independent)")
      let logarithm = try vectors { $0.addNode("Log", name: "y", inputs: ["x"]) }
      let score = try failure {
        _ = try logarithm.attributions(of: images, to: .classScore(2), by: .gradient(.saliency))
      }
      #expect(score.kind == .computation && score.description.contains("value for image 0 is nan"), "\(score)")
      let root = try vectors { $0.addNode("Sqrt", name: "y", inputs: ["x"]) }
      let slope = try failure {
        _ = try root.attributions(of: images, to: .classScore(1), by: .gradient(.saliency))
      }
      #expect(slope.kind == .computation && slope.description.contains("image 0 has the value inf"), "\(slope)")
    }

    @Test("maps of images that are vectors are refused where they need rows and columns")
    func shapes() throws {
      let plain = try vectors { $0.addNode("Identity", name: "y", inputs: ["x"]) }
      let images = try AttributionImages(shape: [4], values: [1, 0, -2, 3])
      for method in [
        AttributionMethod.occlusion(.init()), .gradient(.integratedGradients(.init(baseline: .blurred(deviation: 1)))),
      ] {
        let found = try failure { _ = try plain.attributions(of: images, to: .classScore(0), by: method) }
        #expect(found.kind == .badInput && found.description.contains("[channels, height, width]"), "\(found)")
      }
      let found = try plain.attributions(of: images, to: .classScore(2), by: .gradient(.gradientTimesInput))
      #expect(found[0].heatMap(.sum) == HeatMap(height: 1, width: 4, values: [0, 0, -2, 0], isSigned: true))
    }

    @Test("a network that does not end in classes has units, but no classes")
    func headless() throws {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [nil, 1, 2, 2])
      builder.addNode("Relu", name: "y", inputs: ["x"])
      builder.addOutput("y", shape: [nil, 1, 2, 2])
      let plain = try Attributor(network: ONNXNetwork(builder))
      let images = try AttributionImages(shape: [1, 2, 2], values: [1, 0.5, -2, 3])
      let found = try failure { _ = try plain.attributions(of: images, to: .classScore(0), by: .gradient(.saliency)) }
      #expect(found.kind == .badTarget && found.description.contains("does not end in classes"))
      #expect(try failure { _ = try plain.predictions(of: images) }.kind == .badTarget)
      let unit = try plain.attributions(
        of: images, to: .unit(.init(layer: "y", channel: 0)), by: .gradient(.saliency))
      #expect(unit[0].values == [0.25, 0.25, 0, 0.25] && abs(unit[0].score - 1.125) < 1e-12)
    }

    @Test("a file that fixes the number of images is run with that many")
    func fixedBatch() throws {
      var builder = ONNXBuilder()
      builder.addInput("x", shape: [2, 4])
      builder.addInitializer("weights", shape: [4, 2], values: [1, 2, 3, 4, 5, 6, 7, 8])
      builder.addNode("MatMul", name: "y", inputs: ["x", "weights"])
      builder.addOutput("y", shape: [2, 2])
      let plain = try Attributor(network: ONNXNetwork(builder))
      let images = try AttributionImages(shape: [4], values: normal(12, seed: 2))
      let found = try plain.attributions(of: images, to: .classScores([0, 1, 0]), by: .gradient(.saliency))
      #expect(found.map(\.values) == [[1, 3, 5, 7], [2, 4, 6, 8], [1, 3, 5, 7]])
      #expect(try plain.predictions(of: images).count == 3)
    }
  }
}
