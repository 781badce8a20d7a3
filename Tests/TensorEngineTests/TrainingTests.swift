import NumericKernels
import TensorEngine
import Testing

extension TensorEngineSuite {
  @Suite("Training")
  struct TrainingTests {
    let engine: TensorEngine
    let fixtures: Fixtures.Training

    init() throws {
      engine = try Engine.load()
      fixtures = try Fixtures.training()
    }

    private func parameters(_ values: [Fixtures.Values]) throws -> [Tensor] {
      try values.map { try $0.tensor(.float32, in: engine).requiringGradient() }
    }

    static let ways: [(String, StochasticGradientDescent.Options)] = [
      ("plain", .init(learningRate: 0.5)),
      ("momentum", .init(learningRate: 0.2, momentum: 0.9)),
      ("decayed", .init(learningRate: 0.2, momentum: 0.9, weightDecay: 0.01)),
      ("nesterov", .init(learningRate: 0.2, momentum: 0.9, nesterov: true)),
    ]

    private func exclusiveOr(_ options: StochasticGradientDescent.Options, steps: Int) throws -> [Double] {
      let weights = try parameters(fixtures.start)
      let descent = try StochasticGradientDescent(weights, options: options)
      let corners = try fixtures.corners.tensor(.float32, in: engine)
      let answers = try engine.tensor(fixtures.answers, shape: [4])
      return try (0..<steps).map { _ in
        let hidden = try corners.linear(weight: weights[0], bias: weights[1]).tanh()
        let loss = try hidden.linear(weight: weights[2], bias: weights[3]).crossEntropy(targets: answers)
        try loss.backward()
        try descent.step()
        return try loss.scalar()
      }
    }

    @Test("exclusive or is learned with PyTorch's losses", arguments: ways)
    func exclusiveOr(_ name: String, _ options: StochasticGradientDescent.Options) throws {
      let expected = try #require(fixtures.losses[name])
      let losses = try exclusiveOr(options, steps: expected.count)
      #expect(deviation(losses, expected, absolute: 1e-6, relative: 1e-4) <= 1)
      #expect(losses[losses.count - 1] < 0.1)
    }

    @Test("a falling rate is the rate over 1 + decay × step")
    func fallingRate() throws {
      let weight = try engine.tensor([1] as [Float], shape: [1]).requiringGradient()
      let descent = try StochasticGradientDescent(
        [weight], options: .init(learningRate: 0.1, learningRateDecay: 0.5))
      for _ in 0..<3 {
        try (weight * 2).sum().backward()
        try descent.step()
      }
      let expected = 1 - 2 * 0.1 * (1 + 1 / 1.5 + 1 / 2.0)
      #expect(try abs(weight.scalar() - expected) < 1e-6)
    }

    @Test("a convolutional network is trained with PyTorch's losses, in both layouts", arguments: [false, true])
    func convolutional(channelsLast: Bool) throws {
      let weights = try parameters(fixtures.network)
      let descent = try StochasticGradientDescent(weights, options: .init(learningRate: 0.1, momentum: 0.9))
      let images = try fixtures.images.tensor(.float32, in: engine)
        .contiguous(channelsLast ? .channelsLast : .channelsFirst)
      let kinds = try engine.tensor(fixtures.kinds, shape: [8])
      let losses = try fixtures.convolutionLosses.map { _ in
        let features = try images.convolution2D(weight: weights[0], bias: weights[1]).relu()
          .maxPooling2D(SlidingWindow(2)).reshaped(to: [8, 12])
        let loss = try features.linear(weight: weights[2], bias: weights[3]).crossEntropy(targets: kinds)
        try loss.backward()
        try descent.step()
        return try loss.scalar()
      }
      #expect(deviation(losses, fixtures.convolutionLosses, absolute: 1e-5, relative: 1e-3) <= 1)
    }

