import Foundation
import TensorEngine
import Testing

extension TensorEngineSuite {
  @Suite("Engine and tensors")
  struct EngineTests {
    let engine: TensorEngine

    init() throws { engine = try Engine.load() }

    /// What an operation on wrong input says.
    private func message(_ body: () throws -> Void) throws -> String {
      let error = try #require(#expect(throws: TensorEngineError.self) { try body() })
      #expect(error.kind == .badInput, "\(error)")
      return error.description
    }

    @Test("no handle is left after operators, gradients, a training step and errors")
    func leaks() async {
      // In a process of its own: tests of other targets make tensors at the same time.
      await #expect(processExitsWith: .success) { try Self.checkLeaks() }
    }

    private static func checkLeaks() throws {
      let engine = try Engine.load()
      let before = engine.liveTensorCount
      func work() throws {
        let input = try engine.tensor((0..<12).map(Float.init), shape: [3, 4])
        let weight = try engine.filled(0.5, shape: [2, 4]).requiringGradient()
        let descent = try StochasticGradientDescent([weight], options: .init(learningRate: 0.1, momentum: 0.5))
        let loss = try input.linear(weight: weight).relu().logSoftmax().mean()
        try #require(engine.liveTensorCount > before)
        try loss.backward()
        _ = try weight.gradient()
        try descent.step()
        try #require(throws: TensorEngineError.self) { _ = try input + weight }
        try #require(throws: TensorEngineError.self) { _ = try input.reshaped(to: [5]) }
      }
      for _ in 0..<10 { try work() }
      try #require(engine.liveTensorCount == before)
    }

