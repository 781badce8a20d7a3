import NumericKernels
import TensorEngine
import Testing

extension TensorEngineSuite {
  @Suite("Dropout")
  struct DropoutTests {
    let engine: TensorEngine

    init() throws { engine = try Engine.load() }

    private func dropped(_ probability: Double, count: Int = 100_000, seed: UInt64 = 3, stream: UInt64 = 8) throws
      -> [Float]
    {
      try engine.filled(1, shape: [count]).dropout(probability: probability, seed: seed, stream: stream).floats()
    }

    @Test("the numbers are those of SeededGenerator, the upper half first", arguments: [0.2, 0.5])
    func generator(probability: Double) throws {
      var generator = SeededGenerator(seed: 3, stream: 8)
      let threshold = UInt64(probability * 0x1p32)
      let kept = Float(1 / (1 - probability))
      let expected = (0..<1000).flatMap { _ -> [Float] in
        let bits = generator.next()
        return [bits >> 32, bits & 0xFFFF_FFFF].map { $0 >= threshold ? kept : 0 }
      }
      #expect(try dropped(probability, count: 1999) == expected.dropLast())
    }

    @Test(
      "as many values fall as asked, the mean stays, and only the same seed and stream repeat", arguments: [0.2, 0.5])
    func share(probability: Double) throws {
      let values = try dropped(probability)
      let fallen = Double(values.count { $0 == 0 }) / Double(values.count)
      // Five standard deviations.
      #expect(abs(fallen - probability) < 5 * (probability * (1 - probability) / 100_000).squareRoot())
      #expect(Set(values) == [0, Float(1 / (1 - probability))])
      #expect(try dropped(probability) == values)
      #expect(try dropped(probability, stream: 9) != values)
      #expect(try dropped(probability, seed: 4) != values)
    }

    @Test("nothing falls at 0, everything at 1, and the rest is an error")
    func bounds() throws {
      #expect(try Set(dropped(0)) == [1])
      #expect(try Set(dropped(1)) == [0])
      for wrong in [-0.1, 1.1, .nan] {
        let error = #expect(throws: TensorEngineError.self) { _ = try dropped(wrong) }
        #expect(error?.description.contains("a probability from 0 to 1") == true)
      }
    }

    @Test("gradients flow where values stayed, scaled alike")
    func gradient() throws {
      let input = try engine.filled(2, shape: [1000]).requiringGradient()
      let output = try input.dropout(probability: 0.4, seed: 1, stream: 1)
      try output.sum().backward()
      #expect(try input.gradient()?.floats() == output.floats().map { $0 / 2 })
    }
  }
}
