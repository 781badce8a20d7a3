import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Exact neighbor search")
struct ExactSearchTests {
  private func random(_ rows: Int, _ columns: Int, seed: UInt64, offset: Float = 0) -> Matrix {
    var generator = SeededGenerator(seed: seed)
    let elements = (0..<rows * columns).map { _ in Float(generator.nextGaussianPair().0) + offset }
    return Matrix(rowCount: rows, columnCount: columns, elements: elements)
  }

  /// The definition of the metrics, in Double, without any of the search's shortcuts.
  private func distance(_ data: Matrix, _ i: Int, _ j: Int, _ metric: DistanceMetric) -> Double {
    let width = data.columnCount
    func row(_ index: Int) -> [Double] { (0..<width).map { Double(data[index, $0]) } }
    func angle(_ x: [Double], _ y: [Double]) -> Double {
      let norms = x.reduce(0) { $0 + $1 * $1 } * y.reduce(0) { $0 + $1 * $1 }
      return norms > 0 ? 1 - zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } / norms.squareRoot() : 1
    }
    let (x, y) = (row(i), row(j))
    switch metric {
    case .euclidean: return zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    case .manhattan: return zip(x, y).reduce(0) { $0 + abs($1.0 - $1.1) }
    case .chebyshev: return zip(x, y).reduce(0) { max($0, abs($1.0 - $1.1)) }
    case .minkowski(let exponent):
      return pow(zip(x, y).reduce(0) { $0 + pow(abs($1.0 - $1.1), exponent) }, 1 / exponent)
    case .cosine: return angle(x, y)
    case .correlation:
      let means = (x.reduce(0, +) / Double(width), y.reduce(0, +) / Double(width))
      return angle(x.map { $0 - means.0 }, y.map { $0 - means.1 })
    }
  }

  @Test("the neighbors are those of the definition", arguments: DistanceMetric.allCases, [1, 15, 16, 33, 2100])
  func definition(metric: DistanceMetric, columns: Int) throws {
    // A correlation of one value is not defined: all rows are constant.
    let data = random(columns > 1000 ? 60 : 203, columns, seed: 5)
    let graph = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 7)
    for row in 0..<data.rowCount {
      let expected = (0..<data.rowCount).filter { $0 != row }
        .map { (distance(data, row, $0, metric), $0) }.sorted { $0 < $1 }
      for rank in 0..<7 {
        let found = Double(graph.distances[row * 7 + rank])
        #expect(abs(found - expected[rank].0) <= 2e-6 * (1 + expected[rank].0), "row \(row) rank \(rank)")
        let own = distance(data, row, Int(graph.indices[row * 7 + rank]), metric)
        #expect(abs(own - expected[rank].0) <= 2e-6 * (1 + expected[rank].0))
      }
    }
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
    let data = random(500, 30, seed: 8)
    let graphs = try [1, 2, 3, 7].map {
      try ExactSearch(metric: metric, parallel: .init(threadCount: $0)).neighbors(of: data, neighborCount: 9)
    }
    #expect(graphs.allSatisfy { $0 == graphs[0] })
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
