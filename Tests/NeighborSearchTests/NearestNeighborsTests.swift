import NeighborSearch
import NumericKernels
import Testing

@Suite("The choice of a neighbor search")
struct NearestNeighborsTests {
  private func method(_ rows: Int, _ columns: Int, _ neighbors: Int) -> NeighborSearchMethod {
    NearestNeighbors().plan(rowCount: rows, columnCount: columns, neighborCount: neighbors).method
  }

  @Test("small sets are searched exactly, large ones approximately")
  func sizes() {
    #expect(method(0, 0, 15) == .exact)
    #expect(method(1, 1, 15) == .exact)
    #expect(method(70_000, 50, 15) == .exact)
    #expect(method(70_000, 50, 90) == .exact)
    #expect(method(70_000, 784, 15) == .exact)
    #expect(method(200_000, 128, 15) == .approximate)
    #expect(method(1_000_000, 32, 15) == .approximate)
    #expect(method(1_000_000, 32, 300) == .approximate)
  }

  @Test(
    "more rows never turn an approximate search into an exact one", arguments: [2, 50, 784, 4096], [1, 15, 90, 400])
  func monotone(columns: Int, neighbors: Int) {
    let methods = stride(from: 1000, through: 3_001_000, by: 50_000).map { method($0, columns, neighbors) }
    let change = methods.firstIndex(of: .approximate) ?? methods.count
    #expect(change > 0 && change < methods.count)
    #expect(methods[change...].allSatisfy { $0 == .approximate })
  }

  @Test("the reason names method, sizes and ratio")
  func reasons() {
    let automatic = NearestNeighbors().plan(rowCount: 1_234_567, columnCount: 1024, neighborCount: 15)
    #expect(automatic.reason.hasPrefix("approximate: 1,234,567 rows × 1,024 columns, 15 neighbors; "))
    #expect(automatic.reason.contains("times the work"))
    for method in [NeighborSearchMethod.exact, .approximate] {
      let forced = NearestNeighbors(method: method).plan(rowCount: 100, columnCount: 3, neighborCount: 5)
      #expect(forced.method == method)
      #expect(forced.reason == "\(method.rawValue): 100 rows × 3 columns, 5 neighbors; as requested")
    }
  }

  @Test("the graph is that of the planned search")
  func delegation() throws {
    let data = SyntheticPoints.gaussian(4000, 40)
    for metric in [DistanceMetric.euclidean, .cosine] {
      let exact = try ExactSearch(metric: metric).neighbors(of: data, neighborCount: 8)
      let descent = try NNDescent(metric: metric, seed: 4).neighbors(of: data, neighborCount: 8)
      // Noise in 40 dimensions: the approximate search misses some.
      #expect(exact != descent)
      func found(_ method: NeighborSearchMethod) throws -> NeighborGraph {
        try NearestNeighbors(method: method, metric: metric, seed: 4).neighbors(of: data, neighborCount: 8)
      }
      #expect(try found(.exact) == exact)
      #expect(try found(.automatic) == exact)
      #expect(try found(.approximate) == descent)
    }
  }

  @Test("errors and cancellation reach the caller", arguments: NeighborSearchMethod.allCases)
  func errors(method: NeighborSearchMethod) {
    let search = NearestNeighbors(method: method)
    #expect(throws: NeighborSearchError.self) {
      try search.neighbors(of: SyntheticPoints.gaussian(9, 2), neighborCount: 0)
    }
    #expect(throws: CancellationError.self) {
      try search.neighbors(of: SyntheticPoints.gaussian(900, 2), neighborCount: 3) { _ in throw CancellationError() }
    }
  }
}
