import Foundation
import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Centered kernel alignment")
struct CenteredKernelAlignmentTests {
  @Test("two layers align as numpy says, each with itself fully, whatever the threads")
  func reference() throws {
    let layers = try RepresentationReference.layers.map { try RepresentationReference.matrix($0) }
    let found = try CenteredKernelAlignment(layers)
    let expected = try RepresentationReference.summary().cka
    #expect(abs(try #require(found[0, 1]) - expected) < 1e-5)
    #expect(found[0, 0] == 1 && found[1, 1] == 1 && found[0, 1] == found[1, 0])
    for threads in [1, 3] {
      #expect(try CenteredKernelAlignment(layers, parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("a rotation, a translation and a scale change nothing; unrelated layers align little")
  func invariance() throws {
    let data = RepresentationReference.normal(3000, 12, seed: 1)
    var turned = data
    for row in 0..<data.rowCount {
      for column in stride(from: 0, to: 12, by: 2) {
        let (x, y) = (data[row, column], data[row, column + 1])
        (turned[row, column], turned[row, column + 1]) = (300 * (0.6 * x - 0.8 * y) + 1000, 300 * (0.8 * x + 0.6 * y))
      }
    }
    let other = RepresentationReference.normal(3000, 12, seed: 2)
    let found = try CenteredKernelAlignment([data, turned, other])
    #expect(abs(try #require(found[0, 1]) - 1) < 1e-4)
    #expect(try #require(found[0, 2]) < 0.02)
  }

  @Test("layers wider than a tile and longer than a block are summed whole")
  func blocks() throws {
    let data = RepresentationReference.normal(2500, 250, seed: 3)
    let other = RepresentationReference.normal(2500, 200, seed: 4)
    var mixed = Matrix(rowCount: 2500, columnCount: 450)
    for row in 0..<2500 {
      for column in 0..<250 { mixed[row, column] = data[row, column] }
      for column in 0..<200 { mixed[row, 250 + column] = other[row, column] }
    }
    // ‖XᵀM‖² = ‖XᵀX‖² + ‖XᵀY‖², so the alignments of the parts give that with the whole.
    let parts = try CenteredKernelAlignment([data, other, mixed])
    let (a, b) = (try #require(parts[0, 2]), try #require(parts[1, 2]))
    let across = try #require(parts[0, 1])
    let ratio = Self.selfNorm(data) / Self.selfNorm(other)
    let whole = (ratio + 2 * across + 1 / ratio).squareRoot()
    #expect(abs(a - (ratio + across) / (whole * ratio.squareRoot())) < 1e-4)
    #expect(abs(b - (1 / ratio + across) / (whole / ratio.squareRoot())) < 1e-4)
  }

  @Test("fewer items than columns give the number of the definition, across the edges of tiles, whatever the threads")
  func wideLayers() throws {
    let first = RepresentationReference.normal(280, 600, seed: 5)
    let noise = RepresentationReference.normal(280, 900, seed: 6)
    var second = noise
    for row in 0..<280 { for column in 0..<900 { second[row, column] += first[row, column % 600] * 0.7 } }
    let layers = [first, second, RepresentationReference.normal(280, 400, seed: 7)]
    let found = try CenteredKernelAlignment(layers, parallel: .init(threadCount: 2))
    let grams = layers.map(Self.gram)
    for i in 0..<3 {
      for j in 0..<3 {
        let inner = { (a: Int, b: Int) in zip(grams[a], grams[b]).reduce(0) { $0 + $1.0 * $1.1 } }
        let expected = inner(i, j) / (inner(i, i) * inner(j, j)).squareRoot()
        #expect(abs(try #require(found[i, j]) - expected) < 1e-6)
      }
    }
    for threads in [1, 3, 7] {
      #expect(try CenteredKernelAlignment(layers, parallel: .init(threadCount: threads)) == found)
    }
  }

  /// XXᵀ of centered columns, directly.
  private static func gram(_ data: Matrix) -> [Double] {
    let (count, width) = (data.rowCount, data.columnCount)
    let means = (0..<width).map { column in
      (0..<count).reduce(0.0) { $0 + Double(data[$1, column]) } / Double(count)
    }
    let rows = (0..<count).map { row in (0..<width).map { Double(data[row, $0]) - means[$0] } }
    return rows.flatMap { first in
      rows.map { second in
        var sum = 0.0
        for column in 0..<width { sum += first[column] * second[column] }
        return sum
      }
    }
  }

  /// ‖XᵀX‖ of centered columns, directly.
  private static func selfNorm(_ data: Matrix) -> Double {
    let width = data.columnCount
    var mean = [Double](repeating: 0, count: width)
    for row in 0..<data.rowCount { for k in 0..<width { mean[k] += Double(data[row, k]) / Double(data.rowCount) } }
    var gram = [Double](repeating: 0, count: width * width)
    for row in 0..<data.rowCount {
      let line = (0..<width).map { Double(data.elements[row * width + $0]) - mean[$0] }
      for i in 0..<width { for j in 0..<width { gram[i * width + j] += line[i] * line[j] } }
    }
    return gram.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("a layer in which all items are equal has no alignment; other numbers of rows are refused")
  func degenerate() throws {
    let data = RepresentationReference.normal(50, 4, seed: 1)
    let found = try CenteredKernelAlignment([data, Matrix(rowCount: 50, columnCount: 3, repeating: 0.1)])
    #expect(found[0, 0] == 1 && found[0, 1] == nil && found[1, 0] == nil && found[1, 1] == nil)
    #expect(try CenteredKernelAlignment([]).values.isEmpty)
    let error = #expect(throws: RepresentationAnalysisError.self) {
      try CenteredKernelAlignment([data, RepresentationReference.normal(49, 4, seed: 1)])
    }
    #expect(error?.description.contains("49") == true)
  }
}
