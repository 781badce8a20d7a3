import NeighborSearch
import NumericKernels
import Testing

@Suite("Queries against a set")
struct QueryTests {
  @Test("the neighbors are those of the definition", arguments: DistanceMetric.allCases, [3, 60])
  func definition(metric: DistanceMetric, columns: Int) throws {
    for count in [300, 4300] {
      let data = BruteForce.clusters(count, columns, seed: 1)
      var queries = BruteForce.clusters(70, columns, seed: 9)
      for column in 0..<columns { queries[3, column] = data[5, column] }
      let found = try ExactSearch(metric: metric).neighbors(of: queries, in: data, neighborCount: 12)
      #expect(found.queryCount == 70 && found.neighborCount == 12)
      for row in stride(from: 0, to: 70, by: count > 1000 ? 23 : 3) {
        let range = row * 12..<(row + 1) * 12
        #expect(
          BruteForce.firstMistake(
            found.indices[range], found.distances[range], row: row, of: queries, in: data, excludingSelf: false,
            metric: metric) == nil)
      }
      // A query that equals a row finds it.
      #expect(found.neighbors(of: 3).first == 5)
    }
  }

  @Test("the rows of a set, asked as queries, find themselves and then their neighbors")
  func selfQueries() throws {
    let data = BruteForce.clusters(1300, 8, seed: 2)
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 10)
    let found = try ExactSearch().neighbors(of: data, in: data, neighborCount: 11)
    for row in 0..<1300 {
      #expect(found.neighbors(of: row).first == Int32(row))
      #expect(Array(found.neighbors(of: row).dropFirst()) == Array(graph.neighbors(of: row)))
    }
  }

  @Test("the bits do not depend on the number of threads, nor on the other queries")
  func threads() throws {
    let (data, queries) = (BruteForce.clusters(4500, 70, seed: 3), BruteForce.random(5000, 70, seed: 4))
    let results = try [1, 2, 3, 4, 7].map {
      try ExactSearch(parallel: .init(threadCount: $0)).neighbors(of: queries, in: data, neighborCount: 6)
    }
    #expect(results.allSatisfy { $0 == results[0] })
    let few = Matrix(rowCount: 40, columnCount: 70, elements: Array(queries.elements.prefix(40 * 70)))
    let alone = try ExactSearch().neighbors(of: few, in: data, neighborCount: 6)
    #expect(alone.indices == Array(results[0].indices.prefix(240)))
  }

  @Test("no queries, no data, more neighbors than rows")
  func clamping() throws {
    let data = BruteForce.random(4, 3, seed: 1)
    let none = try ExactSearch().neighbors(of: Matrix(rowCount: 0, columnCount: 3), in: data, neighborCount: 2)
    #expect(none.queryCount == 0 && none.indices.isEmpty && none.neighborCount == 2)
    let empty = try ExactSearch().neighbors(of: data, in: Matrix(rowCount: 0, columnCount: 3), neighborCount: 2)
    #expect(empty.queryCount == 4 && empty.neighborCount == 0 && empty.indices.isEmpty)
    let all = try ExactSearch().neighbors(of: data, in: data, neighborCount: 9)
    #expect(all.neighborCount == 4 && all.requestedNeighborCount == 9 && all.indices.count == 16)
  }

  @Test("wrong widths and values that are not finite are errors that name the place")
  func badInput() throws {
    let data = BruteForce.random(10, 3, seed: 1)
    #expect(throws: NeighborSearchError.self) {
      try ExactSearch().neighbors(of: BruteForce.random(2, 4, seed: 1), in: data, neighborCount: 1)
    }
    var queries = BruteForce.random(4, 3, seed: 2)
    queries[1, 2] = .nan
    let error = #expect(throws: NeighborSearchError.self) {
      try ExactSearch().neighbors(of: queries, in: data, neighborCount: 1)
    }
    #expect(error?.description.contains("Query 1, column 2") == true)
  }
}
