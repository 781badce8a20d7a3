import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Specialization")
struct SpecializationTests {
  /// Neurons on a line: distance is that of their places.
  private static func line(_ places: [Float]) -> Matrix {
    Matrix(
      rowCount: places.count, columnCount: places.count, elements: places.flatMap { a in places.map { abs(a - $0) } })
  }

  @Test("neurons of a class that go together are counted, as by hand")
  func byHand() throws {
    // Two nearest of each: 0 → 1, 2; 1 → 0, 2; 2 → 1, 0; 3 → 4, 2; 4 → 3, 2, but 2 has no class: 4 → 3, 1.
    var options = SpecializationOptions()
    options.neighborCount = 2
    let whole = try Specialization(
      bestClasses: [7, 7, 2, 2, 2], dissimilarities: Self.line([0, 1, 2.5, 10, 11]), options: options)
    // Shares ½, ½, 0, (4 and 2) 1, (3 and 2) 1.
    #expect(abs(whole.value - 3.0 / 5) < 1e-12)
    #expect(whole.classes.map(\.classIndex) == [2, 7])
    #expect(abs(whole.classes[0].value - 2.0 / 3) < 1e-12 && abs(whole.classes[1].value - 0.5) < 1e-12)
    let without = try Specialization(
      bestClasses: [7, 7, nil, 2, 2], dissimilarities: Self.line([0, 1, 2.5, 10, 11]), options: options)
    #expect(without.neuronCount == 4 && without.neighborCount == 2)
    #expect(without.value == 0.5)
  }

  @Test("clusters of classes are found, and shuffled classes are not")
  func permutation() throws {
    var generator = SeededGenerator(seed: 2)
    let places = (0..<120).map { Float($0 / 40) * 5 + Float(generator.nextUniform()) }
    let distances = Self.line(places)
    let together = try Specialization(bestClasses: (0..<120).map { $0 / 40 }, dissimilarities: distances)
    #expect(together.value == 1)
    #expect(together.pValue == 0.001)
    // Of 119 others 39 are of the same class.
    #expect(abs(together.expected - 39.0 / 119) < 0.01)
    #expect(together.classes.allSatisfy { $0.pValue == 0.001 && $0.neuronCount == 40 })
    let apart = try Specialization(bestClasses: (0..<120).map { $0 % 3 }, dissimilarities: distances)
    #expect(apart.pValue > 0.05)
    #expect(abs(apart.value - apart.expected) < 0.1)
    let single = try Specialization(bestClasses: [Int?](repeating: 4, count: 120), dissimilarities: distances)
    #expect(single.value == 1 && single.expected == 1 && single.pValue == 1)
  }

  @Test("p-values of random classes are uniform")
  func uniform() throws {
    let distances = Self.line((0..<40).map { Float($0) })
    var options = SpecializationOptions()
    options.permutationCount = 99
    let values = try (0..<200).map { seed in
      var generator = SeededGenerator(seed: UInt64(seed), stream: 9)
      let classes = (0..<40).map { $0 % 4 }.shuffled(using: &generator)
      options.seed = UInt64(seed)
      return try Specialization(bestClasses: classes, dissimilarities: distances, options: options).pValue
    }
    // Binomial(200, 0.1) has mean 20 and standard deviation 4.2; ties make it somewhat less.
    let low = values.count { $0 <= 0.1 }
    #expect(low >= 4 && low <= 34)
    #expect(values.allSatisfy { $0 >= 0.01 && $0 <= 1 })
  }

  @Test("constant neurons of a correlation take no part")
  func constant() throws {
    var (activations, _) = drawnActivations(items: 80, neurons: 20)
    for item in 0..<80 { activations[item, 4] = 3 }
    let correlation = try NeuronCorrelation(activations)
    let result = try Specialization(bestClasses: (0..<20).map { $0 % 2 }, correlation: correlation)
    #expect(result.neuronCount == 19 && result.neighborCount == 6)
    let error = #expect(throws: NeuronAnalysisError.self) {
      try Specialization(bestClasses: [0, 1], correlation: correlation)
    }
    #expect(error?.description.contains("best classes of 2 neurons") == true)
  }

  @Test("the same for any number of threads, and another seed shuffles otherwise", arguments: [2, 4, 7])
  func threads(count: Int) throws {
    let (activations, _) = drawnActivations(items: 60, neurons: 90)
    let distances = try NeuronCorrelation(activations).dissimilarities
    let classes = (0..<90).map { Optional($0 * $0 % 5) }
    let one = try Specialization(
      bestClasses: classes, dissimilarities: distances, parallel: ParallelRows(threadCount: 1))
    let many = try Specialization(
      bestClasses: classes, dissimilarities: distances, parallel: ParallelRows(threadCount: count))
    #expect(one == many)
    var options = SpecializationOptions()
    options.seed = 1
    #expect(try Specialization(bestClasses: classes, dissimilarities: distances, options: options) != one)
  }

  @Test("wrong shapes, values and options are errors that tell what is expected")
  func badInput() throws {
    func message(_ classes: [Int?], _ matrix: Matrix, _ options: SpecializationOptions = .init()) throws -> String {
      try #require(
        #expect(throws: NeuronAnalysisError.self) {
          try Specialization(bestClasses: classes, dissimilarities: matrix, options: options)
        }
      ).description
    }
    var distances = Self.line([0, 1, 2])
    #expect(try message([0, 1], distances).contains("3 × 3. Expected 2 × 2"))
    #expect(try message([0, nil, nil], distances).contains("1 neurons have a best class"))
    var options = SpecializationOptions()
    options.neighborCount = 0
    #expect(try message([0, 1, 1], distances, options).contains("neighborCount is 0"))
    options = SpecializationOptions()
    options.permutationCount = 98
    #expect(try message([0, 1, 1], distances, options).contains("permutationCount is 98"))
    distances[1, 2] = .infinity
    #expect(try message([0, 1, 1], distances).contains("neurons 1 and 2"))
  }
}
