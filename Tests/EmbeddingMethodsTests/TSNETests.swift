import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("t-SNE")
struct TSNETests {
  private func digits() throws -> Matrix { try Reference.matrix("tsne-digits-data") }

  @Test(
    "divergence and trustworthiness reach those of openTSNE and scikit-learn",
    arguments: [RepulsionMethod.exact, .barnesHut, .interpolation])
  func quality(method: RepulsionMethod) throws {
    let data = try digits()
    let summary = try TSNEReference.summary()
    var options = TSNEOptions()
    options.repulsion = method
    let result = try TSNE(options: options).embed(data)
    #expect(result.repulsion == method && result.isExact == (method == .exact))
    // scikit-learn takes 1,000 iterations for its lower value. The grid's noise costs some of it on so few points, less
    // than that of openTSNE does.
    let best = min(summary.openDivergences.min() ?? 0, summary.scikitDivergences.min() ?? 0)
    #expect(result.klDivergence < best * (method == .interpolation ? 1.02 : 1.01))
    #expect(result.klDivergence > best * 0.9)
    let trust = try Trustworthiness(of: result.embedding, data: data).overall
    #expect(trust >= (summary.trustworthiness.min() ?? 1) - 0.003)
  }

  @Test("automatic is exact for few points, then interpolation in the plane and Barnes–Hut in space")
  func automatic() throws {
    let data = Samples.normal(120, 4, seed: 5)
    for (limit, dimensions, expected) in [
      (120, 2, RepulsionMethod.exact), (119, 2, .interpolation), (119, 3, .barnesHut), (120, 3, .exact),
    ] {
      var options = TSNEOptions()
      options.earlyIterationCount = 5
      options.iterationCount = 5
      options.dimensions = dimensions
      options.largestExactCount = limit
      #expect(try TSNE(options: options).embed(data).repulsion == expected)
    }
  }

  @Test("the bits do not depend on the number of threads", arguments: RepulsionMethod.allCases, [2, 3])
  func threads(method: RepulsionMethod, dimensions: Int) throws {
    guard method != .interpolation || dimensions == 2 else { return }
    let data = Samples.clustered(1200, 12, clusters: 4, separation: 2, seed: 6)
    var options = TSNEOptions()
    options.repulsion = method
    options.dimensions = dimensions
    options.earlyIterationCount = 40
    options.iterationCount = 40
    let results = try [1, 2, 3, 4, 7].map { try TSNE(options: options, parallel: .init(threadCount: $0)).embed(data) }
    for result in results { #expect(result == results[0]) }
    options.seed = 1
    #expect(try TSNE(options: options).embed(data).embedding != results[0].embedding)
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
    for (method, initialization) in [
      (RepulsionMethod.exact, Initialization.pca), (.barnesHut, .random), (.automatic, .random),
    ] {
      options.repulsion = method
      options.largestExactCount = 10
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
      { $0.initialization = .spectral },
      {
        $0.dimensions = 3
        $0.repulsion = .interpolation
      }, { $0.initialization = .given(Matrix(rowCount: 20, columnCount: 3)) },
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
