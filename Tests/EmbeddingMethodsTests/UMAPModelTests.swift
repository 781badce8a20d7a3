import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("New points in a UMAP embedding")
struct UMAPModelTests {
  private func rows(_ matrix: Matrix, _ kept: (Int) -> Bool) -> Matrix {
    let rows = (0..<matrix.rowCount).filter(kept)
    return Matrix(
      rowCount: rows.count, columnCount: matrix.columnCount,
      elements: rows.flatMap { row in (0..<matrix.columnCount).map { matrix[row, $0] } })
  }

  @Test("scales, memberships and starts of new points are umap-learn's")
  func stages() throws {
    let data = try Reference.matrix("data")
    let (train, new) = (rows(data) { $0 % 5 != 0 }, rows(data) { $0 % 5 == 0 })
    let neighbors = try ExactSearch().neighbors(of: new, in: train, neighborCount: 15)
    let scales = SmoothNeighborDistances(newPoints: neighbors.distances, width: 15, parallel: .init())
    let expected = try Reference.matrix("umap-new-scales").elements
    #expect(Reference.deviation(scales.rho, Array(expected[..<30])) <= 1)
    #expect(Reference.deviation(scales.sigma, Array(expected[30...])) <= 1)
    let memberships = FuzzySimplicialSet.memberships(neighbors.distances, width: 15, scales)
    #expect(
      Reference.deviation(memberships, try Reference.matrix("umap-new-memberships").elements, absolute: 2e-5) <= 1)
    let positions = rows(try Reference.matrix("positions")) { $0 % 5 != 0 }
    let model = try UMAPModel(data: train, embedding: positions, options: .init())
    let start = model.start(
      CSRMatrix(
        rowCount: 30, columnCount: 120, offsets: (0...30).map { Int64($0 * 15) }, columns: neighbors.indices,
        values: memberships))
    #expect(
      Reference.deviation(start.elements, try Reference.matrix("umap-new-start").elements, absolute: 2e-5) <= 1)
  }

  @Test("held-out points find their class as often as umap-learn's", arguments: [2, 15])
  func heldOut(dimensions: Int) throws {
    struct Fixture: Decodable {
      let accuracy: [Double]
      private enum CodingKeys: String, CodingKey { case accuracy = "held-out-accuracy" }
    }
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Reference.url("umap.json")))
    let data = try Reference.matrix("data")
    let labels = try Reference.integers("labels")
    let trainLabels = labels.indices.filter { $0 % 5 != 0 }.map { labels[$0] }
    let newLabels = labels.indices.filter { $0 % 5 == 0 }.map { labels[$0] }
    var options = UMAPOptions()
    options.dimensions = dimensions
    let model = try UMAP(options: options).fit(rows(data) { $0 % 5 != 0 })
    let placed = try model.transform(rows(data) { $0 % 5 == 0 })
    let near = try ExactSearch().neighbors(of: placed, in: model.embedding, neighborCount: 15)
    let right = (0..<30).count { row in
      let votes = (0..<15).reduce(into: [Int](repeating: 0, count: 5)) {
        $0[Int(trainLabels[Int(near.indices[row * 15 + $1])])] += 1
      }
      return votes[Int(newLabels[row])] == votes.max()
    }
    #expect(Double(right) / 30 >= (fixture.accuracy.min() ?? 1) - 0.05)
  }

  @Test("embedded rows, placed again, land near where they are")
  func again() throws {
    let data = Samples.clustered(600, 8, clusters: 5, separation: 3, seed: 5)
    let model = try UMAP().fit(data)
    let placed = try model.transform(data)
    func distances(_ shift: Int) -> [Float] {
      (0..<600).map { row in
        let other = (row + shift) % 600
        return hypot(
          placed[row, 0] - model.embedding[other, 0], placed[row, 1] - model.embedding[other, 1])
      }.sorted()
    }
    #expect(distances(0)[300] < 0.5)
    #expect(distances(0)[594] < 3)
    // A negative control: other rows are not near.
    #expect(distances(1)[300] > 3)
  }

  @Test("the bits do not depend on the number of threads, and metrics are respected")
  func threads() throws {
    for metric in DistanceMetric.allCases {
      var options = UMAPOptions()
      options.metric = metric
      options.epochCount = 60
      let data = Samples.clustered(300, 8, clusters: 5, separation: 3, seed: 5)
      let model = try UMAP(options: options).fit(rows(data) { $0 < 200 })
      let new = rows(data) { $0 >= 200 }
      let results = try [1, 2, 3, 4, 7].map {
        try UMAPModel(
          data: model.data, embedding: model.embedding, options: options, parallel: .init(threadCount: $0)
        ).transform(new)
      }
      for result in results { #expect(result == results[0] && result.firstNonFinite == nil) }
    }
  }

  @Test("the metric decides between which embedded rows a new row starts", arguments: DistanceMetric.allCases)
  func metrics(metric: DistanceMetric) throws {
    let data = Samples.clustered(120, 6, clusters: 4, separation: 4, seed: 8)
    var options = UMAPOptions()
    options.metric = metric
    options.neighborCount = 2
    options.epochCount = 0
    let model = try UMAPModel(data: data, embedding: Samples.normal(120, 2, seed: 9), options: options)
    let new = Samples.clustered(30, 6, clusters: 4, separation: 4, seed: 10)
    let placed = try model.transform(new)
    for row in 0..<30 {
      let distances = (0..<120).map { Self.distance(new, row, data, $0, metric) }
      let near = distances.indices.sorted { distances[$0] < distances[$1] }
      let (first, second) = (near[0], near[1])
      let along = (0..<2).map { model.embedding[second, $0] - model.embedding[first, $0] }
      let moved = (0..<2).map { placed[row, $0] - model.embedding[first, $0] }
      let share = (along[0] * moved[0] + along[1] * moved[1]) / (along[0] * along[0] + along[1] * along[1])
      #expect((-1e-3...0.501).contains(share))
      #expect((0..<2).allSatisfy { abs(moved[$0] - share * along[$0]) < 1e-4 })
    }
  }

  private static func distance(_ a: Matrix, _ i: Int, _ b: Matrix, _ j: Int, _ metric: DistanceMetric) -> Double {
    var (x, y) = (
      (0..<a.columnCount).map { Double(a[i, $0]) }, (0..<b.columnCount).map { Double(b[j, $0]) }
    )
    let differences = zip(x, y).map { abs($0 - $1) }
    switch metric {
    case .euclidean: return differences.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .manhattan: return differences.reduce(0, +)
    case .chebyshev: return differences.max() ?? 0
    case .minkowski(let exponent): return differences.reduce(0) { $0 + pow($1, exponent) }
    case .cosine, .correlation:
      if metric == .correlation {
        let (meanX, meanY) = (x.reduce(0, +) / Double(x.count), y.reduce(0, +) / Double(y.count))
        (x, y) = (x.map { $0 - meanX }, y.map { $0 - meanY })
      }
      let product = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
      let sizes = x.reduce(0) { $0 + $1 * $1 } * y.reduce(0) { $0 + $1 * $1 }
      return 1 - product / sizes.squareRoot()
    }
  }

  @Test("few rows, duplicates and wrong shapes have answers")
  func degenerate() throws {
    for count in [1, 2, 3, 20] {
      let model = try UMAP().fit(Samples.normal(count, 4, seed: 2))
      #expect(try model.transform(Samples.normal(5, 4, seed: 3)).firstNonFinite == nil)
      #expect(try model.transform(Matrix(rowCount: 0, columnCount: 4)).rowCount == 0)
      #expect(throws: EmbeddingMethodsError.self) { try model.transform(Samples.normal(5, 3, seed: 3)) }
    }
    let same = Matrix(rowCount: 1000, columnCount: 3, repeating: 1)
    #expect(try UMAP().fit(same).transform(same).firstNonFinite == nil)
    var broken = Samples.normal(5, 3, seed: 3)
    broken[4, 1] = .infinity
    let error = #expect(throws: EmbeddingMethodsError.self) { try UMAP().fit(same).transform(broken) }
    #expect(error?.description.contains("Row 4, column 1") == true)
    let empty = try UMAP().fit(Matrix(rowCount: 0, columnCount: 3))
    #expect(throws: EmbeddingMethodsError.self) { try empty.transform(same) }
    #expect(throws: CancellationError.self) {
      try UMAP().fit(Samples.normal(30, 4, seed: 2)).transform(Samples.normal(30, 4, seed: 2)) {
        if $0 > 0.6 { throw CancellationError() }
      }
    }
  }
}
