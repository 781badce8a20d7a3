import NeighborSearch
import NumericKernels
import Testing

@Suite("Recall of a neighbor graph")
struct RecallTests {
  private func graph(_ rows: Int, _ indices: [Int32], _ distances: [Float]) throws -> NeighborGraph {
    try NeighborGraph(rowCount: rows, neighborCount: indices.count / rows, indices: indices, distances: distances)
  }

  @Test("the share of true neighbors, whole and per point")
  func shares() throws {
    let exact = try graph(4, [1, 2, 0, 2, 0, 1, 2, 1], [1, 2, 1, 1, 1, 2, 5, 6])
    #expect(try Recall.measure(exact, against: exact).mean == 1)
    let found = try graph(4, [1, 3, 0, 2, 1, 3, 1, 0], [1, 9, 1, 1, 2, 5, 6, 7])
    let recall = try Recall.measure(found, against: exact)
    #expect(recall.perPoint == [0.5, 1, 0.5, 0.5])
    #expect(recall.mean == 0.625 && recall.standardError == 0)
    #expect(recall.points == [0, 1, 2, 3] && recall.neighborCount == 2)
    #expect(try Recall.measure(found, against: exact, neighborCount: 1).perPoint == [1, 1, 0, 0])
  }

  @Test("another of several equally distant points is no miss")
  func ties() throws {
    // Five points: 1, 2, 3 and 4 are equally far from 0.
    let data = Matrix(rowCount: 5, columnCount: 2, elements: [0, 0, 1, 0, 0, 1, -1, 0, 0, -1])
    let exact = try ExactSearch().neighbors(of: data, neighborCount: 2)
    #expect(Array(exact.neighbors(of: 0)) == [1, 2])
    var indices = exact.indices
    indices.replaceSubrange(0..<2, with: [3, 4])
    let other = try graph(5, indices, exact.distances)
    #expect(try Recall.measure(other, against: exact).mean == 1)
    #expect(try Recall.estimate(other, data: data).mean == 1)
    // A farther one is.
    indices.replaceSubrange(2..<4, with: [0, 3])
    let worse = try graph(5, indices, [1, 1, 1, 2] + exact.distances[4...])
    #expect(try Recall.measure(worse, against: exact).perPoint[1] == 0.5)
    #expect(try Recall.estimate(worse, data: data).perPoint[1] == 0.5)
  }

  @Test(
    "an estimate on all rows equals the comparison with an exact graph",
    arguments: [DistanceMetric.euclidean, .cosine, .correlation, .manhattan])
  func estimateOfAll(metric: DistanceMetric) throws {
    var data = SyntheticPoints.gaussian(5000, 20)
    // A row without direction, at distance 1 from all others under two of the metrics.
    for column in 0..<20 { data[4, column] = 0 }
    let exact = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 12)
    #expect(try Recall.estimate(exact, data: data, metric: metric, sampleCount: 5000).mean == 1)
    // Neighbors of the first 19 columns only: a graph with many misses.
    var damaged = data
    for row in 0..<5000 { damaged[row, 19] = 0 }
    let rough = try ExactSearch(metric: metric).neighbors(of: damaged, neighborCount: 12)
    let hits = (0..<5000).map { row in
      Double(Set(exact.neighbors(of: row)).intersection(rough.neighbors(of: row)).count) / 12
    }
    let recall = try Recall.estimate(rough, data: data, metric: metric, sampleCount: 5000)
    #expect(recall.standardError == 0 && recall.points.count == 5000)
    // Distances that are equal in Float32 count here; comparing indices misses the few there are.
    for row in 0..<5000 where row != 4 { #expect(recall.perPoint[row] > hits[row] - 1e-9) }
    let others = (0..<5000).filter { $0 != 4 }
    let excess = others.reduce(0) { $0 + recall.perPoint[$1] - hits[$1] }
    #expect(excess < 0.5)
    #expect(recall.mean < 0.9)
  }

  @Test("a sample estimates the whole within its standard error, repeatably")
  func sampling() throws {
    let data = SyntheticPoints.gaussian(6000, 40)
    let exact = try ExactSearch().neighbors(of: data, neighborCount: 10)
    let found = try ExactSearch(metric: .manhattan).neighbors(of: data, neighborCount: 10)
    let hits = (0..<6000).map { Double(Set(exact.neighbors(of: $0)).intersection(found.neighbors(of: $0)).count) / 10 }
    let whole = hits.reduce(0, +) / 6000
    var far = 0
    for seed in 0..<20 as Range<UInt64> {
      let recall = try Recall.estimate(found, data: data, sampleCount: 300, seed: seed)
      #expect(recall.points.count == 300 && Set(recall.points).count == 300 && recall.points == recall.points.sorted())
      #expect(recall.standardError > 0.001 && recall.standardError < 0.02)
      if abs(recall.mean - whole) > 2 * recall.standardError { far += 1 }
    }
    #expect(far <= 4)
    let runs = try [1, 2, 3, 7].map {
      try Recall.estimate(found, data: data, sampleCount: 100, seed: 9, parallel: .init(threadCount: $0))
    }
    #expect(runs.allSatisfy { $0 == runs[0] })
    #expect(try Recall.estimate(found, data: data, sampleCount: 100, seed: 10).points != runs[0].points)
  }

  @Test("graphs that do not belong together are refused, empty ones have nothing to miss")
  func badInput() throws {
    let data = SyntheticPoints.gaussian(30, 3)
    let exact = try ExactSearch().neighbors(of: data, neighborCount: 5)
    let other = try ExactSearch().neighbors(of: SyntheticPoints.gaussian(31, 3), neighborCount: 5)
    #expect(throws: NeighborSearchError.self) { try Recall.measure(other, against: exact) }
    #expect(throws: NeighborSearchError.self) { try Recall.measure(exact, against: exact.prefix(4)) }
    #expect(throws: NeighborSearchError.self) { try Recall.measure(exact, against: exact, neighborCount: 6) }
    #expect(throws: NeighborSearchError.self) { try Recall.estimate(other, data: data) }
    #expect(throws: NeighborSearchError.self) { try Recall.estimate(exact, data: data, sampleCount: 0) }
    var broken = data
    broken[7, 1] = .nan
    let error = #expect(throws: NeighborSearchError.self) { try Recall.estimate(exact, data: broken) }
    #expect(error?.description.contains("Row 7, column 1") == true)
    let single = try ExactSearch().neighbors(of: Matrix(rowCount: 1, columnCount: 2), neighborCount: 5)
    #expect(try Recall.measure(single, against: single).mean == 1)
    #expect(try Recall.estimate(single, data: Matrix(rowCount: 1, columnCount: 2)).mean == 1)
  }
}
