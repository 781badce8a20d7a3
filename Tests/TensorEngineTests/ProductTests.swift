import NumericKernels
import TensorEngine
import Testing

extension TensorEngineSuite {
  /// Products of Float32 are our own kernel's, those of Float64 libtorch's.
  @Suite("Products of matrices") struct ProductTests {
    private let engine: TensorEngine

    init() throws { engine = try Engine.load() }

    private struct Factors: Sendable {
      let name: String
      let shapes: [[Int]]
      let product: @Sendable ([Tensor]) throws -> Tensor
    }

    /// Shapes that reach over the borders of tiles and vectors, with factors that lie transposed or in parts.
    private static let cases: [Factors] = [
      Factors(name: "few rows, many outputs", shapes: [[5, 300], [410, 300], [410]]) {
        try $0[0].linear(weight: $0[1], bias: $0[2])
      },
      Factors(name: "many rows, few outputs", shapes: [[2, 150, 33], [10, 33], [10]]) {
        try $0[0].linear(weight: $0[1], bias: $0[2])
      },
      Factors(name: "a weight that lies transposed", shapes: [[7, 20], [20, 30]]) {
        try $0[0].linear(weight: $0[1].transposed())
      },
      Factors(name: "two matrices", shapes: [[130, 257], [257, 200]]) { try $0[0].matrixProduct($0[1]) },
      Factors(name: "many matrices times one", shapes: [[2, 3, 17, 40], [40, 21]]) { try $0[0].matrixProduct($0[1]) },
      Factors(name: "queries and keys", shapes: [[2, 3, 50, 16], [2, 3, 50, 16]]) {
        try $0[0].matrixProduct($0[1].transposed())
      },
      Factors(name: "heads that lie inside of rows", shapes: [[2, 50, 3, 16], [2, 50, 3, 16]]) {
        let (queries, keys) = (try $0[0].permuted(to: [0, 2, 1, 3]), try $0[1].permuted(to: [0, 2, 3, 1]))
        return try queries.matrixProduct(keys)
      },
      Factors(name: "a transposed first factor", shapes: [[40, 130], [40, 9]]) {
        try $0[0].transposed().matrixProduct($0[1])
      },
      Factors(name: "the same matrix for all, spread out", shapes: [[4, 6, 5], [1, 5, 3]]) {
        try $0[0].matrixProduct($0[1].expanded(to: [4, 5, 3]))
      },
    ]

    @Test("products and their gradients are those of libtorch in Float64", arguments: cases.indices)
    func agreement(index: Int) throws {
      let factors = Self.cases[index]
      let single = try evaluate(factors, .float32)
      let double = try evaluate(factors, .float64)
      for (own, reference) in zip(single, double) {
        #expect(own.count == reference.count)
        let scale = reference.map(abs).max() ?? 0
        let error = zip(own, reference).map { abs($0 - $1) }.max() ?? .infinity
        #expect(error <= 3e-6 * max(1, scale), "\(factors.name)")
      }
    }

    @Test("products have the same bits for any number of threads", arguments: cases.indices)
    func threads(index: Int) throws {
      let before = try engine.threadCount()
      defer { try? engine.setThreadCount(before) }
      try engine.setThreadCount(1)
      let expected = try evaluate(Self.cases[index], .float32)
      for count in [2, 3, 8] {
        try engine.setThreadCount(count)
        #expect(try evaluate(Self.cases[index], .float32) == expected)
      }
    }

    @Test("under reduced precision operands are rounded to 8 bits, and gradients come back in Float32")
    func reduced() throws {
      let left = try engine.tensor([1.0039063, 2, 3, 4] as [Float], shape: [2, 2]).requiringGradient()
      let right = try engine.tensor([1, 0, 0, 1] as [Float], shape: [2, 2])
      let product = try engine.withReducedPrecision { try left.linear(weight: right) }
      #expect(product.elementType == .bfloat16)
      // 1 + 1/256 lies between 1 and 1 + 1/128, and the even neighbor wins.
      #expect(try product.floats() == [1, 2, 3, 4])
      try product.converted(to: .float32).sum().backward()
      let gradient = try #require(try left.gradient())
      #expect(gradient.elementType == .float32)
      #expect(try gradient.floats() == [1, 1, 1, 1])
      let after = try left.linear(weight: right)
      #expect(after.elementType == .float32)
      #expect(try after.floats()[0] == 1.0039063)
    }

    /// The product and the gradient of each factor, when every value of the product has a weight of its own.
    private func evaluate(_ factors: Factors, _ type: ElementType) throws -> [[Double]] {
      var generator = SeededGenerator(seed: 11)
      func drawn(_ shape: [Int]) throws -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { _ in Float(generator.nextUniform() - 0.5) }
        return try engine.tensor(values, shape: shape).converted(to: type)
      }
      let tensors = try factors.shapes.map { try drawn($0).requiringGradient() }
      let product = try factors.product(tensors)
      try (product * drawn(product.shape)).sum().backward()
      let gradients = try tensors.map { try #require(try $0.gradient()) }
      return try ([product] + gradients).map { try $0.converted(to: .float64).doubles() }
    }
  }
}
