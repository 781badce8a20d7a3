import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Neighbors as scikit-learn and scipy find them")
struct ReferenceTests {
  private struct Fixture: Decodable {
    struct Neighbors: Decodable {
      let indices: [Int32]
      let distances: [Double]
    }
    let data: [Float]
    let queries: [Float]
    let graphs: [String: Neighbors]
    let answers: [String: Neighbors]
  }

  @Test("all points and queries, for every metric")
  func reference() throws {
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(referenceNeighbors.utf8))
    let shape = referenceShape
    let data = Matrix(rowCount: shape.rows, columnCount: shape.columns, elements: fixture.data)
    let queries = Matrix(rowCount: shape.queries, columnCount: shape.columns, elements: fixture.queries)
    #expect(fixture.graphs.count == 7)
    for (name, expected) in fixture.graphs {
      let search = ExactSearch(metric: try #require(DistanceMetric(rawValue: name)))
      let graph = try search.neighbors(of: data, neighborCount: shape.neighbors)
      #expect(graph.indices == expected.indices, "\(name)")
      #expect(
        zip(graph.distances, expected.distances).allSatisfy { abs(Double($0) - $1) <= 2e-7 * (1 + $1) }, "\(name)")
      let answer = try #require(fixture.answers[name])
      let found = try search.neighbors(of: queries, in: data, neighborCount: shape.neighbors)
      #expect(found.indices == answer.indices, "\(name)")
      #expect(zip(found.distances, answer.distances).allSatisfy { abs(Double($0) - $1) <= 2e-7 * (1 + $1) }, "\(name)")
    }
  }
}
