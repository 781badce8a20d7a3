import TensorEngine
import Testing

extension TensorEngineSuite {
  @Suite("Operators")
  struct OperatorTests {
    static let cases = (try? Fixtures.operators().cases) ?? []

    let engine: TensorEngine

    init() throws { engine = try Engine.load() }

    /// The result and the gradients of the sum of result · upstream.
    private func run(
      _ example: Fixtures.Case, _ type: ElementType
    ) throws -> (result: Tensor, gradients: [Tensor]) {
      let body = try #require(OperatorCases.all[example.name])
      let inputs = try example.inputs.map { try $0.tensor(type, in: engine).requiringGradient() }
      let result = try body(inputs, indices(of: example))
      try result.backward(upstream: example.upstream.tensor(type, in: engine))
      return (result, try inputs.map { try #require(try $0.gradient()) })
    }

    private func indices(of example: Fixtures.Case) throws -> [Tensor] {
      try example.indices.map { try engine.tensor($0.values, shape: $0.shape) }
    }

    @Test("every operator has a fixture, and every fixture an operator")
    func complete() throws {
      #expect(Set(Self.cases.map(\.name)) == Set(OperatorCases.all.keys))
      #expect(try Fixtures.operators().tool.hasPrefix("torch 2."))
    }

    @Test("results and gradients in Float32 are PyTorch's", arguments: cases)
    func single(_ example: Fixtures.Case) throws {
      let (result, gradients) = try run(example, .float32)
      #expect(result.shape == example.result.shape && result.elementType == .float32)
      #expect(try deviation(result.doubles(), example.result.values, absolute: 2e-6, relative: 1e-5) <= 1)
      for (found, expected) in zip(gradients, example.gradients) {
        #expect(found.shape == expected.shape)
        #expect(try deviation(found.doubles(), expected.values, absolute: 1e-5, relative: 2e-5) <= 1)
      }
    }

    @Test("results and gradients in Float64 are PyTorch's to nine digits", arguments: cases)
    func double(_ example: Fixtures.Case) throws {
      let (result, gradients) = try run(example, .float64)
      #expect(result.elementType == .float64)
      #expect(try deviation(result.doubles(), example.result.values, absolute: 1e-9, relative: 1e-9) <= 1)
      for (found, expected) in zip(gradients, example.gradients) {
        #expect(try deviation(found.doubles(), expected.values, absolute: 1e-9, relative: 1e-9) <= 1)
      }
    }

    @Test("gradients are central differences", arguments: cases)
    func differences(_ example: Fixtures.Case) throws {
      let body = try #require(OperatorCases.all[example.name])
      let (_, gradients) = try run(example, .float64)
      let upstream = try example.upstream.tensor(.float64, in: engine)
      let values = example.inputs.map { $0.values.map { Double(Float($0)) } }
      let indices = try indices(of: example)
      func objective(_ values: [[Double]]) throws -> Double {
        let inputs = try zip(values, example.inputs).map { try engine.tensor($0, shape: $1.shape) }
        return try (body(inputs, indices) * upstream).sum().scalar()
      }
      let step = 1e-6
      for input in values.indices {
        let found = try gradients[input].doubles()
        let expected = try values[input].indices.map { index in
          var (above, below) = (values, values)
          above[input][index] += step
          below[input][index] -= step
          return try (objective(above) - objective(below)) / (2 * step)
        }
        #expect(deviation(found, expected, absolute: 1e-7, relative: 1e-7) <= 1, "input \(input)")
      }
    }

    @Test("results are the same with channels last", arguments: cases.filter { $0.inputs[0].shape.count == 4 })
    func channelsLast(_ example: Fixtures.Case) throws {
      let body = try #require(OperatorCases.all[example.name])
      var inputs = try example.inputs.map { try $0.tensor(.float32, in: engine) }
      inputs[0] = try inputs[0].contiguous(.channelsLast)
      #expect(inputs[0].isChannelsLast)
      let result = try body(inputs, [])
      #expect(try deviation(result.doubles(), example.result.values, absolute: 2e-6, relative: 1e-5) <= 1)
    }

    @Test("one hot marks the class, the index of the maximum finds it again")
    func oneHot() throws {
      let hot = try engine.tensor([2, 0, 3], shape: [3]).oneHot(classCount: 4)
      #expect(hot.shape == [3, 4] && hot.elementType == .float32)
      #expect(try hot.floats() == [0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
      #expect(try hot.indexOfMaximum().integers() == [2, 0, 3])
    }

    @Test("batch normalization in training moves the running values as PyTorch does")
    func runningValues() throws {
      let running = try Fixtures.training().running
      let mean = try engine.filled(0, shape: [3])
      let variance = try engine.filled(1, shape: [3])
      _ = try running.inputs.tensor(.float32, in: engine)
        .batchNormalized(runningMean: mean, runningVariance: variance, training: true)
      #expect(try deviation(mean.doubles(), running.mean.values, absolute: 1e-6, relative: 1e-5) <= 1)
      #expect(try deviation(variance.doubles(), running.variance.values, absolute: 1e-6, relative: 1e-5) <= 1)
    }
  }
}
