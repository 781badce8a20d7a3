import EmbeddingMethods
import Foundation
import NeighborSearch
import NumericKernels
import Testing

@Suite("t-SNE affinities")
struct TSNEAffinityTests {
  private let parallel = ParallelRows()

  @Test("conditional probabilities and bandwidths are scikit-learn's")
  func bandwidths() throws {
    let search = PerplexitySearch(try TSNEReference.smallGraph(), perplexity: 15, parallel: parallel)
    // Both searches stop at an entropy within 1e-5, which moves a probability by up to about 1e-4 of itself.
    let expected = try Reference.matrix("tsne-conditional").elements
    #expect(Reference.deviation(search.conditional, expected, relative: 3e-4) <= 1)
    let precisions = try Reference.summary().precisions
    for (found, expected) in zip(search.precisions, precisions) { #expect(abs(found / expected - 1) < 3e-4) }
    let digits = PerplexitySearch(try TSNEReference.digitGraph(), perplexity: 30, parallel: parallel).precisions
    let stored = try Reference.matrix("tsne-digits-precisions").elements
    #expect(digits.count == 1797)
    for (found, expected) in zip(digits, stored) { #expect(abs(found / Double(expected) - 1) < 3e-4) }
  }

  @Test("the entropy of each row is log(perplexity)", arguments: [2.0, 5, 15])
  func entropy(perplexity: Double) throws {
    let graph = try TSNEReference.smallGraph()
    let search = PerplexitySearch(graph, perplexity: perplexity, parallel: parallel)
    for row in 0..<graph.rowCount {
      let entropy = search.conditional[row * 45..<(row + 1) * 45].reduce(0.0) {
        $0 - ($1 > 0 ? Double($1) * log(Double($1)) : 0)
      }
      #expect(abs(entropy - log(perplexity)) < 2e-5)
    }
  }

  @Test("bandwidths follow the scale of the distances, from 1e-12 to 1e12", arguments: [1e-12, 1e-3, 1e12] as [Float])
  func scale(factor: Float) throws {
    let graph = try TSNEReference.smallGraph()
    let scaled = try NeighborGraph(
      rowCount: 150, neighborCount: 45, indices: graph.indices, distances: graph.distances.map { $0 * factor })
    let plain = PerplexitySearch(graph, perplexity: 15, parallel: parallel)
    let found = PerplexitySearch(scaled, perplexity: 15, parallel: parallel)
    #expect(Reference.deviation(found.conditional, plain.conditional, relative: 3e-4) <= 1)
    for (a, b) in zip(found.precisions, plain.precisions) {
      #expect(abs(a * Double(factor) * Double(factor) / b - 1) < 3e-4)
    }
  }

  @Test("equal distances share the probability, and so do duplicates")
  func ties() throws {
    var distances: [Float] = []
    for row in 0..<50 { distances += (0..<20).map { row < 25 ? 0 : row < 40 ? 3 : $0 < 12 ? 0 : 2 } }
    let indices = (0..<50).flatMap { row in (1...20).map { Int32((row + $0) % 50) } }
    let graph = try NeighborGraph.ascending(rowCount: 50, neighborCount: 20, indices: indices, distances: distances)
    let search = PerplexitySearch(graph, perplexity: 5, parallel: parallel)
    #expect(search.precisions.allSatisfy { $0.isFinite && $0 > 0 })
    for row in 0..<40 { #expect(search.conditional[row * 20..<(row + 1) * 20].allSatisfy { abs($0 - 0.05) < 1e-6 }) }
    for row in 40..<50 {
      // Twelve duplicates cannot be told apart, so the entropy stays above log 5.
      for k in 0..<20 { #expect(abs(search.conditional[row * 20 + k] - (k < 12 ? 1 / 12.0 : 0)) < 1e-5) }
    }
  }

  @Test("joint probabilities are openTSNE's, symmetric, and sum to 1")
  func joint() throws {
    let small = try dense(TSNEReference.smallAffinities(), rows: 150)
    let expected = try Reference.matrix("tsne-joint").elements
    #expect(Reference.deviation(small.elements, expected, absolute: 1e-7, relative: 1e-3) <= 1)
    for row in 0..<150 { for column in 0..<row { #expect(small[row, column] == small[column, row]) } }
    #expect(abs(small.elements.reduce(0.0) { $0 + Double($1) } - 1) < 1e-5)
    let digits = try Reference.matrix("tsne-digits-joint")
    let found = try dense(TSNEReference.digitAffinities(), rows: digits.rowCount)
    #expect(Reference.deviation(found.elements, digits.elements, absolute: 1e-9, relative: 1e-3) <= 1)
  }

  private func dense(_ matrix: CSRMatrix, rows: Int) -> Matrix {
    var result = Matrix(rowCount: rows, columnCount: matrix.columnCount)
    for row in 0..<rows {
      for edge in Int(matrix.offsets[row])..<Int(matrix.offsets[row + 1]) {
        result[row, Int(matrix.columns[edge])] = matrix.values[edge]
      }
    }
    return result
  }

  @Test("a symmetrized graph is what a dictionary of its edges gives, for any number of threads", arguments: [1, 3])
  func symmetrized(threadCount: Int) throws {
    // More rows than one band of the transposition, with very uneven numbers of incoming edges.
    let (count, width) = (9000, 4)
    var generator = SeededGenerator(seed: 8)
    var indices: [Int32] = []
    for row in 0..<count {
      var chosen: Set<Int32> = [Int32(row)]
      while chosen.count <= width {
        let target = Int32(generator.nextUniform() * generator.nextUniform() * Double(count))
        if chosen.insert(target).inserted { indices.append(target) }
      }
    }
    let graph = try NeighborGraph(
      rowCount: count, neighborCount: width, indices: indices,
      distances: (0..<count * width).map { Float($0 % width) })
    let weights = indices.indices.map { _ in Float(max(0, generator.nextUniform() - 0.1)) }
    var expected = [[Int32: Float]](repeating: [:], count: count)
    for (edge, target) in indices.enumerated() {
      let row = edge / width
      expected[row][target, default: 0] += weights[edge]
      expected[Int(target)][Int32(row), default: 0] += weights[edge]
    }
    let found = CSRMatrix(symmetrizing: graph, weights: weights, parallel: .init(threadCount: threadCount)) { $0 + $1 }
    for row in 0..<count {
      let range = Int(found.offsets[row])..<Int(found.offsets[row + 1])
      let wanted = expected[row].filter { $0.value > 0 }.sorted { $0.key < $1.key }
      #expect(Array(found.columns[range]) == wanted.map(\.key) && Array(found.values[range]) == wanted.map(\.value))
    }
  }
}

extension NeighborGraph {
  /// Sorts the neighbors of each row by (distance, index), as a search would.
  fileprivate static func ascending(
    rowCount: Int, neighborCount: Int, indices: [Int32], distances: [Float]
  ) throws -> NeighborGraph {
    var sorted: [(Float, Int32)] = []
    for row in 0..<rowCount {
      let range = row * neighborCount..<(row + 1) * neighborCount
      sorted += zip(distances[range], indices[range]).sorted { $0 < $1 }
    }
    return try NeighborGraph(
      rowCount: rowCount, neighborCount: neighborCount, indices: sorted.map(\.1), distances: sorted.map(\.0))
  }
}
