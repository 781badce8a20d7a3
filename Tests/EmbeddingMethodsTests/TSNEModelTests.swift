import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

/// Fixtures by Tools/reference/tsne_placing_fixtures.py; tsne-placing.json names tools and versions.
@Suite("New points in a t-SNE map")
struct TSNEModelTests {
  private func rows(_ matrix: Matrix, _ kept: (Int) -> Bool) -> Matrix {
    let rows = (0..<matrix.rowCount).filter(kept)
    return Matrix(
      rowCount: rows.count, columnCount: matrix.columnCount,
      elements: rows.flatMap { row in (0..<matrix.columnCount).map { matrix[row, $0] } })
  }

  private func digits(_ change: (inout TSNEOptions) -> Void = { _ in }) throws -> (model: TSNEModel, held: Matrix) {
    let data = try Reference.matrix("tsne-digits-data")
    let map = try Reference.matrix("tsne-digits-positions")
    var options = TSNEOptions()
    change(&options)
    let model = try TSNEModel(
      data: rows(data) { $0 % 6 != 0 }, embedding: rows(map) { $0 % 6 != 0 }, options: options)
    return (model, rows(data) { $0 % 6 == 0 })
  }

  private func distances(_ first: Matrix, _ second: Matrix) -> [Float] {
    (0..<first.rowCount).map { row in
      (0..<first.columnCount).reduce(Float(0)) { sum, column in
        let difference = first[row, column] - second[row, column]
        return sum + difference * difference
      }.squareRoot()
    }
  }

  @Test("held-out digits start, move and end where openTSNE places them", arguments: [("start", 0), ("early", 10)])
  func steps(name: String, iterations: Int) throws {
    let (model, held) = try digits()
    var placing = TSNEPlacingOptions()
    placing.iterationCount = iterations
    let placed = try model.transform(held, placing: placing)
    let apart = distances(placed, try Reference.matrix("tsne-placing-\(name)")).sorted()
    // Equal distances in these data of whole numbers may choose another last neighbor.
    #expect(apart[apart.count * 95 / 100] < 1e-2)
    #expect(apart[apart.count / 2] < 1e-3)
  }

