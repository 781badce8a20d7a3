import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Exact neighbor search")
struct ExactSearchTests {
  private func random(_ rows: Int, _ columns: Int, seed: UInt64, offset: Float = 0) -> Matrix {
    BruteForce.random(rows, columns, seed: seed, offset: offset)
  }

  private func firstMistake(
    _ graph: NeighborGraph, _ data: Matrix, _ metric: DistanceMetric, rows: [Int]? = nil
  ) -> String? {
    let k = graph.neighborCount
    for row in rows ?? Array(0..<data.rowCount) {
      let range = row * k..<(row + 1) * k
      if let mistake = BruteForce.firstMistake(
        graph.indices[range], graph.distances[range], row: row, of: data, in: data, excludingSelf: true, metric: metric)
      {
        return mistake
      }
    }
    return nil
  }

  @Test(
    "the neighbors are those of the definition", arguments: DistanceMetric.allCases, [1, 2, 3, 15, 16, 17, 33, 2100])
  func definition(metric: DistanceMetric, columns: Int) throws {
    let data = random(columns > 1000 ? 60 : 203, columns, seed: 5)
    let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 7)
    #expect(firstMistake(graph, data, metric) == nil)
  }

  @Test("exponents: whole, broken, and so large that powers would overflow", arguments: [1, 1.5, 2, 4, 31.5, 40, 500])
  func exponents(exponent: Double) throws {
    let metric = DistanceMetric.minkowski(exponent: exponent)
    let data = random(150, 9, seed: 6)
    #expect(firstMistake(try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 9), data, metric) == nil)
    #expect(throws: NeighborSearchError.self) {
      try ExactSearch(metric: .minkowski(exponent: exponent - 600)).neighbors(of: data, neighborCount: 1)
    }
  }

  @Test("every number of points around the edges of tiles", arguments: [2, 15, 16, 17, 255, 256, 257, 513, 1023, 1025])
  func tileEdges(count: Int) throws {
    let data = random(count, 5, seed: UInt64(count))
    for neighborCount in [1, 40, count] {
      let graph = try ExactSearch().neighbors(of: data, neighborCount: neighborCount)
      let rows = Array(Set([0, 1, count / 2, count - 17, count - 2, count - 1].filter { $0 >= 0 }))
      #expect(firstMistake(graph, data, .euclidean, rows: rows) == nil)
    }
  }

  @Test(
    "wide data, clustered or without structure, is searched exactly through bounds", arguments: [50, 200, 800],
    [DistanceMetric.euclidean, .cosine, .correlation])
  func bounds(columns: Int, metric: DistanceMetric) throws {
    for data in [BruteForce.clusters(4200, columns, seed: 4), random(4200, columns, seed: 4)] {
      let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 20)
      let rows = (0..<12).map { $0 * 4199 / 11 }
      #expect(firstMistake(graph, data, metric, rows: rows) == nil)
    }
  }

  @Test("columns that repeat others or hold one value do not spoil the bounds")
  func dependentColumns() throws {
    let few = BruteForce.clusters(4200, 5, seed: 11)
    var data = Matrix(rowCount: 4200, columnCount: 60)
    for row in 0..<4200 {
      for column in 0..<60 { data[row, column] = column == 59 ? 1e30 : few[row, column % 5] * Float(1 + column / 20) }
    }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 10)
    #expect(firstMistake(graph, data, .euclidean, rows: [0, 77, 2100, 4199]) == nil)
  }

  @Test("near ties are ordered by what differences say", arguments: [30, 300])
  func nearTies(columns: Int) throws {
    // Rows that differ from one another in the last bits only, far from the origin.
    var data = random(4200, columns, seed: 2, offset: 100)
    for row in stride(from: 1, to: 4200, by: 2) {
      for column in 0..<columns { data[row, column] = data[0, column] }
      data[row, row % columns] = data[0, row % columns] + Float(1 + row % 13) * 0x1p-17
    }
    let graph = try ExactSearch().neighbors(of: data, neighborCount: 60)
    #expect(firstMistake(graph, data, .euclidean, rows: [0, 1, 13, 14, 999, 4199]) == nil)
  }

  @Test("a large offset does not reorder near ties")
  func cancellation() throws {
    // Without centering, |x|² + |y|² − 2·x·y of rows near 1e4 has no correct digit here.
    let plain = random(300, 20, seed: 9)
    var moved = plain
    for index in moved.elements.indices { moved.elements[index] = (plain.elements[index] * 64).rounded() / 64 }
    let reference = try ExactSearch().neighbors(of: moved, neighborCount: 10)
    for index in moved.elements.indices { moved.elements[index] += 8192 }
    let graph = try ExactSearch().neighbors(of: moved, neighborCount: 10)
    #expect(graph.indices == reference.indices)
    // One far point makes the products coarse for all; differences must still decide.
    var outlier = Matrix(rowCount: 301, columnCount: 20)
    for index in plain.elements.indices { outlier.elements[index] = moved.elements[index] - 8192 }
    for column in 0..<20 { outlier[300, column] = 65536 }
    let far = try ExactSearch().neighbors(of: outlier, neighborCount: 10)
    #expect(Array(far.indices.prefix(3000)) == reference.indices)
  }

  @Test("duplicates are neighbors at distance 0, ordered by index, without the point itself")
  func duplicates() throws {
    let data = Matrix(rowCount: 3000, columnCount: 40, repeating: 0.3)
    for metric in DistanceMetric.allCases {
      let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 3)
      #expect(Array(graph.neighbors(of: 0)) == [1, 2, 3])
      #expect(Array(graph.neighbors(of: 1)) == [0, 2, 3])
      #expect(Array(graph.neighbors(of: 2999)) == [0, 1, 2])
      #expect(Set(graph.distances) == [metric == .correlation ? 1 : 0])
    }
  }

  @Test("more neighbors than points are clamped and the request is kept")
  func clamping() throws {
    let graph = try ExactSearch().neighbors(of: random(5, 3, seed: 1), neighborCount: 15)
    #expect(graph.neighborCount == 4)
    #expect(graph.requestedNeighborCount == 15)
    for (rows, columns) in [(0, 3), (1, 3), (0, 0)] {
      let tiny = try ExactSearch().neighbors(of: Matrix(rowCount: rows, columnCount: columns), neighborCount: 2)
      #expect(tiny.neighborCount == 0 && tiny.rowCount == rows && tiny.indices.isEmpty)
    }
  }

  @Test("more neighbors than memory can hold are an error that says how much they take")
  func tooManyNeighbors() throws {
    let data = Matrix(rowCount: 2_000_000, columnCount: 1)
    let error = #expect(throws: NeighborSearchError.self) {
      try ExactSearch().neighbors(of: data, neighborCount: 1_999_999)
    }
    #expect(error?.description.contains("take about 79999 GB") == true)
    #expect(error?.description.contains("Ask for fewer neighbors") == true)
  }

  @Test("NaN, infinity, missing columns and no neighbors are errors that name the place")
  func badInput() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      var data = random(4, 3, seed: 1)
      data[2, 1] = value
      let error = #expect(throws: NeighborSearchError.self) {
        try ExactSearch().neighbors(of: data, neighborCount: 2)
      }
      #expect(error?.description.contains("Row 2, column 1") == true)
    }
    #expect(throws: NeighborSearchError.self) {
      try ExactSearch().neighbors(of: Matrix(rowCount: 2, columnCount: 0), neighborCount: 1)
    }
    #expect(throws: NeighborSearchError.self) {
      try ExactSearch().neighbors(of: random(4, 3, seed: 1), neighborCount: 0)
    }
  }

  @Test("extreme magnitudes give finite distances in the right order", arguments: DistanceMetric.allCases)
  func magnitudes(metric: DistanceMetric) throws {
    let plain = random(50, 8, seed: 3)
    for scale: Float in [1e-36, 1e-20, 1e18, 1e37] {
      var data = plain
      for index in data.elements.indices { data.elements[index] *= scale }
      let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 5)
      #expect(graph.distances.allSatisfy { $0.isFinite && $0 > 0 })
      let reference = try ExactSearch(metric: metric).neighbors(of: plain, neighborCount: 5)
      #expect(graph.indices == reference.indices, "\(scale)")
    }
  }

  @Test("the bits do not depend on the number of threads", arguments: DistanceMetric.allCases)
  func threads(metric: DistanceMetric) throws {
    for data in [random(1500, 30, seed: 8), BruteForce.clusters(4500, 64, seed: 8)] {
      let graphs = try [1, 2, 3, 4, 7].map {
        try ExactSearch(metric: metric, parallel: .init(threadCount: $0)).neighbors(of: data, neighborCount: 9)
      }
      #expect(graphs.allSatisfy { $0 == graphs[0] })
    }
  }

  @Test("thousands of duplicates among other points keep the order of indices", arguments: DistanceMetric.allCases)
  func manyDuplicates(metric: DistanceMetric) throws {
    var data = BruteForce.clusters(4500, 40, seed: 3)
    for row in stride(from: 0, to: 4500, by: 2) {
      for column in 0..<40 { data[row, column] = column % 3 == 0 ? 0.7 : 0.1 }
    }
    let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 5)
    #expect(Array(graph.neighbors(of: 0)) == [2, 4, 6, 8, 10])
    #expect(Array(graph.neighbors(of: 6)) == [0, 2, 4, 8, 10])
    #expect(Array(graph.neighbors(of: 4498)) == [0, 2, 4, 6, 8])
    #expect(graph.distances.prefix(5).allSatisfy { $0 == 0 })
    // Rows of zeros have no direction: at distance 1 from all, each other included.
    for index in data.elements.indices where index / 40 % 2 == 0 { data.elements[index] = 0 }
    let zeros = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 5)
    #expect(firstMistake(zeros, data, metric, rows: [0, 1, 4498, 4499]) == nil)
  }

  @Test("an error thrown while progress is reported ends the search")
  func cancellationByProgress() {
    #expect(throws: CancellationError.self) {
      try ExactSearch().neighbors(of: random(3000, 3, seed: 1), neighborCount: 2) { fraction in
        if fraction > 0 { throw CancellationError() }
      }
    }
  }

  @Test("a stored graph is checked")
  func storedGraphs() throws {
    func make(_ indices: [Int32], _ distances: [Float]) throws -> NeighborGraph {
      try NeighborGraph(rowCount: 3, neighborCount: 2, indices: indices, distances: distances)
    }
    let good: [Int32] = [1, 2, 0, 2, 0, 1]
    let distances: [Float] = [1, 2, 1, 1, 1, 2]
    #expect(try make(good, distances).prefix(1).indices == [1, 0, 0])
    for indices: [Int32] in [
      [1, 1, 0, 2, 0, 1], [0, 2, 0, 2, 0, 1], [1, 3, 0, 2, 0, 1], [1, 2, 2, 0, 0, 1], [1, 2],
    ] {
      #expect(throws: NeighborSearchError.self) { try make(indices, distances) }
    }
    for distances: [Float] in [[2, 1, 1, 1, 1, 2], [1, .nan, 1, 1, 1, 2], [-1, 2, 1, 1, 1, 2]] {
      #expect(throws: NeighborSearchError.self) { try make(good, distances) }
    }
  }
}
