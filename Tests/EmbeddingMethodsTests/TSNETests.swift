import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("t-SNE")
struct TSNETests {
  private let parallel = ParallelRows()

  private func referenceGraph() throws -> NeighborGraph {
    try ExactSearch().neighbors(of: try Reference.matrix("data"), neighborCount: 45)
  }

  private func affinities() throws -> CSRMatrix {
    let graph = try referenceGraph()
    return Affinities.joint(graph, PerplexitySearch(graph, perplexity: 15, parallel: parallel))
  }

  @Test("conditional probabilities and bandwidths are scikit-learn's")
  func bandwidths() throws {
    let search = PerplexitySearch(try referenceGraph(), perplexity: 15, parallel: parallel)
    // Both searches stop at an entropy within 1e-5, which moves a probability by up to about 1e-4 of itself.
    let expected = try Reference.matrix("tsne-conditional").elements
    #expect(Reference.deviation(search.conditional, expected, relative: 3e-4) <= 1)
    let precisions = try Reference.summary().precisions
    for (found, expected) in zip(search.precisions, precisions) { #expect(abs(found / expected - 1) < 3e-4) }
  }

  @Test("the entropy of each row is log(perplexity)", arguments: [2.0, 5, 15])
  func entropy(perplexity: Double) throws {
    let graph = try referenceGraph()
    let search = PerplexitySearch(graph, perplexity: perplexity, parallel: parallel)
    for row in 0..<graph.rowCount {
      let entropy = search.conditional[row * 45..<(row + 1) * 45].reduce(0.0) {
        $0 - ($1 > 0 ? Double($1) * log(Double($1)) : 0)
      }
      #expect(abs(entropy - log(perplexity)) < 1e-4)
    }
  }

  @Test("joint probabilities are openTSNE's, symmetric, and sum to 1")
  func joint() throws {
    let joint = try affinities()
    var dense = Matrix(rowCount: 150, columnCount: 150)
    for row in 0..<150 {
      for edge in Int(joint.offsets[row])..<Int(joint.offsets[row + 1]) {
        dense[row, Int(joint.columns[edge])] = joint.values[edge]
      }
    }
    let expected = try Reference.matrix("tsne-joint").elements
    #expect(Reference.deviation(dense.elements, expected, absolute: 1e-7, relative: 1e-3) <= 1)
    for row in 0..<150 {
      for column in 0..<row { #expect(dense[row, column] == dense[column, row]) }
    }
    #expect(abs(dense.elements.reduce(0.0) { $0 + Double($1) } - 1) < 1e-5)
  }

  @Test("divergence and gradient at fixed positions are scikit-learn's")
  func fixedPositions() throws {
    let objective = KLDivergence(try affinities(), dimensions: 2, angle: 0, parallel: parallel)
    let (value, gradient) = objective.valueAndGradient(at: try Reference.matrix("positions"))
    #expect(abs(value - (try Reference.summary().fixedKL)) < 1e-4)
    let expected = try Reference.matrix("tsne-gradient").elements
    #expect(Reference.deviation(gradient.elements, expected, absolute: 2e-6, relative: 1e-3) <= 1)
  }

  @Test("the gradient is that of central differences", arguments: [2, 3])
  func centralDifferences(dimensions: Int) throws {
    let objective = KLDivergence(try affinities(), dimensions: dimensions, angle: 0, parallel: parallel)
    let positions = Samples.normal(150, dimensions, seed: 12)
    let gradient = objective.valueAndGradient(at: positions).gradient
    for index in stride(from: 0, to: positions.elements.count, by: 37) {
      let step: Float = 0.02
      var (above, below) = (positions, positions)
      above.elements[index] += step
      below.elements[index] -= step
      let difference = objective.valueAndGradient(at: above).value - objective.valueAndGradient(at: below).value
      let width = Double(above.elements[index] - below.elements[index])
      #expect(abs(difference / width - Double(gradient.elements[index])) < 2e-5)
    }
  }

  @Test("Barnes–Hut at angle 0 is exact, and its error falls with the angle", arguments: [2, 3])
  func barnesHut(dimensions: Int) throws {
    let affinities = try affinities()
    var positions = Samples.normal(150, dimensions, seed: 3)
    for column in 0..<dimensions { positions[1, column] = positions[0, column] }
    let exact = KLDivergence(affinities, dimensions: dimensions, angle: 0, parallel: parallel)
      .valueAndGradient(at: positions)
    let norm = exact.gradient.elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let errors = [1e-6, 0.2, 0.5, 1].map { angle -> Float in
      let found = KLDivergence(affinities, dimensions: dimensions, angle: angle, parallel: parallel)
        .valueAndGradient(at: positions)
      let pairs = zip(found.gradient.elements, exact.gradient.elements)
      return pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot() / norm
    }
    #expect(errors[0] < 1e-5)
    #expect(errors[1] < errors[2] && errors[2] < errors[3])
    #expect(errors[2] < 0.05)
  }

  @Test("divergence and trustworthiness reach openTSNE's", arguments: [false, true])
  func quality(usesTree: Bool) throws {
    let data = try Reference.matrix("data")
    let summary = try Reference.summary()
    var options = TSNEOptions()
    options.perplexity = 15
    options.largestExactCount = usesTree ? 10 : 4000
    let result = try TSNE(options: options).embed(data)
    #expect(result.isExact != usesTree)
    let worst = summary.tsneKL.max() ?? 0
    #expect(result.klDivergence < worst * 1.05)
    #expect(result.klDivergence > 0.15)
    let trust = try Trustworthiness(of: result.embedding, data: data).overall
    #expect(trust >= (summary.tsneTrustworthiness.max() ?? 1) - 0.01)
  }

  @Test("the bits do not depend on the number of threads", arguments: [2, 3])
  func threads(dimensions: Int) throws {
    let data = Samples.clustered(300, 12, clusters: 4, separation: 2, seed: 6)
    for exact in [0, 4000] {
      var options = TSNEOptions()
      options.dimensions = dimensions
      options.earlyIterationCount = 30
      options.iterationCount = 30
      options.largestExactCount = exact
      let results = try [1, 2, 3].map { try TSNE(options: options, parallel: .init(threadCount: $0)).embed(data) }
      #expect(results[0] == results[1] && results[0] == results[2])
      options.seed = 1
      #expect(try TSNE(options: options).embed(data).embedding != results[0].embedding)
    }
  }

  @Test("perplexity above the limit is clamped and reported")
  func clampedPerplexity() throws {
    var options = TSNEOptions()
    options.earlyIterationCount = 20
    options.iterationCount = 20
    let result = try TSNE(options: options).embed(Samples.normal(31, 4, seed: 2))
    #expect(result.requestedPerplexity == 30)
    #expect(result.effectivePerplexity == 10)
    #expect(result.neighborCount == 30)
    #expect(result.learningRate == 50)
  }

  @Test("no, one, two and three points, and duplicates by the thousand, give finite positions", arguments: [2, 3])
  func degenerate(dimensions: Int) throws {
    var options = TSNEOptions()
    options.dimensions = dimensions
    options.earlyIterationCount = 50
    options.iterationCount = 50
    for count in 0...3 {
      let result = try TSNE(options: options).embed(Samples.normal(count, 4, seed: 2))
      #expect(result.embedding.rowCount == count && result.embedding.columnCount == dimensions)
      #expect(result.embedding.firstNonFinite == nil && result.klDivergence.isFinite)
    }
    for (limit, initialization) in [(4000, Initialization.pca), (10, .random)] {
      options.largestExactCount = limit
      options.initialization = initialization
      let result = try TSNE(options: options).embed(Matrix(rowCount: 2000, columnCount: 3, repeating: 1))
      #expect(result.embedding.firstNonFinite == nil && result.klDivergence.isFinite)
    }
  }

  @Test("wrong options and wrong data are errors")
  func badInput() throws {
    let data = Samples.normal(20, 4, seed: 2)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 5)
    let changes: [(inout TSNEOptions) -> Void] = [
      { $0.perplexity = 0 }, { $0.perplexity = .nan }, { $0.dimensions = 4 }, { $0.earlyExaggeration = 0 },
      { $0.iterationCount = -1 }, { $0.momentum = 1 }, { $0.angle = 2 }, { $0.learningRate = -1 },
      { $0.initialization = .spectral }, { $0.initialization = .given(Matrix(rowCount: 20, columnCount: 3)) },
    ]
    for change in changes {
      var options = TSNEOptions()
      change(&options)
      let error = #expect(throws: EmbeddingMethodsError.self) { try TSNE(options: options).embed(data) }
      #expect(error?.kind == .badOption)
    }
    var broken = data
    broken[3, 2] = .infinity
    let error = #expect(throws: EmbeddingMethodsError.self) { try TSNE().embed(broken) }
    #expect(error?.description.contains("Row 3, column 2") == true)
    #expect(throws: EmbeddingMethodsError.self) { try TSNE().embed(Samples.normal(21, 4, seed: 1), neighbors: graph) }
    #expect(throws: EmbeddingMethodsError.self) { try TSNE().embed(graph) }
  }

  @Test("cancelling through progress ends the work, and options survive JSON")
  func cancellationAndCoding() throws {
    #expect(throws: CancellationError.self) {
      try TSNE().embed(Samples.normal(100, 4, seed: 2)) { if $0 > 0.1 { throw CancellationError() } }
    }
    var options = TSNEOptions()
    options.initialization = .given(Samples.normal(3, 2, seed: 1))
    options.learningRate = 200
    let decoded = try JSONDecoder().decode(TSNEOptions.self, from: JSONEncoder().encode(options))
    #expect(decoded == options)
    let broken = #"{"method": "given", "rowCount": 4611686018427387904, "columnCount": 4, "elements": []}"#
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Initialization.self, from: Data(broken.utf8)) }
  }

  @Test("given positions are used as they are")
  func givenPositions() throws {
    let positions = Samples.normal(60, 2, seed: 4)
    var options = TSNEOptions()
    options.initialization = .given(positions)
    options.earlyIterationCount = 0
    options.iterationCount = 0
    #expect(try TSNE(options: options).embed(Samples.normal(60, 5, seed: 1)).embedding == positions)
  }
}
