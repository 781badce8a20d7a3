import EmbeddingMethods
import NeighborSearch
import NumericKernels
import Testing

@Suite("Examples: embeddings and their quality")
struct EmbeddingsExample {
  let fixtures = try? ExampleFixtures()

  @Test("PCA(n_components=2).fit_transform(x), and trustworthiness(x, plane, n_neighbors=10)")
  func principalComponents() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")

    let pca = try PrincipalComponents(activations, options: .init(componentCount: 2))
    let plane = try pca.transform(activations)
    let quality = try Trustworthiness(of: plane, data: activations, neighborCount: 10)

    for (found, expected) in zip(pca.explainedVarianceRatio, fixtures.expected.explainedVarianceRatio) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(abs(quality.overall - fixtures.expected.trustworthiness) < 1e-4)
    #expect(quality.perPoint.count == 120)
  }

  @Test("scipy.spatial.procrustes(plane, x[:, :2])")
  func procrustes() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")
    let pca = try PrincipalComponents(activations, options: .init(componentCount: 2))
    let plane = try pca.transform(activations)
    let firstColumns = Matrix(
      rowCount: 120, columnCount: 2, elements: (0..<120).flatMap { [activations[$0, 0], activations[$0, 1]] })

    let alignment = try OrthogonalProcrustes(aligning: firstColumns, to: plane)
    let turned = alignment.aligned

    #expect(abs(alignment.disparity - fixtures.expected.disparity) < 1e-5)
    #expect(turned.rowCount == 120 && turned.columnCount == 2)
  }

  @Test("UMAP(n_neighbors=10, min_dist=0.05, random_state=42).fit(x).transform(new)")
  func umap() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")
    let newRows = try NPYFile(contentsOf: fixtures.url("activations.npy")).rows(0..<3)

    var options = UMAPOptions()
    options.neighborCount = 10
    options.minimumDistance = 0.05
    options.dimensions = 2
    options.seed = 42
    let model = try UMAP(options: options).fit(activations)
    let embedding = model.embedding
    let placed = try model.transform(newRows)

    let graph = try NearestNeighbors().neighbors(of: embedding, neighborCount: 6)
    #expect(try #require(try NeighborhoodHit(graph, labels: fixtures.labels()).overall) > 0.95)
    #expect(placed.rowCount == 3 && placed.firstNonFinite == nil)
    let alone = UMAP(options: options, parallel: ParallelRows(threadCount: 1))
    #expect(try alone.embed(activations).embedding == embedding, "one seed, one result, for any number of threads")
  }

  @Test("openTSNE.TSNE(perplexity=20, random_state=42).fit(x)")
  func tsne() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")
    let labels = try fixtures.labels()

    var options = TSNEOptions()
    options.perplexity = 20
    options.seed = 42
    let result = try TSNE(options: options).embed(activations) { fraction in
      if Task.isCancelled { throw CancellationError() }  // told between iterations; throwing ends the work
      _ = fraction
    }
    let neighbors = try NearestNeighbors().neighbors(of: result.embedding, neighborCount: 6)
    let hit = try NeighborhoodHit(neighbors, labels: labels)

    #expect(try #require(hit.overall) > 0.95)
    #expect(result.effectivePerplexity == 20 && result.klDivergence > 0)
  }
}