  @Test("held-out digits end near where openTSNE places them, and find their class as often")
  func ends() throws {
    struct Fixture: Decodable { let accuracy: Double }
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Reference.url("tsne-placing.json")))
    let labels = try Reference.integers("tsne-digits-labels")
    let mapLabels = labels.indices.filter { $0 % 6 != 0 }.map { labels[$0] }
    let newLabels = labels.indices.filter { $0 % 6 == 0 }.map { labels[$0] }
    for repulsion in [RepulsionMethod.exact, .barnesHut] {
      let (model, held) = try digits { $0.repulsion = repulsion }
      let placed = try model.transform(held)
      let apart = distances(placed, try Reference.matrix("tsne-placing-end"))
      #expect(apart.reduce(0, +) / Float(apart.count) < 0.5)
      #expect(apart.sorted()[apart.count / 2] < 0.05)
      let near = try ExactSearch().neighbors(of: placed, in: model.embedding, neighborCount: 15)
      let right = newLabels.indices.filter { row in
        let votes = near.neighbors(of: row).reduce(into: [Int](repeating: 0, count: 10)) {
          $0[Int(mapLabels[Int($1)])] += 1
        }
        return votes[Int(newLabels[row])] == votes.max()
      }
      #expect(Double(right.count) / Double(newLabels.count) >= fixture.accuracy - 0.01)
    }
  }

  @Test("embedded rows, placed again, land near where they are")
  func again() throws {
    let (model, _) = try digits()
    let placed = try model.transform(model.data)
    let own = distances(placed, model.embedding).sorted()
    #expect(own[own.count / 2] < 1.5)
    #expect(own[own.count * 95 / 100] < 5)
    // A negative control: other rows are not near.
    let shifted = rows(placed) { $0 > 0 }
    let others = distances(shifted, rows(model.embedding) { $0 < placed.rowCount - 1 }).sorted()
    #expect(others[others.count / 2] > 10)
  }

  @Test(
    "a row's place depends on no other row and not on the number of threads, and the map stays",
    arguments: [RepulsionMethod.exact, .barnesHut], [2, 3])
  func independence(method: RepulsionMethod, dimensions: Int) throws {
    var options = TSNEOptions()
    options.repulsion = method
    options.dimensions = dimensions
    options.earlyIterationCount = 30
    options.iterationCount = 30
    let data = Samples.clustered(400, 8, clusters: 5, separation: 3, seed: 5)
    let new = Samples.clustered(75, 8, clusters: 5, separation: 3, seed: 6)
    let model = try TSNE(options: options).fit(data)
    let map = model.embedding
    let results = try [1, 2, 3, 4, 7].map {
      try TSNEModel(data: data, embedding: map, options: options, parallel: .init(threadCount: $0)).transform(new)
    }
    for result in results { #expect(result == results[0] && result.firstNonFinite == nil) }
    for row in [0, 17, 74] {
      let alone = try model.transform(rows(new) { $0 == row })
      #expect((0..<dimensions).allSatisfy { alone[0, $0] == results[0][row, $0] })
    }
    #expect(model.embedding == map)
    #expect(results[0].columnCount == dimensions)
  }

  @Test("placing follows the data's metric", arguments: DistanceMetric.allCases)
  func metrics(metric: DistanceMetric) throws {
    var options = TSNEOptions()
    options.metric = metric
    let data = Samples.clustered(150, 6, clusters: 4, separation: 4, seed: 8)
    let model = try TSNEModel(data: data, embedding: Samples.normal(150, 2, seed: 9), options: options)
    var placing = TSNEPlacingOptions()
    placing.perplexity = 1
    placing.iterationCount = 0
    let new = Samples.clustered(20, 6, clusters: 4, separation: 4, seed: 10)
    let near = try ExactSearch(metric: metric).neighbors(of: new, in: data, neighborCount: 3)
    let placed = try model.transform(new, placing: placing)
    for row in 0..<20 {
      for column in 0..<2 {
        #expect(placed[row, column] == near.neighbors(of: row).map { model.embedding[Int($0), column] }.sorted()[1])
      }
    }
  }

  @Test("few rows, duplicates, zeros and far outliers have finite places, duplicates the same")
  func degenerate() throws {
    for count in [1, 2, 3, 20] {
      let model = try TSNE().fit(Samples.normal(count, 4, seed: 2))
      #expect(try model.transform(Samples.normal(5, 4, seed: 3)).firstNonFinite == nil)
      #expect(try model.transform(Matrix(rowCount: 0, columnCount: 4)).rowCount == 0)
    }
    let same = Matrix(rowCount: 1000, columnCount: 3, repeating: 1)
    #expect(try TSNE().fit(same).transform(same).firstNonFinite == nil)
    let (model, held) = try digits()
    var odd = Matrix(rowCount: 5, columnCount: held.columnCount)
    for column in 0..<held.columnCount {
      (odd[1, column], odd[2, column]) = (1e15, -1e6)
      (odd[3, column], odd[4, column]) = (held[0, column], held[0, column])
    }
    let placed = try model.transform(odd)
    #expect(placed.firstNonFinite == nil)
    // Outliers stay within reach of the map, which is about 130 wide.
    #expect(placed.elements.allSatisfy { abs($0) < 150 })
    #expect(placed[3, 0] == placed[4, 0] && placed[3, 1] == placed[4, 1])
  }

  @Test("wrong shapes, values that are not finite and options out of range are named")
  func badInput() throws {
    let data = Samples.normal(30, 4, seed: 2)
    let model = try TSNE().fit(data)
    var broken = Samples.normal(5, 4, seed: 3)
    broken[4, 1] = .nan
    let error = #expect(throws: EmbeddingMethodsError.self) { try model.transform(broken) }
    #expect(error?.description.contains("Row 4, column 1") == true)
    #expect(throws: EmbeddingMethodsError.self) { try model.transform(Samples.normal(5, 3, seed: 3)) }
    let empty = try TSNE().fit(Matrix(rowCount: 0, columnCount: 4))
    #expect(throws: EmbeddingMethodsError.self) { try empty.transform(data) }
    #expect(throws: EmbeddingMethodsError.self) {
      try TSNEModel(data: data, embedding: Samples.normal(29, 2, seed: 1), options: .init())
    }
    #expect(throws: EmbeddingMethodsError.self) {
      try TSNEModel(data: data, embedding: Samples.normal(30, 3, seed: 1), options: .init())
    }
    let changes: [(inout TSNEPlacingOptions) -> Void] = [
      { $0.perplexity = 0.5 }, { $0.perplexity = .infinity }, { $0.exaggeration = .nan }, { $0.iterationCount = -1 },
      { $0.learningRate = 0 }, { $0.momentum = 1 }, { $0.longestGradient = 0 },
    ]
    for change in changes {
      var placing = TSNEPlacingOptions()
      change(&placing)
      let error = #expect(throws: EmbeddingMethodsError.self) { try model.transform(data, placing: placing) }
      #expect(error?.kind == .badOption)
    }
    #expect(throws: CancellationError.self) {
      try model.transform(data) { if $0 > 0.3 { throw CancellationError() } }
    }
  }
}
