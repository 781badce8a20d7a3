import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("Examples: arrays and neighbours")
struct ArraysExample {
  let fixtures = try? ExampleFixtures()

  @Test("np.load, np.save: a file is mapped, a matrix written and read again")
  func arrays() throws {
    let (url, folder) = (try #require(fixtures).url("activations.npy"), FileManager.default.temporaryDirectory)
    let copyURL = folder.appendingPathComponent("strata-example-\(UUID().uuidString).npy")
    defer { try? FileManager.default.removeItem(at: copyURL) }

    let file = try NPYFile(contentsOf: url)  // mapped, as with mmap_mode="r"
    let activations = try file.matrix()  // Float32, row-major
    let firstRows = try file.rows(0..<10)
    try NPYWriter.write(activations, to: copyURL)

    #expect(file.header.shape == [120, 12])
    #expect(firstRows.elements == Array(activations.elements.prefix(120)))
    #expect(try NPYFile(contentsOf: copyURL).matrix() == activations)
  }

  @Test("NearestNeighbors(n_neighbors=5, metric=\"cosine\").fit(x).kneighbors()")
  func neighbors() throws {
    let fixtures = try #require(fixtures)
    let activations = try fixtures.matrix("activations.npy")

    let search = NearestNeighbors(metric: .cosine)
    let graph = try search.neighbors(of: activations, neighborCount: 5)
    let nearest = graph.neighbors(of: 0)  // without the point itself

    #expect(nearest.map { Int($0) } == fixtures.expected.neighbors)
    for (found, expected) in zip(graph.distances, fixtures.expected.neighborDistances) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
    let plan = search.plan(rowCount: 120, columnCount: 12, neighborCount: 5)
    #expect(plan.method == .exact)
  }
}
