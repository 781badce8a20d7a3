import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("UMAP")
struct UMAPTests {
  private let parallel = ParallelRows()

  private func referenceGraph() throws -> NeighborGraph {
    try ExactSearch().neighbors(of: try Reference.matrix("data"), neighborCount: 14)
  }

  @Test("rho and sigma are umap-learn's")
  func scales() throws {
    let scales = SmoothNeighborDistances(try referenceGraph(), parallel: parallel)
    #expect(Reference.deviation(scales.rho, try Reference.matrix("umap-rho").elements) <= 1)
    #expect(Reference.deviation(scales.sigma, try Reference.matrix("umap-sigma").elements) <= 1)
  }

  @Test("the fuzzy union is umap-learn's and symmetric")
  func union() throws {
    let graph = try referenceGraph()
    let scales = SmoothNeighborDistances(graph, parallel: parallel)
    let union = FuzzySimplicialSet.union(graph, memberships: FuzzySimplicialSet.memberships(graph, scales))
    var dense = Matrix(rowCount: 150, columnCount: 150)
    for row in 0..<150 {
      for edge in Int(union.offsets[row])..<Int(union.offsets[row + 1]) {
        dense[row, Int(union.columns[edge])] = union.values[edge]
      }
    }
    let expected = try Reference.matrix("umap-graph").elements
    #expect(Reference.deviation(dense.elements, expected, absolute: 2e-5) <= 1)
    for row in 0..<150 {
      for column in 0..<row { #expect(dense[row, column] == dense[column, row]) }
    }
  }

  @Test("a and b are umap-learn's")
  func curves() throws {
    for curve in try Reference.summary().umapCurves {
      let fit = CurveFit(minimumDistance: curve[0], spread: curve[1])
      #expect(abs(fit.a / curve[2] - 1) < 1e-4 && abs(fit.b / curve[3] - 1) < 1e-4, "\(curve) \(fit)")
    }
  }

  @Test("trustworthiness reaches umap-learn's", arguments: [2, 15])
  func quality(dimensions: Int) throws {
    let data = try Reference.matrix("data")
    let summary = try Reference.summary()
    let reference = dimensions == 2 ? summary.umapTrustworthiness2 : summary.umapTrustworthiness15
    for seed in 0..<3 {
      var options = UMAPOptions()
      options.dimensions = dimensions
      options.seed = UInt64(seed)
      let result = try UMAP(options: options).embed(data)
      let trust = try Trustworthiness(of: result.embedding, data: data).overall
      #expect(trust >= (reference.min() ?? 1) - 0.01, "seed \(seed)")
      #expect(result.epochCount == 500 && result.effectiveNeighborCount == 15)
    }
  }

  @Test("every initialization separates separate clusters", arguments: ["spectral", "pca", "random", "given"])
  func initializations(name: String) throws {
    let data = Samples.clustered(240, 10, clusters: 3, separation: 6, seed: 8)
    var options = UMAPOptions()
    options.initialization =
      switch name {
      case "spectral": .spectral
      case "pca": .pca
      case "random": .random
      default: .given(Samples.normal(240, 2, seed: 5))
      }
    let result = try UMAP(options: options).embed(data)
    #expect(result.embedding.firstNonFinite == nil)
    let graph = try ExactSearch().neighbors(of: result.embedding, neighborCount: 6)
    let hit = try NeighborhoodHit(graph, labels: (0..<240).map { $0 % 3 })
    #expect(hit.overall ?? 0 > 0.99)
  }

  @Test("the bits do not depend on the number of threads", arguments: [2, 3, 15, 20])
  func threads(dimensions: Int) throws {
    // Enough rows for several chunks in a block, and for block iteration of the eigenvectors.
    let data = Samples.clustered(3000, 6, clusters: 7, separation: 2, seed: 6)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 14)
    var options = UMAPOptions()
    options.dimensions = dimensions
    options.epochCount = 10
    let results = try [1, 2, 3].map {
      try UMAP(options: options, parallel: .init(threadCount: $0)).embed(data, neighbors: graph)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
    options.seed = 1
    #expect(try UMAP(options: options).embed(data, neighbors: graph).embedding != results[0].embedding)
  }

  @Test("vertices of one block do not see each other's moves, however many threads run")
  func frozenBlocks() throws {
    // A ring with enough vertices that threads really work on one block at the same time.
    let count = 40_000
    var indices: [Int32] = []
    for row in 0..<count {
      for step in 1...4 { indices.append(Int32((row + step * 997) % count)) }
    }
    let distances = (0..<count * 4).map { Float($0 % 4 + 1) }
    let graph = try NeighborGraph(rowCount: count, neighborCount: 4, indices: indices, distances: distances)
    var options = UMAPOptions()
    options.neighborCount = 5
    options.epochCount = 5
    options.initialization = .random
    let results = try [1, 2, 3].map { try UMAP(options: options, parallel: .init(threadCount: $0)).embed(graph) }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test("graphs in few, many and tiny pieces are laid out apart", arguments: [2, 3, 40])
  func disconnected(clusters: Int) throws {
    let data = Samples.clustered(clusters * 20, 8, clusters: clusters, separation: 1000, seed: 3)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 10)
    var options = UMAPOptions()
    options.neighborCount = 11
    for neighborsOnly in [false, true] {
      let umap = UMAP(options: options)
      let result = try neighborsOnly ? umap.embed(graph) : umap.embed(data, neighbors: graph)
      #expect(result.componentCount == clusters)
      #expect(result.embedding.firstNonFinite == nil)
      let found = try ExactSearch().neighbors(of: result.embedding, neighborCount: 6)
      let hit = try NeighborhoodHit(found, labels: (0..<clusters * 20).map { $0 % clusters })
      #expect(hit.overall ?? 0 > 0.9)
    }
  }

  @Test("few points, more neighbors than points, and duplicates by the thousand give finite positions")
  func degenerate() throws {
    var options = UMAPOptions()
    for count in [0, 1, 2, 3, 4, 16] {
      for dimensions in [2, 15] {
        options.dimensions = dimensions
        options.neighborCount = 15
        let result = try UMAP(options: options).embed(Samples.normal(count, 4, seed: 2))
        #expect(result.embedding.rowCount == count && result.embedding.firstNonFinite == nil)
        #expect(result.requestedNeighborCount == 15 && result.effectiveNeighborCount == max(1, min(15, count)))
      }
    }
    options.dimensions = 2
    options.epochCount = 20
    for initialization in [Initialization.spectral, .pca, .given(Matrix(rowCount: 2000, columnCount: 2))] {
      options.initialization = initialization
      var data = Matrix(rowCount: 2000, columnCount: 3, repeating: 1)
      #expect(try UMAP(options: options).embed(data).embedding.firstNonFinite == nil)
      for row in 1000..<2000 { data[row, 0] = 4 }
      #expect(try UMAP(options: options).embed(data).embedding.firstNonFinite == nil)
    }
  }

  @Test("wrong options and wrong data are errors")
  func badInput() throws {
    let data = Samples.normal(20, 4, seed: 2)
    let changes: [(inout UMAPOptions) -> Void] = [
      { $0.neighborCount = 1 }, { $0.minimumDistance = -1 }, { $0.minimumDistance = 2 }, { $0.spread = 0 },
      { $0.dimensions = 0 }, { $0.dimensions = 129 }, { $0.epochCount = -1 }, { $0.negativeSampleRate = -1 },
      { $0.repulsionStrength = -.infinity }, { $0.learningRate = .nan },
      { $0.initialization = .given(Matrix(rowCount: 19, columnCount: 2)) },
    ]
    for change in changes {
      var options = UMAPOptions()
      change(&options)
      let error = #expect(throws: EmbeddingMethodsError.self) { try UMAP(options: options).embed(data) }
      #expect(error?.kind == .badOption)
    }
    var broken = data
    broken[0, 1] = .nan
    #expect(throws: EmbeddingMethodsError.self) { try UMAP().embed(broken) }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 5)
    var options = UMAPOptions()
    options.initialization = .pca
    #expect(throws: EmbeddingMethodsError.self) { try UMAP(options: options).embed(graph) }
  }

  @Test("cancelling through progress ends the work")
  func cancellation() throws {
    #expect(throws: CancellationError.self) {
      try UMAP().embed(Samples.normal(100, 4, seed: 2)) { if $0 > 0.1 { throw CancellationError() } }
    }
  }
}
