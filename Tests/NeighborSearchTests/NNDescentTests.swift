import NeighborSearch
import NumericKernels
import Testing

@Suite("Approximate neighbor search")
struct NNDescentTests {
  private static let metrics: [DistanceMetric] = [.euclidean, .cosine, .correlation, .manhattan]

  /// The public initializer checks order, range and repetition.
  private func check(_ graph: NeighborGraph) throws {
    let copy = try NeighborGraph(
      rowCount: graph.rowCount, neighborCount: graph.neighborCount, indices: graph.indices, distances: graph.distances)
    #expect(copy.indices == graph.indices)
  }

  private func recall(_ data: Matrix, _ metric: DistanceMetric = .euclidean, k: Int = 15) throws -> Double {
    let graph = try NNDescent(metric: metric, seed: 3).neighbors(of: data, neighborCount: k)
    try check(graph)
    #expect(graph.rowCount == data.rowCount && graph.neighborCount == k)
    let exact = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: k)
    return try Recall.measure(graph, against: exact).mean
  }

  @Test("nearly all neighbors of clustered points are found", arguments: metrics)
  func clusters(metric: DistanceMetric) throws {
    #expect(try recall(SyntheticPoints.clusters(9000, 40), metric) >= 0.998)
  }

  @Test("nearly all neighbors of uniform points are found", arguments: [(2, 0.999), (8, 0.998), (12, 0.98)])
  func uniform(columns: Int, least: Double) throws {
    #expect(try recall(SyntheticPoints.uniform(9000, columns)) >= least)
  }

  @Test("rows of many columns on few intrinsic dimensions are no harder", arguments: [500, 1033])
  func wide(columns: Int) throws {
    #expect(try recall(SyntheticPoints.clusters(3000, columns)) >= 0.998)
  }

  @Test("large offsets and a far outlier do not blur near points")
  func cancellation() throws {
    #expect(try recall(SyntheticPoints.clusters(6000, 20, offset: 8192)) >= 0.998)
    var data = SyntheticPoints.clusters(6000, 20)
    for column in 0..<20 { data[77, column] = 1e7 }
    #expect(try recall(data) >= 0.998)
  }

  @Test("many neighbors are found as well", arguments: [1, 60, 250])
  func manyNeighbors(k: Int) throws {
    #expect(try recall(SyntheticPoints.clusters(6000, 16), k: k) >= 0.995)
  }

  @Test("the distances are those of the exact search and lie beside their points", arguments: metrics)
  func distances(metric: DistanceMetric) throws {
    let data = SyntheticPoints.clusters(5000, 33, offset: 1)
    let graph = try NNDescent(metric: metric).neighbors(of: data, neighborCount: 10)
    let exact = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 10)
    var compared = 0
    for row in 0..<5000 {
      var expected: [Int32: Float] = [:]
      for rank in 0..<10 { expected[exact.indices[row * 10 + rank]] = exact.distances[row * 10 + rank] }
      for rank in 0..<10 {
        guard let distance = expected[graph.indices[row * 10 + rank]] else { continue }
        #expect(abs(graph.distances[row * 10 + rank] - distance) <= 2e-6 * (1 + distance))
        compared += 1
      }
    }
    #expect(compared > 49_000)
  }

  @Test("up to a few hundred points the result is exact", arguments: [2, 3, 16, 17, 100, 250])
  func fewPoints(rows: Int) throws {
    let data = SyntheticPoints.gaussian(rows, 5)
    let graph = try NNDescent().neighbors(of: data, neighborCount: 15)
    let exact = try ExactSearch().neighbors(of: data, neighborCount: 15)
    #expect(graph.indices == exact.indices)
    #expect(graph.neighborCount == min(15, rows - 1) && graph.requestedNeighborCount == 15)
  }

  @Test("no rows and a single row give graphs without neighbors", arguments: [0, 1])
  func almostNothing(rows: Int) throws {
    for metric in Self.metrics {
      let graph = try NNDescent(metric: metric).neighbors(
        of: Matrix(rowCount: rows, columnCount: 3, repeating: 1), neighborCount: 5)
      #expect(graph.rowCount == rows && graph.neighborCount == 0 && graph.requestedNeighborCount == 5)
    }
  }

  @Test("thousands of equal rows are neighbors at distance 0", arguments: metrics)
  func constantData(metric: DistanceMetric) throws {
    // Alternating columns: not constant within a row, so that a correlation exists.
    var data = Matrix(rowCount: 7000, columnCount: 18, repeating: 0.3)
    for index in data.elements.indices where index % 2 == 1 { data.elements[index] = 0.7 }
    let graph = try NNDescent(metric: metric).neighbors(of: data, neighborCount: 12)
    try check(graph)
    #expect(Set(graph.distances) == [0])
  }

  @Test("a few thousand copies among other points hide nothing")
  func duplicates() throws {
    var data = SyntheticPoints.clusters(9000, 12)
    for row in 0..<9000 where row % 3 == 0 {
      // A third of the rows are copies of ten.
      for column in 0..<12 { data[row, column] = data[1 + 3 * (row / 3 % 10), column] }
    }
    #expect(try recall(data) >= 0.995)
    // Integers in few dimensions: distances with thousands of ties.
    var grid = SyntheticPoints.uniform(8000, 2)
    for index in grid.elements.indices { grid.elements[index] = (grid.elements[index] * 30).rounded() }
    #expect(try recall(grid) >= 0.995)
  }

  @Test("rows without direction are at distance 1 from all, as in the exact search")
  func withoutDirection() throws {
    for (metric, fill): (DistanceMetric, Float) in [(.cosine, 0), (.correlation, 0.4)] {
      // Two opposite directions: many of the nearest are the rows without direction.
      var data = SyntheticPoints.clusters(2600, 8, count: 4, intrinsic: 2)
      for row in 0..<2600 where row % 13 == 5 {
        for column in 0..<8 { data[row, column] = fill }
      }
      let exact = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 20)
      let graph = try NNDescent(metric: metric).neighbors(of: data, neighborCount: 20)
      try check(graph)
      #expect(Array(graph.neighbors(of: 5)) == Array(exact.neighbors(of: 5)))
      #expect(try Recall.measure(graph, against: exact).mean >= 0.998)
      // Few rows with a direction, and none: lists are filled up with the others.
      for kept in [0, 3] {
        var nearlyAll = Matrix(rowCount: 400, columnCount: 8, repeating: fill)
        for row in 0..<kept { for column in 0..<8 { nearlyAll[100 + row, column] = data[row, column] } }
        let expected = try ExactSearch(metric: metric).neighbors(of: nearlyAll, neighborCount: 9)
        let found = try NNDescent(metric: metric).neighbors(of: nearlyAll, neighborCount: 9)
        #expect(found.indices == expected.indices)
      }
    }
  }

  @Test("extreme magnitudes give finite, positive distances", arguments: metrics)
  func magnitudes(metric: DistanceMetric) throws {
    let plain = SyntheticPoints.clusters(3000, 10)
    let reference = try NNDescent(metric: metric).neighbors(of: plain, neighborCount: 5)
    for exponent in [-118, -60, 60, 122] {
      var data = plain
      for index in data.elements.indices {
        data.elements[index] *= Float(sign: .plus, exponent: exponent, significand: 1)
      }
      let graph = try NNDescent(metric: metric).neighbors(of: data, neighborCount: 5)
      #expect(graph.distances.allSatisfy { $0.isFinite && $0 > 0 })
      #expect(
        try Recall.measure(graph, against: ExactSearch(metric: metric).neighbors(of: data, neighborCount: 5)).mean
          > 0.99)
      #expect(graph.rowCount == reference.rowCount)
    }
  }

  @Test("the bits do not depend on the number of threads", arguments: metrics)
  func threads(metric: DistanceMetric) throws {
    var data = SyntheticPoints.clusters(20_000, 20)
    for row in 0..<500 { for column in 0..<20 { data[row * 40, column] = data[3, column] } }
    let graphs = try [1, 2, 3, 4, 7].map {
      try NNDescent(metric: metric, seed: 5, parallel: .init(threadCount: $0)).neighbors(of: data, neighborCount: 12)
    }
    #expect(graphs.allSatisfy { $0 == graphs[0] })
  }

  @Test("another seed makes other choices")
  func seeds() throws {
    // Noise in many dimensions: no approximate search finds all neighbors, and seeds differ in which they miss.
    let data = SyntheticPoints.gaussian(6000, 60)
    let graphs = try [1, 2].map { try NNDescent(seed: $0).neighbors(of: data, neighborCount: 10) }
    #expect(graphs[0] != graphs[1])
    #expect(try NNDescent(seed: 1).neighbors(of: data, neighborCount: 10) == graphs[0])
  }

  @Test("bad input is refused with its place and a remedy")
  func badInput() throws {
    for value in [Float.nan, .infinity, -.infinity] {
      for metric in Self.metrics {
        var data = SyntheticPoints.gaussian(40, 3)
        data[21, 2] = value
        let error = #expect(throws: NeighborSearchError.self) {
          try NNDescent(metric: metric).neighbors(of: data, neighborCount: 2)
        }
        #expect(error?.description.contains("Row 21, column 2") == true)
      }
    }
    let few = #expect(throws: NeighborSearchError.self) {
      try NNDescent().neighbors(of: SyntheticPoints.gaussian(4, 3), neighborCount: 0)
    }
    #expect(few?.description.contains("at least 1") == true)
    let narrow = #expect(throws: NeighborSearchError.self) {
      try NNDescent().neighbors(of: Matrix(rowCount: 3, columnCount: 0), neighborCount: 1)
    }
    #expect(narrow?.description.contains("no columns") == true)
  }

  @Test("progress rises to 1, and an error thrown there ends the search")
  func progress() throws {
    let data = SyntheticPoints.clusters(5000, 6)
    let recorder = Recorder()
    _ = try NNDescent().neighbors(of: data, neighborCount: 5) { recorder.add($0) }
    #expect(recorder.values.count > 5 && recorder.values.first == 0 && recorder.values.last == 1)
    #expect(zip(recorder.values, recorder.values.dropFirst()).allSatisfy { $0 <= $1 })
    for limit in [0.0, 0.3, 0.6] {
      #expect(throws: CancellationError.self) {
        try NNDescent().neighbors(of: data, neighborCount: 5) { if $0 > limit { throw CancellationError() } }
      }
    }
  }

  /// Progress is reported from the calling thread only.
  private final class Recorder: @unchecked Sendable {
    private(set) var values: [Double] = []
    func add(_ value: Double) { values.append(value) }
  }
}