    @Test("memory that is shared is read in place and released with the last tensor that refers to it")
    func sharing() throws {
      final class Owner {
        let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: 6)
        deinit { values.deallocate() }
      }
      weak var watched: Owner?
      var rows: Tensor?
      try {
        let owner = Owner()
        _ = owner.values.initialize(from: [1, 2, 3, 4, 5, 6])
        watched = owner
        let tensor = try engine.tensor(sharing: owner.values, owner: owner, shape: [3, 2])
        owner.values[2] = 30
        rows = try tensor.narrowed(0, to: 1..<3)
        let address = try tensor.withValues { $0.baseAddress.map(UInt.init(bitPattern:)) }
        #expect(address == UInt(bitPattern: owner.values.baseAddress))
        #expect(throws: TensorEngineError.self) {
          _ = try engine.tensor(sharing: owner.values, owner: owner, shape: [7])
        }
      }()
      #expect(watched != nil)
      #expect(try rows?.floats() == [30, 4, 5, 6])
      rows = nil
      #expect(watched == nil)
    }

    @Test("values come back as they went in, in row-major order, whatever the layout")
    func values() throws {
      let numbers = (0..<24).map(Float.init)
      let tensor = try engine.tensor(numbers, shape: [1, 2, 3, 4])
      #expect(tensor.shape == [1, 2, 3, 4] && tensor.elementCount == 24 && tensor.device == .cpu)
      #expect(try tensor.contiguous(.channelsLast).floats() == numbers)
      #expect(try tensor.permuted(to: [0, 2, 3, 1]).withValues { Array($0.prefix(4)) } == [0, 12, 1, 13])
      #expect(try tensor.converted(to: .int64).integers() == Array(0..<24))
      #expect(
        try numbers.withUnsafeBufferPointer { try engine.tensor($0, shape: [24]).doubles() } == numbers.map(Double.init)
      )
      #expect(try engine.filled(2.5, shape: []).scalar() == 2.5)
      #expect(try engine.tensor([] as [Float], shape: [0, 3]).floats() == [])
      var copy = [Float](repeating: 0, count: 24)
      try copy.withUnsafeMutableBufferPointer { try tensor.copyValues(to: $0) }
      #expect(copy == numbers)
      try tensor.assign(engine.filled(1, shape: [1, 2, 3, 4]))
      #expect(try Set(tensor.floats()) == [1])
    }

    @Test("gradients add up, are cleared, and are not recorded where that is off")
    func gradients() throws {
      let weight = try engine.tensor([1, 2, 3] as [Float], shape: [3]).requiringGradient()
      #expect(weight.requiresGradient)
      #expect(try weight.gradient() == nil)
      for _ in 0..<2 { try (weight * weight).sum().backward() }
      #expect(try weight.gradient()?.floats() == [4, 8, 12])
      try weight.clearGradient()
      #expect(try weight.gradient() == nil)
      let free = try engine.withoutGradient { try weight * 2 }
      #expect(!free.requiresGradient)
      #expect(try (weight * 2).requiresGradient)
      #expect(try !(weight * 2).detached().requiresGradient)
      #expect(throws: CancellationError.self) { try engine.withoutGradient { throw CancellationError() } }
      #expect(try (weight * 2).requiresGradient)
    }

    @Test("shapes that do not fit say what, where and what was expected")
    func shapeErrors() throws {
      let (two, four) = (try engine.filled(shape: [2, 3]), try engine.filled(shape: [4]))
      let sum = try message { _ = try two + four }
      #expect(sum.hasPrefix("add of [2, 3], [4]: libtorch says: The size of tensor a (3) must match"))
      #expect(sum.contains("Expected: shapes that broadcast") && !sum.contains("Exception raised"))
      #expect(try message { _ = try two.matrixProduct(two) }.contains("[..., n, k] and [..., k, m]"))
      #expect(try message { _ = try two.linear(weight: four) }.hasPrefix("linear of [2, 3], [4]"))
      #expect(try message { _ = try two.reshaped(to: [5]) }.contains("as many values"))
      #expect(try message { _ = try two.narrowed(1, to: 2..<5) }.contains("within the size"))
      #expect(try message { _ = try two.sum(over: [2]) }.contains("-rank to rank - 1"))
      #expect(try message { _ = try two.transposed(0, 2) }.contains("no dimensions 0 and 2"))
      #expect(try message { _ = try Tensor.concatenated([two, four]) }.contains("equal sizes"))
      #expect(try message { _ = try Tensor.concatenated([]) }.contains("no tensors"))
      #expect(try message { _ = try two.padded([(9, 9)], mode: .reflect) }.hasPrefix("pad of [2, 3]"))
      #expect(try message { try two.assign(four) }.contains("equal shapes"))
      #expect(try message { _ = try two.scalar() }.contains("6 values"))
    }

    @Test("layers refuse what they cannot compute")
    func layerErrors() throws {
      let images = try engine.filled(shape: [1, 3, 4, 4])
      let kernels = try engine.filled(shape: [2, 3, 5, 5])
      #expect(try message { _ = try images.convolution2D(weight: kernels) }.contains("a kernel that fits"))
      #expect(try message { _ = try images.convolution2D(weight: kernels, groups: 0) }.hasPrefix("convolution of"))
      #expect(try message { _ = try images.maxPooling2D(SlidingWindow(2, padding: 2)) }.contains("half of the kernel"))
      #expect(try message { _ = try images.maxPooling2D(SlidingWindow(0)) }.contains("at least 1"))
      #expect(try message { _ = try images.maxPooling2D(SlidingWindow(kernel: [2])) }.contains("two numbers each"))
      #expect(try message { _ = try images.averagePooling2D(SlidingWindow(2, dilation: 2)) }.contains("dilation"))
      #expect(try message { _ = try images.localResponseNormalized(size: 0) }.contains("at least 1"))
      let logits = try engine.filled(shape: [2, 3])
      for wrong in [[0, 3], [-1, 0], [0, -100]] {
        #expect(
          try message { _ = try logits.crossEntropy(targets: engine.tensor(wrong, shape: [2])) }.contains("classes"))
      }
      #expect(try message { _ = try engine.tensor([5], shape: [1]).oneHot(classCount: 3) }.contains("classes"))
      #expect(
        try message { _ = try logits.selected(along: 0, at: engine.tensor([2], shape: [1])) }.contains("within"))
    }

    @Test("values, gradients, threads and options out of range are errors")
    func otherErrors() throws {
      #expect(try message { _ = try engine.tensor([1, 2] as [Float], shape: [3]) }.hasPrefix("2 values do not make"))
      #expect(try message { _ = try engine.tensor([1] as [Float], shape: [-1, -1]) }.contains("product"))
      #expect(
        try message { _ = try engine.tensor([1] as [Float], shape: .init(repeating: 1, count: 9)) }.contains(
          "at most 8"))
      #expect(try message { _ = try engine.filled(shape: [-2]) }.hasPrefix("fill"))
      #expect(try message { try engine.filled(shape: [2]).backward() }.contains("requires gradients"))
      let weight = try engine.filled(shape: [2]).requiringGradient()
      #expect(try message { try (weight * 2).backward() }.contains("one element"))
      #expect(try message { try engine.tensor([1], shape: [1]).requiringGradient() }.contains("floating-point"))
      #expect(try message { try engine.setThreadCount(0) }.contains("at least 1"))
      #expect(
        try message { _ = try StochasticGradientDescent([], options: .init(learningRate: 0)) }.contains("above 0"))
      let descent = try StochasticGradientDescent([weight], options: .init(learningRate: 1))
      descent.options.momentum = 0.9
      #expect(try message { try descent.step() }.contains("without momentum"))
    }

    @Test("too little memory is an error, not an end")
    func memory() throws {
      let error = #expect(throws: TensorEngineError.self) { _ = try engine.filled(shape: [1 << 20, 1 << 20, 1 << 6]) }
      #expect(error?.description.contains("memory") == true, "\(error?.description ?? "")")
    }

    @Test("the processor is a device; those that are not here are errors that name those that are")
    func devices() throws {
      let available = try Device.available(in: engine)
      #expect(available.first == .cpu)
      try Device.cpu.requireAvailable(in: engine)
      let text = try message { try Device.cuda(63).requireAvailable(in: engine) }
      #expect(text.contains("'cuda:63' is not here") && text.contains("Expected one of: cpu"))
      #expect(throws: TensorEngineError.self) { _ = try engine.filled(shape: [1], device: .cuda(63)) }
      #expect(throws: TensorEngineError.self) { _ = try engine.filled(shape: [1]).moved(to: .cuda(63)) }
    }

    @Test("every device that is here computes what the processor does")
    func everyDevice() throws {
      let values = (0..<48).map { Float($0 % 7) - 3 }
      func product(on device: Device) throws -> [Float] {
        let images = try engine.tensor(values, shape: [1, 3, 4, 4], device: device).requiringGradient()
        let kernels = try engine.filled(0.25, shape: [2, 3, 3, 3], device: device)
        let result = try images.convolution2D(weight: kernels).relu()
          .dropout(probability: 0.5, seed: 1, stream: 1)
        #expect(result.device == device)
        try result.sum().backward()
        return try result.floats() + (images.gradient()?.floats() ?? [])
      }
      let expected = try product(on: .cpu).map(Double.init)
      for device in try Device.available(in: engine) {
        #expect(try deviation(product(on: device).map(Double.init), expected, absolute: 1e-3, relative: 1e-3) <= 1)
      }
    }

    @Test("the version is libtorch's")
    func version() {
      #expect(engine.torchVersion.contains(/^[12]\.\d+\.\d+/))
    }
  }
}
