import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("Ways to principal components")
struct PrincipalComponentsMethodTests {
  private struct Fixture: Decodable { let components, variance, ratio: [Double] }

  /// Far from the origin, variances over seven orders of magnitude; by Tools/reference/pca_fixtures.py.
  @Test(
    "small variances far from the origin are scikit-learn's",
    arguments: [PrincipalComponentsMethod.covariance, .gram, .randomized])
  func offset(method: PrincipalComponentsMethod) throws {
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Reference.url("pca-offset.json")))
    let data = try Reference.matrix("pca-offset")
    let fit = try PrincipalComponents(data, options: .init(componentCount: 8, method: method))
    #expect(fit.method == method && fit.hasConverged)
    // Iteration stops at a residual of 1e-6 of the largest variance, so the small ones are looser.
    let count = method == .randomized ? 5 : 8
    for index in 0..<count {
      #expect(abs(fit.explainedVariance[index] / fixture.variance[index] - 1) < 1e-4)
      #expect(abs(fit.explainedVarianceRatio[index] - fixture.ratio[index]) < 1e-7)
      let dot = (0..<40).reduce(0.0) { $0 + Double(fit.components[index, $1]) * fixture.components[index * 40 + $1] }
      #expect(abs(abs(dot) - 1) < 1e-5)
    }
  }

  @Test("automatic takes the smaller matrix, and iterates when both are large")
  func automatic() throws {
    var options = PrincipalComponentsOptions(componentCount: 2)
    #expect(try PrincipalComponents(Samples.normal(40, 20, seed: 1), options: options).method == .covariance)
    #expect(try PrincipalComponents(Samples.normal(20, 40, seed: 1), options: options).method == .gram)
    options.largestDenseOrder = 19
    #expect(try PrincipalComponents(Samples.normal(20, 40, seed: 1), options: options).method == .randomized)
  }

  @Test("iteration over the data finds the components of their matrix")
  func iterated() throws {
    let clustered = Samples.clustered(5000, 1100, clusters: 9, separation: 1, seed: 5)
    let iterated = try PrincipalComponents(clustered, options: .init(componentCount: 6, method: .randomized))
    let dense = try PrincipalComponents(clustered, options: .init(componentCount: 6, method: .covariance))
    #expect(iterated.method == .randomized && iterated.hasConverged && dense.method == .covariance)
    for index in 0..<6 {
      #expect(abs(iterated.explainedVariance[index] / dense.explainedVariance[index] - 1) < 1e-6)
      #expect(abs(iterated.explainedVarianceRatio[index] / dense.explainedVarianceRatio[index] - 1) < 1e-5)
      let dot = (0..<1100).reduce(0.0) {
        $0 + Double(iterated.components[index, $1]) * Double(dense.components[index, $1])
      }
      #expect(abs(dot - 1) < 1e-6)
    }
  }

  @Test("every method has the same bits for any number of threads", arguments: PrincipalComponentsMethod.allCases)
  func threads(method: PrincipalComponentsMethod) throws {
    let data = Samples.clustered(600, 500, clusters: 7, separation: 1, seed: 3)
    let fits = try [1, 2, 3, 4, 7].map {
      try PrincipalComponents(
        data, options: .init(componentCount: 5, method: method), parallel: .init(threadCount: $0))
    }
    #expect(fits.allSatisfy { $0 == fits[0] })
    let coordinates = try [1, 2, 7].map { try fits[0].transform(data, parallel: .init(threadCount: $0)) }
    #expect(coordinates.allSatisfy { $0 == coordinates[0] })
  }

  @Test("large data, multiplied in Float32, have the components of products in Double")
  func single() throws {
    let data = Samples.clustered(3000, 2500, clusters: 12, separation: 0.5, seed: 8)
    let fit = try PrincipalComponents(data, options: .init(componentCount: 8))
    let exact = try DenseAlgebra.columnGram(
      CenteredRows(data, mean: fit.mean, largestMagnitude: ColumnSums.largestMagnitude(data)), precision: .double,
      parallel: .init())
    for index in 0..<8 {
      let axis = (0..<2500).map { Double(fit.components[index, $0]) }
      let theta = fit.explainedVariance[index] * 2999
      var residual = 0.0
      for row in 0..<2500 {
        var sum = 0.0
        for column in 0..<2500 { sum += exact[row * 2500 + column] * axis[column] }
        residual += (sum - theta * axis[row]) * (sum - theta * axis[row])
      }
      #expect(residual.squareRoot() < 1e-6 * theta)
    }
  }

  @Test("data of huge and tiny values keep their components", arguments: [Float(1e35), 1e-18])
  func magnitudes(unit: Float) throws {
    let plain = Samples.clustered(100, 6, clusters: 3, separation: 4, seed: 2)
    var scaled = plain
    for index in scaled.elements.indices { scaled.elements[index] *= unit }
    let (first, second) = (try PrincipalComponents(plain), try PrincipalComponents(scaled))
    #expect(Reference.deviation(second.components.elements, first.components.elements, absolute: 1e-4) <= 1)
    let coordinates = try second.transform(scaled).elements.map { $0 / unit }
    #expect(Reference.deviation(coordinates, try first.transform(plain).elements, absolute: 1e-4) <= 1)
  }

  @Test("progress rises to 1 and can stop the work")
  func progress() throws {
    let data = Samples.normal(3000, 10, seed: 1)
    #expect(throws: CancellationError.self) {
      try PrincipalComponents(data) { _ in throw CancellationError() }
    }
    #expect(throws: CancellationError.self) {
      try PrincipalComponents(data, options: .init(method: .randomized)) { _ in throw CancellationError() }
    }
  }
}
