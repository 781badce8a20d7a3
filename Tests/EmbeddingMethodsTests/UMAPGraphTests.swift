import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("The graph of UMAP")
struct UMAPGraphTests {
  private let parallel = ParallelRows()

  private func referenceGraph() throws -> NeighborGraph {
    try ExactSearch().neighbors(of: try Reference.matrix("data"), neighborCount: 14)
  }

  private func dense(_ matrix: CSRMatrix) -> Matrix {
    var result = Matrix(rowCount: matrix.rowCount, columnCount: matrix.columnCount)
    for row in 0..<matrix.rowCount {
      for edge in Int(matrix.offsets[row])..<Int(matrix.offsets[row + 1]) {
        result[row, Int(matrix.columns[edge])] = matrix.values[edge]
      }
    }
    return result
  }

  private func union(mixRatio: Double = 1) throws -> CSRMatrix {
    let graph = try referenceGraph()
    let scales = SmoothNeighborDistances(graph, parallel: parallel)
    return FuzzySimplicialSet.union(
      graph, memberships: FuzzySimplicialSet.memberships(graph, scales), mixRatio: mixRatio)
  }

  @Test("rho and sigma at higher local connectivity are umap-learn's", arguments: [("2", 2.0), ("1.5", 1.5)])
  func connectivity(name: String, value: Double) throws {
    let scales = SmoothNeighborDistances(try referenceGraph(), localConnectivity: value, parallel: parallel)
    let expected = try Reference.matrix("umap-connectivity-\(name)").elements
    #expect(Reference.deviation(scales.rho, Array(expected[..<150])) <= 1)
    #expect(Reference.deviation(scales.sigma, Array(expected[150...])) <= 1)
  }

  @Test("a mixture of union and intersection is umap-learn's")
  func mixture() throws {
    let expected = try Reference.matrix("umap-mixed").elements
    #expect(Reference.deviation(dense(try union(mixRatio: 0.25)).elements, expected, absolute: 2e-5) <= 1)
    #expect(Reference.deviation(dense(try union()).elements, expected, absolute: 2e-5) > 1)
  }

  @Test("the intersection with labels is umap-learn's", arguments: [("0.5", 0.5), ("0.9", 0.9)])
  func supervised(name: String, weight: Double) throws {
    let labels = try Reference.matrix("umap-labels").elements.map { $0 < 0 ? nil : Int($0) }
    let joined = LabelIntersection.apply(try union(), labels: labels, targetWeight: weight)
    let expected = try Reference.matrix("umap-supervised-\(name)").elements
    #expect(Reference.deviation(dense(joined).elements, expected, absolute: 2e-5) <= 1)
  }

  @Test("labels pull classes apart that the data do not separate, and a weight of 1 cuts every edge between them")
  func supervision() throws {
    let data = Samples.normal(300, 5, seed: 4)
    let classes = (0..<300).map { $0 % 2 }
    func hit(_ options: UMAPOptions) throws -> Double {
      let embedding = try UMAP(options: options).embed(data).embedding
      #expect(embedding.firstNonFinite == nil)
      let found = try ExactSearch().neighbors(of: embedding, neighborCount: 6)
      return try NeighborhoodHit(found, labels: classes).overall ?? 0
    }
    var options = UMAPOptions()
    options.epochCount = 200
    #expect(try hit(options) < 0.7)
    options.labels = classes.map { $0 }
    #expect(try hit(options) > 0.9)
    options.targetWeight = 1
    #expect(try hit(options) > 0.9)
    options.labels = [Int?](repeating: nil, count: 300)
    #expect(try hit(options) < 0.7)
    options.labels = [1, 2]
    let error = #expect(throws: EmbeddingMethodsError.self) { try UMAP(options: options).embed(data) }
    #expect(error?.kind == .badOption)
  }

  @Test("eigenvectors by block iteration are LAPACK's", arguments: [2, 15])
  func eigenvectors(count: Int) throws {
    let data = Samples.clustered(600, 6, clusters: 3, separation: 1, seed: 9)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 14)
    let scales = SmoothNeighborDistances(graph, parallel: parallel)
    let weights = FuzzySimplicialSet.union(graph, memberships: FuzzySimplicialSet.memberships(graph, scales))
    let found = try LaplacianEigenmap(weights, parallel: parallel).coordinates(count: count, seed: 1, tolerance: 3e-6)
    let full = dense(weights)
    let degrees = (0..<600).map { row in (0..<600).reduce(0.0) { $0 + Double(full[row, $1]) } }
    let normalized = (0..<360_000).map {
      Double(full.elements[$0]) / (degrees[$0 / 600] * degrees[$0 % 600]).squareRoot()
    }
    let expected = try DenseAlgebra.largestEigenpairs(of: normalized, order: 600, count: count + 1)
    for index in 0..<count {
      // The sign may differ where two components are of almost equal magnitude.
      let product = (0..<600).reduce(0.0) { $0 + found[index * 600 + $1] * expected.vectors[(index + 1) * 600 + $1] }
      let distance = (0..<600).reduce(0.0) {
        $0 + pow(found[index * 600 + $1] * (product < 0 ? -1 : 1) - expected.vectors[(index + 1) * 600 + $1], 2)
      }
      #expect(distance.squareRoot() < 1e-3 && abs(abs(product) - 1) < 1e-4, "vector \(index)")
    }
  }
}
