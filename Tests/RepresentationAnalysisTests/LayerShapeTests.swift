import Foundation
import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("The shape of a layer")
struct LayerShapeTests {
  @Test("TwoNN is that of the paper's regression", arguments: RepresentationReference.layers)
  func twoNN(name: String) throws {
    let expected = try RepresentationReference.summary()[name]
    let graph = try ExactSearch().neighbors(of: RepresentationReference.matrix(name), neighborCount: 2)
    #expect(abs(try #require(IntrinsicDimension(graph).value) / expected.twoNN - 1) < 1e-4)
    let whole = try IntrinsicDimension(graph, discardedFraction: 0)
    #expect(abs(try #require(whole.value) / expected.twoNNWithoutDiscarding - 1) < 1e-4)
    #expect(whole.usedCount == 400 && whole.duplicateCount == 0)
  }

  @Test("TwoNN finds the dimension of a sheet in a wide space", arguments: [1, 2, 5])
  func sheet(dimension: Int) throws {
    let (places, axes) = (
      RepresentationReference.normal(3000, dimension, seed: 4), RepresentationReference.normal(dimension, 40, seed: 5)
    )
    var data = Matrix(rowCount: 3000, columnCount: 40)
    for row in 0..<3000 {
      for column in 0..<40 {
        data[row, column] = (0..<dimension).reduce(0) { $0 + places[row, $1] * axes[$1, column] }
      }
    }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 2)
    let found = try #require(try IntrinsicDimension(graph).value)
    #expect(abs(found / Double(dimension) - 1) < 0.1, "\(found)")
  }

  @Test("points at the same place are left out and counted; too few say nothing")
  func duplicates() throws {
    var data = RepresentationReference.normal(200, 3, seed: 6)
    for row in 0..<60 { for column in 0..<3 { data[row, column] = data[199, column] } }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 2)
    let found = try IntrinsicDimension(graph)
    #expect(found.duplicateCount == 61 && found.usedCount == 139)
    #expect(try #require(found.value).isFinite)
    let few = try ExactSearch().neighbors(of: RepresentationReference.normal(5, 3, seed: 6), neighborCount: 2)
    #expect(try IntrinsicDimension(few).value == nil)
    #expect(throws: RepresentationAnalysisError.self) { try IntrinsicDimension(graph.prefix(1)) }
    #expect(throws: RepresentationAnalysisError.self) { try IntrinsicDimension(graph, discardedFraction: 1) }
  }

  @Test(
    "effective rank, participation ratio and components of 90 % are numpy's",
    arguments: RepresentationReference.layers)
  func ranks(name: String) throws {
    let expected = try RepresentationReference.summary()[name]
    let data = try RepresentationReference.matrix(name)
    let found = try EffectiveRank(data)
    #expect(abs(found.effectiveRank / expected.effectiveRank - 1) < 1e-4)
    #expect(abs(found.participationRatio / expected.participationRatio - 1) < 1e-4)
    #expect(found.componentsFor90Percent == expected.componentsFor90Percent)
    for threads in [1, 3] { #expect(try EffectiveRank(data, parallel: .init(threadCount: threads)) == found) }
  }

  @Test("wide layers, constant layers and layers of one row have their ranks")
  func degenerateRanks() throws {
    var wide = Matrix(rowCount: 3, columnCount: 50)
    (wide[0, 0], wide[1, 1], wide[2, 2]) = (1, 1, 1)
    let found = try EffectiveRank(wide)
    #expect(abs(found.effectiveRank - 2) < 1e-9 && abs(found.participationRatio - 2) < 1e-9)
    for constant in [
      Matrix(rowCount: 70, columnCount: 4, repeating: 0.1), Matrix(rowCount: 1, columnCount: 3, repeating: 5),
      Matrix(rowCount: 0, columnCount: 3),
    ] {
      let ranks = try EffectiveRank(constant)
      #expect(ranks.effectiveRank == 0 && ranks.participationRatio == 0 && ranks.componentsFor90Percent == 0)
    }
  }

  @Test("a value that is not finite is named")
  func notFinite() throws {
    var data = RepresentationReference.normal(20, 3, seed: 1)
    data[7, 2] = .nan
    let error = #expect(throws: RepresentationAnalysisError.self) { try EffectiveRank(data) }
    #expect(error?.description.contains("Row 7, column 2") == true)
    #expect(throws: RepresentationAnalysisError.self) { try CenteredKernelAlignment([data]) }
    #expect(throws: RepresentationAnalysisError.self) {
      try ClassSeparability(data, labels: [Int?](repeating: 0, count: 20))
    }
  }
}
