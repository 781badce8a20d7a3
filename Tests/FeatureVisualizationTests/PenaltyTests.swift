import FeatureVisualization
import Foundation
import ImageDatasets
import ONNXModel
import Testing

extension FeatureVisualizationSuite {
  @Suite("Penalties and transforms")
  struct PenaltyTests {
    private func image(
      _ penalties: ImagePenalties, transforms: ImageTransforms = .none, count: Int = 1,
      in network: VisualizedNetwork? = nil
    ) throws -> [PixelImage] {
      let options = MaximizationOptions(
        stepCount: 60, parameterization: .pixels, transforms: transforms, penalties: penalties,
        imagesPerObjective: count, tolerance: 0)
      return try ActivationMaximizer(network ?? .small(), options: options).maximize([.channel("conv2", 3)]).map(
        \.image)
    }

    private func variation(_ image: PixelImage) -> Double {
      var sum = 0
      for row in 0..<image.height {
        for column in 1..<image.width {
          let place = (row * image.width + column) * image.channelCount
          sum += abs(Int(image.pixels[place]) - Int(image.pixels[place - image.channelCount]))
        }
      }
      return Double(sum) / Double(image.pixels.count)
    }

    private func contrast(_ image: PixelImage) -> Double {
      image.pixels.reduce(0.0) { $0 + abs(Double($1) - 127.5) } / Double(image.pixels.count)
    }

    @Test("each makes its own quantity smaller")
    func each() throws {
      let plain = try image(.none)[0]
      #expect(try variation(image(.init(totalVariation: 20))[0]) < 0.5 * variation(plain))
      #expect(try variation(image(.init(frequency: 200))[0]) < 0.6 * variation(plain))
      #expect(try contrast(image(.init(l1: 20))[0]) < 0.5 * contrast(plain))
      #expect(try contrast(image(.init(l2: 20))[0]) < 0.5 * contrast(plain))
    }

    @Test("diversity makes the images of a unit differ in its layer")
    func diversity() throws {
      func likeness(_ weight: Double) throws -> Double {
        let options = MaximizationOptions(
          stepCount: 80, transforms: .none, penalties: .init(diversity: weight), imagesPerObjective: 3, tolerance: 0)
        let made = try ActivationMaximizer(.small(), options: options).maximize([.channel("conv2", 3)])
        #expect(made.map(\.number) == [0, 1, 2])
        return made.reduce(0) { $0 + $1.value } / 3
      }
      // What is spent on being different is missing in the objective.
      #expect(try likeness(20) < 0.98 * likeness(0))
    }

    @Test("statistics of batch normalizations are approached, and missed where there are none")
    func statistics() throws {
      let error = try failure { _ = try image(.init(batchNormalization: 1)) }
      #expect(error.kind == .badOption && error.description.contains("no batch normalization below"))
      var builder = ONNXBuilder()
      builder.addInput("image", shape: [nil, 3, 16, 16])
      for (name, values) in [
        ("scale", [1, 1, 1]), ("shift", [0, 0, 0]), ("mean", [0.2, 0.5, 0.8]), ("variance", [0.01, 0.01, 0.01]),
      ] as [(String, [Float])] { builder.addInitializer(name, shape: [3], values: values) }
      builder.addNode(
        "BatchNormalization", name: "bn", inputs: ["image", "scale", "shift", "mean", "variance"], outputs: ["conv2"])
      builder.addNode("Relu", name: "r", inputs: ["conv2"], outputs: ["out"])
      builder.addOutput("out", shape: [nil, 3, 16, 16])
      let options = MaximizationOptions(
        stepCount: 300, transforms: .none, penalties: .init(batchNormalization: 5000), tolerance: 0)
      let made = try ActivationMaximizer(
        VisualizedNetwork(builder), options: options, colors: .neutral(channelCount: 3)
      ).maximize([.channel("conv2", 0)])
      let pixels = made[0].image.pixels
      let means = (0..<3).map { channel in
        stride(from: channel, to: pixels.count, by: 3).reduce(0.0) { $0 + Double(pixels[$1]) } / 256 / 255
      }
      #expect(zip(means, [0.2, 0.5, 0.8]).allSatisfy { abs($0 - $1) < 0.05 }, "\(means)")
    }

    @Test("transforms leave their mark: images that are moved excite the unit wherever it looks")
    func transforms() throws {
      let network = try VisualizedNetwork.small()
      func made(_ transforms: ImageTransforms) throws -> OptimizedImage {
        let options = MaximizationOptions(
          stepCount: 80, parameterization: .pixels, transforms: transforms, tolerance: 0)
        return try ActivationMaximizer(network, options: options)
          .maximize([.channel("conv2", 1, position: .center)])[0]
      }
      let (fixed, moved) = (try made(.none), try made(.init(jitter: 0.3, scale: 1...1, rotation: 0)))
      // With a fixed image only the middle matters: the corner keeps the grey that it began with.
      func corner(_ image: PixelImage) -> Double {
        var sum = 0
        for place in 0..<48 { sum += abs(Int(image.pixels[place / 12 * 72 + place % 12]) - Int(image.pixels[0])) }
        return Double(sum) / 48
      }
      #expect(corner(moved.image) > 3 * corner(fixed.image) + 1)
      for transforms in [ImageTransforms.crops, .init(noise: 0.1), .init(blur: .init(first: 2, last: 0))] {
        let image = try made(transforms)
        #expect(image.value > image.firstValue)
        #expect(try made(transforms).image == image.image)
      }
    }
  }
}
