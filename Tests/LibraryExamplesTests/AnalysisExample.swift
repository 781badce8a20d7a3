import NeighborSearch
import NeuronAnalysis
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Examples: what a layer knows")
struct AnalysisExample {
  let fixtures = try? ExampleFixtures()

  @Test("silhouette_score, LocalOutlierFactor, linear CKA, np.corrcoef")
  func measures() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")
    let otherLayer = try fixtures.matrix("other-layer.npy")
    let labels = try fixtures.labels()

    let separability = try ClassSeparability(activations, labels: labels)
    let alignment = try CenteredKernelAlignment([activations, otherLayer])
    let graph = try NearestNeighbors().neighbors(of: activations, neighborCount: 10)
    let outliers = try LocalOutlierFactor(graph, neighborCount: 10)
    let correlation = try NeuronCorrelation(activations)

    #expect(abs(try #require(separability.overall) - fixtures.expected.silhouette) < 1e-5)
    #expect(abs(try #require(alignment.values[1]) - fixtures.expected.linearCKA) < 1e-5)
    #expect(abs(outliers.factors[3] - fixtures.expected.localOutlierFactor) < 1e-4)
    #expect(abs(Double(correlation.coefficients[2, 5]) - fixtures.expected.correlation) < 1e-5)
  }
}
