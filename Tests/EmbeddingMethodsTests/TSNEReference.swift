import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels

/// The fixtures that Tools/reference/tsne_fixtures.py made; tsne-digits.json names tools, versions and seed.
enum TSNEReference {
  struct Summary: Decodable {
    let gradientDivergence, spaceGradientDivergence, normalization: Double
    let openDivergences, scikitDivergences, trustworthiness: [Double]

    private enum CodingKeys: String, CodingKey {
      case normalization
      case gradientDivergence = "gradient-kl"
      case spaceGradientDivergence = "space-gradient-kl"
      case openDivergences = "openTSNE-kl"
      case scikitDivergences = "scikit-learn-kl"
      case trustworthiness = "openTSNE-trustworthiness"
    }
  }

  static func summary() throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(contentsOf: Reference.url("tsne-digits.json")))
  }

  static func digitGraph() throws -> NeighborGraph {
    try ExactSearch().neighbors(of: try Reference.matrix("tsne-digits-data"), neighborCount: 90)
  }

  static func digitAffinities() throws -> CSRMatrix {
    let graph = try digitGraph()
    return Affinities.joint(graph, PerplexitySearch(graph, perplexity: 30, parallel: .init()))
  }

  /// Five small clusters of Tools/reference/embedding_fixtures.py.
  static func smallGraph() throws -> NeighborGraph {
    try ExactSearch().neighbors(of: try Reference.matrix("data"), neighborCount: 45)
  }

  static func smallAffinities() throws -> CSRMatrix {
    let graph = try smallGraph()
    return Affinities.joint(graph, PerplexitySearch(graph, perplexity: 15, parallel: .init()))
  }

  static func push(_ field: any RepulsionField, _ points: LayoutPoints) -> (sum: Double, force: LayoutPoints) {
    let force = LayoutPoints(count: points.count, dimensions: points.dimensions)
    var field = field
    let sum = field.push(points, into: force)
    return (sum, force)
  }

  /// |found − expected| / |expected| over all elements.
  static func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
    var (difference, size) = (0.0, 0.0)
    for (x, y) in zip(found, expected) {
      difference += Double(x - y) * Double(x - y)
      size += Double(y) * Double(y)
    }
    return found.count == expected.count ? (difference / size).squareRoot() : .infinity
  }
}
