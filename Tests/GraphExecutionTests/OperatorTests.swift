import GraphExecution
import ONNXModel
import TensorEngine
import Testing

extension GraphExecutionSuite {
  @Suite("Operators")
  struct OperatorTests {
    static let cases = GraphFixtures.file?.cases ?? []
    static let differentiable = cases.filter(\.differentiable)

    let engine: TensorEngine

    init() throws { engine = try TensorEngine.load() }

    @Test("there are fixtures of ONNX Runtime for nearly every operator")
    func complete() throws {
      #expect(try #require(GraphFixtures.file).tool.hasPrefix("onnxruntime 1."))
      let covered = Set(Self.cases.flatMap { $0.nodes.map(\.operator) })
      // Swish came with operator set 24, which ONNX Runtime does not compute yet; the others are one line each.
      let open: Set = ["And", "CastLike", "Constant", "Or", "Size", "Swish", "Xor"]
      #expect(Set(GraphExecutor.supportedOperators).subtracting(covered) == open)
    }

    @Test("results are those of ONNX Runtime", arguments: cases)
    func results(_ example: GraphFixtures.Case) throws {
      let executor = try GraphExecutor(network: example.network(), engine: engine)
      let input = try example.input.tensor(.float32, in: engine)
      let found = try executor.evaluate(["x": input], outputs: example.outputs.keys.sorted())
      for (name, expected) in example.outputs {
        let tensor = try #require(found[name])
        #expect(tensor.shape == expected.shape)
        #expect(try deviation(tensor.doubles(), expected.doubles, absolute: 5e-6, relative: 2e-5) <= 1)
      }
    }

    @Test("gradients of the input and of weights are central differences", arguments: differentiable)
    func differences(_ example: GraphFixtures.Case) throws {
      let executor = try GraphExecutor(network: example.network(), engine: engine, elementType: .float64)
      let output = try #require(example.outputs.keys.sorted().last)
      let input = try example.input.tensor(.float64, in: engine).requiringGradient()
      // Numbers such as bounds, scales and running values are no weights.
      let isNumber: Set = ["Clip", "Resize", "Upsample", "Pad", "Dropout", "DequantizeLinear", "Pow", "Mod", "Greater"]
      let readByNumbers = Set(example.nodes.filter { isNumber.contains($0.operator) }.flatMap(\.inputs))
      let running = Set(example.nodes.filter { $0.operator == "BatchNormalization" }.flatMap { $0.inputs.suffix(2) })
      let names = executor.parameters.keys.filter { !readByNumbers.contains($0) && !running.contains($0) }.sorted()
      let weights = try names.map { try #require(executor.parameters[$0]).requiringGradient() }
      let result = try #require(try executor.evaluate(["x": input], outputs: [output])[output])
      let upstream = try engine.tensor(
        (0..<result.elementCount).map { Double(($0 * 37) % 19) / 19 - 0.4 }, shape: result.shape)
      try result.backward(upstream: upstream)
      for (name, tensor) in [("x", input)] + zip(names, weights) {
        let found = try tensor.gradient()?.doubles() ?? Array(repeating: 0, count: tensor.elementCount)
        let expected = try self.differences(executor, name, tensor, input, output, upstream)
        #expect(deviation(found, expected, absolute: 2e-6, relative: 2e-6) <= 1, "\(name)")
      }
    }

    private func differences(
      _ executor: GraphExecutor, _ name: String, _ tensor: Tensor, _ input: Tensor, _ output: String,
      _ upstream: Tensor
    ) throws -> [Double] {
      let values = try tensor.doubles()
      let step = 1e-5
      func objective(_ values: [Double]) throws -> Double {
        let moved = try engine.tensor(values, shape: tensor.shape)
        let inputs = name == "x" ? ["x": moved] : ["x": input, name: moved]
        return try engine.withoutGradient {
          let result = try #require(try executor.evaluate(inputs, outputs: [output])[output])
          return try (result * upstream).sum().scalar()
        }
      }
      return try values.indices.map { index in
        var (above, below) = (values, values)
        above[index] += step
        below[index] -= step
        return try (objective(above) - objective(below)) / (2 * step)
      }
    }
  }
}
