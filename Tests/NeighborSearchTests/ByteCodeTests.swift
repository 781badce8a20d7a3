import NeighborSearch
import NumericKernels
import Testing

/// Coordinates rounded to bytes. Processors without AVX-512 VNNI search with products here as well.
@Suite("Neighbors by coordinates rounded to bytes")
struct ByteCodeTests {
  private func expectBruteForce(_ data: Matrix, rows: [Int], neighborCount: Int = 12) throws {
    let graph = try ExactSearch(keys: .codes).neighbors(of: data, neighborCount: neighborCount)
    for row in rows {
      let range = row * neighborCount..<(row + 1) * neighborCount
      #expect(
        BruteForce.firstMistake(
          graph.indices[range], graph.distances[range], row: row, of: data, in: data, excludingSelf: true,
          metric: .euclidean) == nil)
    }
  }

  @Test(
    "codes and products give the same bits", arguments: [50, 130], [DistanceMetric.euclidean, .cosine, .correlation])
  func sameAsProducts(columns: Int, metric: DistanceMetric) throws {
    for data in [BruteForce.cloud(4200, columns, seed: 4), BruteForce.clusters(4200, columns, seed: 4)] {
      let products = try ExactSearch(metric: metric, keys: .products).neighbors(of: data, neighborCount: 20)
      for threads in [1, 2, 3, 4, 7] {
        let codes = try ExactSearch(metric: metric, keys: .codes, parallel: .init(threadCount: threads))
          .neighbors(of: data, neighborCount: 20)
        #expect(codes == products)
      }
    }
  }

  @Test("lists of any length are shortened without losing a neighbor", arguments: [1, 15, 90, 301, 1100])
  func longLists(neighborCount: Int) throws {
    // Every fifth row lies on one of few places, so that many entries of a list are equally far.
    let columns = 48, cloud = BruteForce.cloud(4300, columns, seed: 31)
    let elements = (0..<4300 * columns).map { index -> Float in
      let row = index / columns
      return row % 5 == 0 ? cloud.elements[row % 7 * columns + index % columns] : cloud.elements[index]
    }
    let data = Matrix(rowCount: 4300, columnCount: columns, elements: elements)
    try expectBruteForce(data, rows: [0, 1, 5, 35, 2500, 4299], neighborCount: neighborCount)
    let products = try ExactSearch(keys: .products).neighbors(of: data, neighborCount: neighborCount)
    #expect(try ExactSearch(keys: .codes).neighbors(of: data, neighborCount: neighborCount) == products)
  }

  @Test("rows as close as rounding can tell apart keep their order", arguments: [50, 130])
  func finerThanBytes(columns: Int) throws {
    let cloud = BruteForce.cloud(5000, columns, seed: 13).elements
    let noise = BruteForce.random(5000, columns, seed: 14).elements
    let step = cloud.reduce(0) { max($0, abs($1)) } / 127
    let elements = cloud.indices.map { $0 / columns % 10 == 7 ? step * 0.4 * noise[$0] : cloud[$0] }
    let data = Matrix(rowCount: 5000, columnCount: columns, elements: elements)
    try expectBruteForce(data, rows: Array(stride(from: 7, to: 2000, by: 40)))
  }

  @Test("rows far outside the range of the sample find their neighbors, and are found")
  func farRows() throws {
    var data = BruteForce.cloud(9000, 40, seed: 12)
    for row in [1, 3, 5] {
      for column in 0..<40 { data[row, column] = data[row, column] * 0.01 + (column % 7 == 0 ? 900 : 40) }
    }
    try expectBruteForce(data, rows: [0, 1, 2, 3, 5, 4500, 8999])
  }
}