    @Test("the step by operators on Float64 is the fused one on Float32", arguments: ways)
    func stepForms(_ name: String, _ options: StochasticGradientDescent.Options) throws {
      let start = (0..<40_000).map { Float($0 % 17) / 8 - 1 }
      let ends = try [ElementType.float32, .float64].map { type in
        let weight = try engine.tensor(start, shape: [200, 200]).converted(to: type).requiringGradient()
        let descent = try StochasticGradientDescent([weight], options: options)
        for _ in 0..<3 {
          try (weight * weight).sum().backward()
          try descent.step()
          #expect(try weight.gradient() == nil)
        }
        return try weight.doubles()
      }
      #expect(deviation(ends[0], ends[1], absolute: 1e-5, relative: 1e-5) <= 1)
      #expect(deviation(ends[0], start.map(Double.init), absolute: 1e-5, relative: 1e-5) > 1)
    }

    @Test("a result that was recorded before a step cannot be differentiated after it")
    func staleGraph() throws {
      let weight = try engine.tensor([1, 2] as [Float], shape: [2]).requiringGradient()
      let descent = try StochasticGradientDescent([weight], options: .init(learningRate: 0.1))
      let product = try (weight * weight).sum()
      try product.backward(keepingGraph: true)
      try descent.step()
      #expect(throws: TensorEngineError.self) { try product.backward() }
    }

    @Test("the velocity of a weight that has no slope any more ends at 0, and what is no number stays so")
    func velocitiesEnd() throws {
      let weight = try engine.tensor([1, 1, .nan] as [Float], shape: [3]).requiringGradient()
      let descent = try StochasticGradientDescent([weight], options: .init(learningRate: 0.001, momentum: 0.9))
      for step in 0..<1200 {
        // The first value has a slope in the first step only, the second always.
        let slopes = try engine.tensor([step == 0 ? 1 : 0, 1, 1] as [Float], shape: [3])
        try (weight * slopes).sum().backward()
        try descent.step()
      }
      let velocities = try descent.velocities[0].floats()
      #expect(velocities[0] == 0)
      #expect(abs(velocities[1] - 10) < 1e-3)
      let values = try weight.floats()
      #expect(abs(values[0] - 0.99) < 1e-5)
      #expect(values[2].isNaN)
    }

    @Test("one seed, one training, for any number of threads", arguments: [1, 2, 4, 7])
    func repeatable(threads: Int) throws {
      let before = try engine.threadCount()
      defer { try? engine.setThreadCount(before) }
      try engine.setThreadCount(1)
      let expected = try trainedPerceptron()
      try engine.setThreadCount(threads)
      #expect(try engine.threadCount() == threads)
      #expect(try trainedPerceptron() == expected)
    }

    /// A perceptron of 64-200-200-10 with dropout, eight steps: its weights.
    private func trainedPerceptron() throws -> [Float] {
      var generator = SeededGenerator(seed: 5)
      func drawn(_ shape: [Int], _ scale: Double) throws -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { _ in Float((generator.nextUniform() - 0.5) * scale) }
        return try engine.tensor(values, shape: shape)
      }
      let sizes = [64, 200, 200, 10]
      let weights = try zip(sizes, sizes.dropFirst()).map { try drawn([$1, $0], 0.2).requiringGradient() }
      let descent = try StochasticGradientDescent(weights, options: .init(learningRate: 0.05, momentum: 0.9))
      for step in 0..<8 {
        var hidden = try drawn([16, 64], 2)
        for (index, weight) in weights.enumerated() {
          hidden = try hidden.linear(weight: weight)
          guard index < 2 else { break }
          hidden = try hidden.relu().dropout(probability: 0.3, seed: 9, stream: UInt64(step * 2 + index))
        }
        try hidden.crossEntropy(targets: engine.tensor((0..<16).map { $0 % 10 }, shape: [16])).backward()
        try descent.step()
      }
      return try weights.flatMap { try $0.floats() }
    }
  }
}
