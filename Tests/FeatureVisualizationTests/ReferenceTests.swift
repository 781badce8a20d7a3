import FeatureVisualization
import Foundation
import ImageDatasets
import NumericKernels
import ONNXModel
import TensorEngine
import Testing

extension FeatureVisualizationSuite {
  @Suite("Content and style")
  struct ReferenceTests {
    let network: VisualizedNetwork
    let picture: PixelImage

    init() throws {
      network = try VisualizedNetwork.small()
      picture = .picture(width: network.width, height: network.height)
    }

    private func distances(_ content: [String] = [], style: [String] = []) throws -> ReferenceDistances {
      try ReferenceDistances(
        content: content.isEmpty ? nil : ReferencePenalty(picture, name: "picture", layers: content),
        style: style.isEmpty ? nil : ReferencePenalty(picture, name: "picture", layers: style), network: network)
    }

    private func noise(_ stream: UInt64) throws -> [Float] {
      var generator = SeededGenerator(seed: 3, stream: stream)
      return (0..<3 * network.height * network.width).map { _ in Float(generator.nextUniform()) }
    }

    private func measured(_ distances: ReferenceDistances, _ images: Tensor) throws -> Tensor {
      let tensors = distances.contentTensors + distances.styleTensors
      let activations = try network.activations(of: tensors, for: images)
      return try #require(try distances.content(activations) ?? distances.style(activations))
    }

    private func distance(_ distances: ReferenceDistances, _ image: PixelImage) throws -> Double {
      try measured(distances, network.tensor(of: [image])).scalar()
    }

    @Test("a Gram matrix is the mean of products over positions, wherever channels lie")
    func gram() throws {
      let values: [Float] = [1, 2, 3, 4, 5, 6]
      // Channels (1, 2, 3) and (4, 5, 6): 1·1 + 2·2 + 3·3 and so on, of three positions.
      let expected: [Double] = [14, 32, 32, 77].map { $0 / 3 }
      let maps = try network.engine.tensor(values, shape: [1, 2, 1, 3])
      let found = try GramMatrix.of(maps, channelsLast: false)
      #expect(found.shape == [1, 2, 2])
      #expect(try zip(found.doubles(), expected).allSatisfy { abs($0 - $1) < 1e-5 })
      let tokens = try network.engine.tensor([1, 4, 2, 5, 3, 6].map(Float.init), shape: [1, 3, 2])
      #expect(try GramMatrix.of(tokens, channelsLast: true).doubles() == found.doubles())
      let vector = try GramMatrix.of(
        network.engine.tensor([2, 3].map(Float.init), shape: [1, 2]), channelsLast: false)
      #expect(try vector.doubles() == [4, 6, 6, 9])
    }

    @Test("gradients are central differences", arguments: [false, true])
    func gradients(ofStyle: Bool) throws {
      let distances = try ofStyle ? distances(style: ["conv1", "conv2"]) : distances(["conv1", "conv2"])
      let (engine, shape) = (network.engine, [1, 3, network.height, network.width])
      let start = try noise(1)
      let images = try engine.tensor(start, shape: shape).requiringGradient()
      try measured(distances, images).sum().backward()
      let slope = try #require(try images.gradient()?.doubles())
      for stream in 2..<7 {
        let direction = try noise(UInt64(stream)).map { $0 - 0.5 }
        func value(_ step: Float) throws -> Double {
          let moved = zip(start, direction).map { $0 + step * $1 }
          return try engine.withoutGradient { try measured(distances, engine.tensor(moved, shape: shape)).scalar() }
        }
        let found = zip(slope, direction).reduce(0) { $0 + $1.0 * Double($1.1) }
        let expected = try (value(4e-3) - value(-4e-3)) / 8e-3
        #expect(abs(found - expected) < 0.02 * max(abs(expected), 0.05), "\(found) and \(expected)")
      }
    }

    @Test("an image has no distance from itself; another has, and one without activations about 1")
    func scale() throws {
      for distances in [try distances(["conv1"]), try distances(style: ["conv1"])] {
        #expect(try distance(distances, picture) < 1e-9)
        #expect(
          try measured(distances, network.engine.tensor(noise(1), shape: [1, 3, network.height, network.width]))
            .scalar() > 0.05)
      }
      let black = PixelImage(width: network.width, height: network.height, channelCount: 3)
      #expect(try abs(distance(distances(["conv1"]), black) - 1) < 1e-6)
    }

