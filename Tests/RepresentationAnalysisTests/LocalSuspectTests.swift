import Foundation
import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Outliers, disagreement and duplicates among neighbors")
struct LocalSuspectTests {
  @Test("local outlier factors are scikit-learn's")
  func outlierFactors() throws {
    let graph = try ExactSearch().neighbors(of: RepresentationReference.matrix("second"), neighborCount: 25)
    let found = try LocalOutlierFactor(graph, neighborCount: 20)
    let expected = try SuspectsReference.load().outlierFactors
    for (value, wanted) in zip(found.factors, expected) { #expect(abs(value / wanted - 1) < 1e-5) }
    #expect(found.neighborCount == 20 && found.factors.count == 400)
  }

  @Test("a point far from a cloud is the first outlier; copies divide by no zero; no neighbors make no outlier")
  func outliers() throws {
    var data = RepresentationReference.normal(500, 5, seed: 3)
    for column in 0..<5 { data[77, column] = 9 }
    for row in 100..<140 { for column in 0..<5 { data[row, column] = data[100, column] } }
    let found = try LocalOutlierFactor(try ExactSearch().neighbors(of: data, neighborCount: 20))
    #expect(found.factors.allSatisfy(\.isFinite) && found.factors[77] > 3)
    #expect(found.outliers.contains(77) && found.outliers.count < 60)
    let equal = try ExactSearch().neighbors(of: Matrix(rowCount: 30, columnCount: 2), neighborCount: 5)
    #expect(try LocalOutlierFactor(equal).factors.allSatisfy { $0 == 1 })
    let single = try NeighborGraph(rowCount: 1, neighborCount: 0, indices: [], distances: [])
    #expect(try LocalOutlierFactor(single).factors == [1] && LocalOutlierFactor(single).outliers.isEmpty)
    #expect(throws: RepresentationAnalysisError.self) { try LocalOutlierFactor(single, neighborCount: 0) }
  }

  /// Voters, main label, its count and the other share, −1 for nil.
  private static func summary(_ vote: NeighborDisagreement.Vote) -> [Double] {
    [Double(vote.voterCount), vote.mainLabel.map(Double.init) ?? -1, Double(vote.mainCount), vote.otherShare ?? -1]
  }

  @Test("the share of neighbors of another class, and what most of them are; of equal ones, the nearest")
  func disagreement() throws {
    let graph = try NeighborGraph(
      rowCount: 4, neighborCount: 3, indices: [1, 2, 3, 0, 2, 3, 3, 1, 0, 2, 1, 0],
      distances: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
    let found = try NeighborDisagreement(graph, labels: [0, 7, 7, nil])
    #expect(Self.summary(found.votes[0]) == [2, 7, 2, 1])
    #expect(Self.summary(found.votes[1]) == [2, 0, 1, 0.5])
    #expect(Self.summary(found.votes[3]) == [3, 7, 2, -1])
    let one = try NeighborDisagreement(graph, labels: [0, 7, 7, nil], neighborCount: 1)
    #expect(Self.summary(one.votes[2]) == [0, -1, 0, -1])
  }

  @Test("planted copies with noise are all found, across two sets too, and few pairs else", arguments: [3, 20])
  func duplicates(dimension: Int) throws {
    let cloud = RepresentationReference.normal(2000, dimension, seed: 5)
    let noise = RepresentationReference.normal(40, dimension, seed: 6)
    let scale = Float(dimension == 3 ? 0.0005 : 0.1)
    let copies = (0..<40 * dimension).map { cloud.elements[$0 + 900 * dimension] + scale * noise.elements[$0] }
    let data = Matrix(rowCount: 2040, columnCount: dimension, elements: cloud.elements + copies)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 15)
    let found = try LayerDuplicates(graph, place: 2)
    let planted = found.pairs.filter { $0.second == $0.first + 1100 && $0.first >= 900 && $0.first < 940 }
    #expect(planted.count == 40 && planted.allSatisfy { $0.routes == [.layer(2)] && $0.score > 0.4 })
    #expect(found.pairs.count <= 44, "\(found.pairs.count)")
    let estimate = try #require(found.dimension)
    #expect(estimate > 0.5 * Double(dimension) && estimate < 2 * Double(dimension), "\(estimate)")
    let sets = (0..<2040).map { Int?($0 < 2000 ? 0 : 1) }
    #expect(planted.allSatisfy { $0.isAcross(sets) } && !planted[0].isAcross([Int?](repeating: nil, count: 2040)))
  }

  @Test("a layer in which most items are equal names no pairs; exact copies in another are pairs with score 1")
  func equalItems() throws {
    let equal = try ExactSearch().neighbors(of: Matrix(rowCount: 30, columnCount: 2), neighborCount: 5)
    let nothing = try LayerDuplicates(equal)
    #expect(nothing.pairs.isEmpty && nothing.dimension == nil)
    var data = RepresentationReference.normal(300, 4, seed: 1)
    for column in 0..<4 { data[200, column] = data[3, column] }
    let found = try LayerDuplicates(try ExactSearch().neighbors(of: data, neighborCount: 10))
    #expect(found.pairs.first.map { [$0.first, $0.second] } == [3, 200] && found.pairs[0].score == 1)
    #expect(throws: RepresentationAnalysisError.self) { try LayerDuplicates(equal.prefix(1)) }
    var options = LayerDuplicateOptions()
    options.expectedFalsePairs = 0
    #expect(throws: RepresentationAnalysisError.self) { try LayerDuplicates(equal, options: options) }
  }

  @Test("pairs of several searches come once, with the best score and all routes")
  func united() {
    let one = DuplicatePair(first: 1, second: 4, score: 0.6, routes: [.layer(0)])
    let other = DuplicatePair(first: 1, second: 4, score: 0.9, routes: [.picture])
    let third = DuplicatePair(first: 0, second: 2, score: 0.7, routes: [.mirroredPicture])
    #expect(
      DuplicatePair.united([[one], [third], [other]]) == [
        DuplicatePair(first: 1, second: 4, score: 0.9, routes: [.layer(0), .picture]), third,
      ])
  }
}
