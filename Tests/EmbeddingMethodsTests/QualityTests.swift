import EmbeddingMethods
import NeighborSearch
import NumericKernels
import Testing

@Suite("Quality")
struct QualityTests {
  @Test("trustworthiness is scikit-learn's", arguments: [1, 5, 15, 40])
  func reference(neighborCount: Int) throws {
    let (data, positions) = (try Reference.matrix("data"), try Reference.matrix("positions"))
    let found = try Trustworthiness(of: positions, data: data, neighborCount: neighborCount)
    let expected = try #require(try Reference.summary().trustworthiness["\(neighborCount)"])
    #expect(abs(found.overall - expected) < 1e-12)
    let mean = found.perPoint.reduce(0.0) { $0 + Double($1) } / 150
    #expect(abs(mean - found.overall) < 1e-6)
    #expect(Set(found.perPoint).count > 10)
  }

  @Test("trustworthiness over cosine distances is scikit-learn's")
  func cosine() throws {
    let (data, positions) = (try Reference.matrix("data"), try Reference.matrix("positions"))
    let found = try Trustworthiness(of: positions, data: data, metric: .cosine)
    #expect(abs(found.overall - (try Reference.summary().trustworthinessCosine)) < 1e-12)
  }

  @Test("the neighbors of every metric are scikit-learn's", arguments: DistanceMetric.allCases)
  func neighbors(metric: DistanceMetric) throws {
    let graph = try ExactSearch(metric: metric).neighbors(of: try Reference.matrix("data"), neighborCount: 50)
    let name = metric.rawValue.replacing(":", with: "-")
    #expect(graph.indices == (try Reference.integers("neighbors-\(name)")))
    let expected = try Reference.matrix("distances-\(name)").elements
    #expect(Reference.deviation(graph.distances, expected, relative: 1e-5) <= 1)
  }

  @Test("an embedding that is the data is fully trusted; thread counts change nothing")
  func identity() throws {
    let data = Samples.normal(400, 3, seed: 1)
    #expect(try Trustworthiness(of: data, data: data).overall == 1)
    let other = Samples.normal(400, 2, seed: 2)
    let results = try [1, 2, 3].map {
      try Trustworthiness(of: other, data: data, parallel: .init(threadCount: $0))
    }
    #expect(results[0] == results[1] && results[0] == results[2] && results[0].overall < 0.8)
  }

  @Test("k is clamped below half of the points and duplicates keep the value within bounds")
  func degenerate() throws {
    let clamped = try Trustworthiness(of: Samples.normal(9, 2, seed: 1), data: Samples.normal(9, 4, seed: 2))
    #expect(clamped.neighborCount == 4 && clamped.requestedNeighborCount == 15)
    for count in 0...2 {
      let tiny = try Trustworthiness(of: Samples.normal(count, 2, seed: 1), data: Samples.normal(count, 4, seed: 2))
      #expect(tiny.overall == 1 && tiny.perPoint.count == count)
    }
    let same = Matrix(rowCount: 3000, columnCount: 20, repeating: 2)
    #expect(try Trustworthiness(of: same, data: same).overall == 1)
    #expect(throws: EmbeddingMethodsError.self) {
      try Trustworthiness(of: Samples.normal(8, 2, seed: 1), data: Samples.normal(9, 4, seed: 2))
    }
  }

  /// Points 0…3 on a line, then 10…12 far away.
  private func lineGraph(_ neighborCount: Int) throws -> NeighborGraph {
    let line = Matrix(rowCount: 7, columnCount: 1, elements: [0, 1, 2, 3, 10, 11, 12])
    return try ExactSearch().neighbors(of: line, neighborCount: neighborCount)
  }

  @Test("neighborhood hit counts labels, per point, per class and as a whole")
  func neighborhoodHit() throws {
    let hit = try NeighborhoodHit(try lineGraph(2), labels: [0, 0, 0, 1, 1, 1, nil], neighborCount: 2)
    // Neighbors: 0:{1,2} 1:{0,2} 2:{1,3} 3:{2,1} 4:{5,6} 5:{4,6}; the unlabeled point 6 counts nowhere.
    #expect(hit.perPoint == [1, 1, 0.5, 0, 1, 1, nil])
    #expect(hit.perClass == [0: 2.5 / 3, 1: 2.0 / 3])
    #expect(hit.overall == 0.75)
    let clamped = try NeighborhoodHit(try lineGraph(2), labels: [Int?](repeating: 4, count: 7))
    #expect(clamped.neighborCount == 2 && clamped.requestedNeighborCount == 6 && clamped.overall == 1)
    #expect(try NeighborhoodHit(try lineGraph(2), labels: [Int?](repeating: nil, count: 7)).overall == nil)
    #expect(throws: EmbeddingMethodsError.self) { try NeighborhoodHit(try lineGraph(2), labels: [1, 2]) }
    #expect(throws: EmbeddingMethodsError.self) {
      try NeighborhoodHit(try lineGraph(2), labels: [Int?](repeating: 4, count: 7), neighborCount: 0)
    }
  }

  @Test("the majority votes, and the nearest decides ties")
  func accuracy() throws {
    let votes = try NearestNeighborAccuracy(try lineGraph(2), labels: [0, 0, 1, 1, 2, 2, 2], neighborCount: 2)
    // 0:{1,2} tie → 0; 1:{0,2} tie → 0; 2:{1,3} tie → 0; 3:{2,1} tie → 1.
    #expect(votes.predictions == [0, 0, 0, 1, 2, 2, 2])
    #expect(votes.overall == 6.0 / 7)
    #expect(votes.perClass == [0: 1, 1: 0.5, 2: 1])
    let three = try NearestNeighborAccuracy(try lineGraph(3), labels: [1, 0, 1, 1, nil, nil, nil], neighborCount: 3)
    #expect(three.predictions[1] == 1 && three.predictions[4] == 1)
  }
}
