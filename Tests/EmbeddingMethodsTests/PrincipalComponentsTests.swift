import EmbeddingMethods
import NumericKernels
import Testing

@Suite("Principal components")
struct PrincipalComponentsTests {
  @Test("components, variances and coordinates are scikit-learn's", arguments: ["tall", "wide"])
  func reference(name: String) throws {
    let summary = try Reference.summary()
    let data = try Reference.matrix(name == "tall" ? "data" : "wide")
    let fit = try PrincipalComponents(data, options: .init(componentCount: 5))
    let components = try Reference.matrix("pca-\(name)-components").elements
    #expect(Reference.deviation(fit.components.elements, components, absolute: 1e-6) <= 1)
    let transformed = try Reference.matrix("pca-\(name)-transformed").elements
    #expect(Reference.deviation(try fit.transform(data).elements, transformed, absolute: 1e-5) <= 1)
    let variance = name == "tall" ? summary.pcaTallVariance : summary.pcaWideVariance
    let ratio = name == "tall" ? summary.pcaTallRatio : summary.pcaWideRatio
    for index in 0..<5 {
      #expect(abs(fit.explainedVariance[index] - variance[index]) < 1e-8 * variance[0])
      #expect(abs(fit.explainedVarianceRatio[index] - ratio[index]) < 1e-8)
    }
  }

  @Test("block iteration agrees with LAPACK", arguments: [(300, 80), (80, 300)])
  func iteration(rows: Int, columns: Int) throws {
    let data = Samples.clustered(rows, columns, clusters: 6, separation: 3, seed: 4)
    let exact = try PrincipalComponents(data, options: .init(componentCount: 4))
    var options = PrincipalComponentsOptions(componentCount: 4)
    options.largestDenseOrder = 10
    let iterated = try PrincipalComponents(data, options: options)
    #expect(iterated.hasConverged)
    for index in 0..<4 {
      #expect(abs(iterated.explainedVariance[index] / exact.explainedVariance[index] - 1) < 1e-5)
    }
    #expect(Reference.deviation(iterated.components.elements, exact.components.elements, absolute: 5e-3) <= 1)
  }

  @Test("the component of largest magnitude is positive")
  func signs() throws {
    let fit = try PrincipalComponents(Samples.normal(90, 7, seed: 1), options: .init(componentCount: 7))
    for row in 0..<7 {
      let component = (0..<7).map { fit.components[row, $0] }
      #expect(component.max { abs($0) < abs($1) } ?? -1 > 0)
    }
  }

  @Test("the bits do not depend on the number of threads")
  func threads() throws {
    for (rows, columns, limit) in [(400, 250, 1536), (250, 400, 1536), (300, 300, 10)] {
      let data = Samples.normal(rows, columns, seed: 2)
      var options = PrincipalComponentsOptions(componentCount: 3)
      options.largestDenseOrder = limit
      let fits = try [1, 2, 3].map {
        try PrincipalComponents(data, options: options, parallel: .init(threadCount: $0))
      }
      #expect(fits[0] == fits[1] && fits[0] == fits[2])
      #expect(try fits[0].transform(data) == fits[0].transform(data, parallel: .init(threadCount: 3)))
    }
  }

  @Test("one row, constant and duplicate rows have zero components and no NaN")
  func degenerate() throws {
    var duplicates = Matrix(rowCount: 2000, columnCount: 5, repeating: 0.1)
    duplicates[7, 3] = 2
    let constant = Matrix(rowCount: 50, columnCount: 60, repeating: 0.7)
    for data in [Matrix(rowCount: 1, columnCount: 4, repeating: 3), constant] {
      let fit = try PrincipalComponents(data, options: .init(componentCount: 3))
      #expect(fit.components.elements.allSatisfy { $0 == 0 })
      #expect(fit.explainedVarianceRatio.allSatisfy { $0 == 0 })
      #expect(try fit.transform(data).elements.allSatisfy { $0 == 0 })
    }
    let fit = try PrincipalComponents(duplicates, options: .init(componentCount: 9))
    #expect(fit.components.rowCount == 5 && fit.requestedComponentCount == 9)
    #expect(abs(fit.explainedVarianceRatio[0] - 1) < 1e-6 && fit.explainedVariance[1] == 0)
    #expect(fit.components[0, 3] == 1)
  }

  @Test("as many components as rows, one more than centered rows span, hold the variance once", arguments: [60, 12])
  func allComponents(columns: Int) throws {
    var generator = SeededGenerator(seed: 8)
    let elements = (0..<20 * columns).map { _ in Float.random(in: -1...1, using: &generator) }
    let data = Matrix(rowCount: 20, columnCount: columns, elements: elements)
    let fit = try PrincipalComponents(data, options: PrincipalComponentsOptions(componentCount: 20))
    #expect(abs(fit.explainedVarianceRatio.reduce(0, +) - 1) < 1e-6)
    let coordinates = try fit.transform(data)
    let kept = coordinates.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    let total = fit.explainedVariance.reduce(0, +) * 19
    #expect(abs(kept / total - 1) < 1e-5)
  }

  @Test("no rows, no columns, NaN and another width are errors")
  func badInput() throws {
    var data = Samples.normal(9, 3, seed: 1)
    let fit = try PrincipalComponents(data)
    data[8, 2] = .nan
    for bad in [data, Matrix(rowCount: 0, columnCount: 3), Matrix(rowCount: 3, columnCount: 0)] {
      let error = #expect(throws: EmbeddingMethodsError.self) { try PrincipalComponents(bad) }
      #expect(error?.kind == .badInput)
      #expect(throws: EmbeddingMethodsError.self) { try fit.transform(bad.rowCount == 0 ? data : bad) }
    }
    #expect(throws: EmbeddingMethodsError.self) { try PrincipalComponents(data, options: .init(componentCount: 0)) }
  }
}