    @Test("content alone brings the image's activations back, also under transforms; style alone its Gram matrices")
    func alone() throws {
      let objective = 0 * Objective.channel("conv2", 1)
      func made(_ content: ReferencePenalty?, _ style: ReferencePenalty?, _ transforms: ImageTransforms) throws
        -> PixelImage
      {
        let options = MaximizationOptions(
          stepCount: 200, parameterization: .pixels, transforms: transforms, content: content, style: style,
          tolerance: 0)
        let image = try ActivationMaximizer(network, options: options).maximize([objective])[0]

        return image.image
      }
      let plain = try made(nil, nil, .none)
      let reference = ReferencePenalty(picture, name: "picture", layers: ["conv1"])
      let content = try distances(["conv1"])
      for transforms in [ImageTransforms.none, .init(jitter: 0.1)] {
        #expect(try distance(content, made(reference, nil, transforms)) < 0.02 * distance(content, plain))
      }
      let styled = try made(nil, ReferencePenalty(picture, name: "picture", layers: ["conv1", "conv2"]), .none)
      let style = try distances(style: ["conv1", "conv2"])
      #expect(try distance(style, styled) < 0.05 * distance(style, plain))
    }

    @Test("an image of any size is fitted; without layers, the network's own are taken")
    func fitted() throws {
      let large = PixelImage.picture(width: 70, height: 50, channelCount: 1)
      let content = ReferencePenalty(large, name: "large")
      let distances = try ReferenceDistances(content: content, style: content, network: network)
      #expect(distances.contentTensors == network.contentLayers.map(\.tensorName))
      #expect(distances.contentTensors.count == 1 && (2...5).contains(distances.styleTensors.count))
      let read = try JSONDecoder().decode(ReferencePenalty.self, from: JSONEncoder().encode(content))
      #expect(read.contentHash == content.contentHash && read.image == nil && read.name == "large")
      #expect(ReferencePenalty(picture, name: "large").contentHash != content.contentHash)
      let error = try failure { _ = try ReferenceDistances(content: read, style: nil, network: network) }
      #expect(error.kind == .badInput && error.description.contains("the image large, which is not at hand"))
    }

    @Test("layers that are not there, weights out of range and images that excite nothing are refused")
    func refusals() throws {
      func refused(_ penalty: ReferencePenalty) throws -> FeatureVisualizationError {
        try failure { _ = try ActivationMaximizer(network, options: .init(style: penalty)) }
      }
      let missing = try refused(ReferencePenalty(picture, name: "p", layers: ["conv9"]))
      #expect(missing.kind == .badObjective && missing.description.contains("no layer `conv9`"))
      let weightless = try refused(ReferencePenalty(picture, name: "p", weight: 0))
      #expect(weightless.kind == .badOption && weightless.description.contains("weight of the style is 0"))
      let black = PixelImage(width: network.width, height: network.height, channelCount: 3)
      let nothing = try refused(ReferencePenalty(black, name: "black.png", layers: ["conv1"]))
      #expect(nothing.kind == .badInput && nothing.description.contains("black.png excites nothing in the layer conv1"))
    }

    @Test("an image of another size or with other channels gets a clear answer")
    func sizes() throws {
      let wide = PixelImage(width: 30, height: 20, channelCount: 3)
      let error = try failure { _ = try network.tensor(of: [picture, wide]) }
      #expect(error.kind == .badInput && error.description.contains("30 x 20 pixels with 3 channels was given"))
      #expect(error.description.contains("Expected \(network.width) x \(network.height) with 3"))
      #expect(error.description.contains("visibleImages makes images fit"))
      let gray = PixelImage(width: network.width, height: network.height, channelCount: 1)
      #expect(throws: FeatureVisualizationError.self) { try network.tensor(of: [gray]) }
      let fitted = try network.tensor(of: network.visibleImages([wide, gray]))
      #expect(fitted.shape == [2, 3, network.height, network.width])
      let spectrum = try failure {
        _ = try NaturalSpectrum(of: [wide], colors: .neutral(channelCount: 3), network: network)
      }
      #expect(spectrum.description.contains("30 x 20 pixels was given"))
    }
  }
}
