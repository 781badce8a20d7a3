import NeuronAnalysis
import NumericKernels
import Testing

@Suite("Correlation of neurons")
struct CorrelationTests {
  @Test("coefficients are NumPy's, and what does not vary is set aside")
  func coefficients() throws {
    let reference = try Reference.read()
    let correlation = try NeuronCorrelation(reference.matrix)
    #expect(correlation.varying == reference.varying)
    #expect(correlation.constant == [3])
    #expect(correlation.neuronCount == 12)
    let errors = zip(correlation.coefficients.elements, reference.coefficients).map { abs(Double($0) - $1) }
    #expect(errors.count == 121)
    let largest = try #require(errors.max())
    #expect(largest < 2e-6)
  }

  @Test("the opposite of a neuron is as near as the neuron")
  func dissimilarities() throws {
    let activations = try Reference.read().matrix
    let correlation = try NeuronCorrelation(activations)
    let first = try #require(try NeuronPartners.strongest(of: 0, in: activations, count: 3).first)
    #expect(first.neuron == 10)
    #expect(first.correlation < -0.9999)
    let zeroth = try #require(correlation.varying.firstIndex(of: 0))
    let tenth = try #require(correlation.varying.firstIndex(of: 10))
    #expect(correlation.dissimilarities[zeroth, tenth] < 1e-4)
    #expect(correlation.dissimilarities[0, 0] == 0)
    let none = try NeuronPartners.strongest(of: 3, in: activations, count: 3)
    #expect(none.isEmpty)
  }

  @Test("the same bits for any number of threads", arguments: [2, 4, 7])
  func threads(count: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<3000 * 200).map { _ in Float(generator.nextUniform()) }
    let activations = Matrix(rowCount: 3000, columnCount: 200, elements: values)
    let expected = try NeuronCorrelation(activations, parallel: ParallelRows(threadCount: 1))
    let found = try NeuronCorrelation(activations, parallel: ParallelRows(threadCount: count))
    #expect(found == expected)
  }

  @Test("one item and values that are not finite are errors that tell where")
  func badInput() throws {
    let single = try #require(
      #expect(throws: NeuronAnalysisError.self) { try NeuronCorrelation(Matrix(rowCount: 1, columnCount: 4)) })
    #expect(single.description.contains("at least 2"))
    var broken = Matrix(rowCount: 5, columnCount: 4)
    broken[3, 2] = .nan
    let notFinite = try #require(#expect(throws: NeuronAnalysisError.self) { try NeuronCorrelation(broken) })
    #expect(notFinite.description.contains("neuron 2 for item 3"))
  }

  @Test("neurons that never vary leave nothing to correlate")
  func constant() throws {
    let correlation = try NeuronCorrelation(Matrix(rowCount: 5, columnCount: 3, repeating: 2))
    #expect(correlation.constant == [0, 1, 2])
    #expect(correlation.coefficients.elements.isEmpty)
  }
}
