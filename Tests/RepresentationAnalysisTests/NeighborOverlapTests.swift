import NeighborSearch
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Overlap of neighborhoods")
struct NeighborOverlapTests {
  @Test("the mean and the first images are those of numpy, whatever the threads")
  func reference() throws {
    let (graphs, expected) = (try LikenessReference.graphs(), try LikenessReference.read())
    let found = try NeighborOverlap(graphs)
    #expect(found.neighborCount == 15)
    #expect(abs((found[0, 1] ?? -1) - expected.overlap) < 1e-12)
    #expect(found[0, 0] == 1 && found[1, 1] == 1 && found[0, 1] == found[1, 0])
    let sets = graphs.map { NeighborSets($0, count: 15) }
    for (item, wanted) in expected.overlapOfFirstItems.enumerated() {
      #expect(abs(sets[0].overlap(with: sets[1], ofItem: item) - wanted) < 1e-12)
    }
    for threads in [1, 3] {
      #expect(try NeighborOverlap(graphs, parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("what is expected by chance is the mean of the hypergeometric distribution, and what unrelated layers have")
  func chance() throws {
    for chance in try LikenessReference.read().expected {
      let found = NeighborOverlap.expected(neighborCount: chance.count, itemCount: chance.items)
      #expect(abs(found - chance.overlap) < 1e-12)
    }
    #expect(NeighborOverlap.expected(neighborCount: 5, itemCount: 6) == 1)
    #expect(NeighborOverlap.expected(neighborCount: 5, itemCount: 1) == 0)
    let graphs = try [1, 2].map {
      try NearestNeighbors(metric: .euclidean).neighbors(
        of: RepresentationReference.normal(1000, 8, seed: $0), neighborCount: 15)
    }
    let found = try NeighborOverlap(graphs)
    #expect(abs((found[0, 1] ?? -1) - found.expected) < 0.002)
  }

  @Test("a layer without neighbors has no overlap; of different counts the smallest is taken")
  func missing() throws {
    let graphs = try LikenessReference.graphs()
    let found = try NeighborOverlap([graphs[0], nil, graphs[1].prefix(6)])
    #expect(found.neighborCount == 6 && found.count == 3)
    #expect(found[0, 0] == 1 && found[2, 2] == 1 && found[0, 2] == found[2, 0] && found[0, 2] != nil)
    for other in 0..<3 { #expect(found[1, other] == nil && found[other, 1] == nil) }
    #expect(try NeighborOverlap([nil]).values == [nil])
    #expect(try NeighborOverlap([]).values.isEmpty)
  }

  @Test("graphs of other numbers of items, and no neighbors, are refused")
  func refused() throws {
    let graphs = try LikenessReference.graphs()
    let other = try NearestNeighbors(metric: .euclidean).neighbors(
      of: RepresentationReference.normal(30, 3, seed: 1), neighborCount: 5)
    let error = #expect(throws: RepresentationAnalysisError.self) { try NeighborOverlap([graphs[0], other]) }
    #expect(error?.description.contains("30") == true)
    #expect(throws: RepresentationAnalysisError.self) { try NeighborOverlap(graphs, neighborCount: 0) }
  }
}
