import EmbeddingMethods
import NeighborSearch
import NumericKernels
import Testing

@Suite("Evolution: measures")
struct EvolutionMeasureTests {
  @Test("movement is the mean displacement over the radius, whatever the unit and place of both maps")
  func movement() throws {
    // Two points at a distance of 1 from their center; one of them moves by 2 along the other axis.
    let first = Matrix(rowCount: 2, columnCount: 2, elements: [-1, 0, 1, 0])
    let second = Matrix(rowCount: 2, columnCount: 2, elements: [-1, 0, 1, 2])
    let found = try FrameMovement(from: first, to: second)
    #expect(found.perPoint == [0, 2])
    // Radii 1 and √2.
    #expect(abs(found.mean - 1 / 1.5.squareRoot()) < 1e-12)
    let (large, moved) = (first.elements.map { $0 * 8 + 3 }, second.elements.map { $0 * 8 + 3 })
    let scaled = try FrameMovement(
      from: Matrix(rowCount: 2, columnCount: 2, elements: large),
      to: Matrix(rowCount: 2, columnCount: 2, elements: moved))
    #expect(abs(scaled.mean - found.mean) < 1e-12)
    #expect(try FrameMovement(from: first, to: first).mean == 0)
    let point = Matrix(rowCount: 3, columnCount: 2, repeating: 4)
    #expect(try FrameMovement(from: point, to: point).mean == 0)
    #expect(
      try FrameMovement(from: Matrix(rowCount: 0, columnCount: 2), to: Matrix(rowCount: 0, columnCount: 2)).mean == 0)
    #expect(throws: EmbeddingMethodsError.self) { try FrameMovement(from: first, to: point) }
    var broken = first
    broken[0, 0] = .nan
    #expect(throws: EmbeddingMethodsError.self) { try FrameMovement(from: first, to: broken) }
  }

  private func graph(_ rows: [[Int32]]) throws -> NeighborGraph {
    try NeighborGraph(
      rowCount: rows.count, neighborCount: rows[0].count, indices: rows.flatMap(\.self),
      distances: rows.flatMap { $0.indices.map { Float($0) } })
  }

  @Test("stability is the share of neighbors that are kept, in any order")
  func stability() throws {
    let first = try graph([[1, 2], [0, 2], [3, 0], [2, 1]])
    let second = try graph([[2, 1], [0, 3], [1, 0], [0, 1]])
    let found = try NeighborhoodStability(from: first, to: second, neighborCount: 15)
    #expect(found.perPoint == [1, 0.5, 0.5, 0.5] && found.neighborCount == 2)
    #expect(found.overall == 0.625)
    #expect(try NeighborhoodStability(from: first, to: second, neighborCount: 1).perPoint == [0, 1, 0, 0])
    #expect(throws: EmbeddingMethodsError.self) {
      try NeighborhoodStability(from: first, to: second, neighborCount: 0)
    }
    #expect(throws: EmbeddingMethodsError.self) {
      try NeighborhoodStability(from: first, to: try graph([[1], [0]]))
    }
  }

  @Test("the majority is more than half of the neighbors, those without a label counted")
  func majority() throws {
    let near = try graph([[1, 2, 3], [0, 2, 3], [0, 1, 4], [0, 1, 2], [1, 2, 3]])
    let found = try NeighborMajority(near, labels: [0, 1, 1, 2, nil], rows: [0, 2, 4, 3])
    #expect(found.labels == [1, nil, 1, 1] && found.neighborCount == 3)
    #expect(try NeighborMajority(near, labels: [0, 1, 1, 2, nil], rows: [0, 1], neighborCount: 1).labels == [1, 0])
    #expect(throws: EmbeddingMethodsError.self) { try NeighborMajority(near, labels: [0], rows: [0]) }
    #expect(throws: EmbeddingMethodsError.self) {
      try NeighborMajority(near, labels: [0, 1, 1, 2, nil], rows: [5])
    }
  }

  private func strays(_ ways: [[Int?]], labels: [Int?]) throws -> [StrayTrail] {
    let majorities = (0..<ways[0].count).map { frame in ways.map { $0[frame] } }
    return try StrayTrail.all(majorities: majorities, labels: labels)
  }

  @Test("a trail strays with three frames in a row at one other class, two in sequences of fewer than five")
  func runs() throws {
    let found = try strays(
      [
        [1, 1, 0, 1, 1, 0],  // never three in a row
        [1, 1, 1, 0, 2, 2],  // early
        [0, 2, 2, 2, 2, 0],  // the longest
        [0, 0, 0, 3, 3, 3],  // late
        [3, 2, 1, 3, 2, 1],  // ever another class
        [1, 1, 1, nil, 1, 1],  // interrupted by none
        [1, 1, 1, 1, 1, 1],  // without a label
        [0, 0, 0, 0, 0, 0],  // at home
      ], labels: [0, 0, 0, 0, 0, 0, nil, 0])
    #expect(found.map(\.row) == [2, 3, 1, 5])
    #expect(found.map(\.via) == [2, 3, 1, 1])
    #expect(found.map(\.frames) == [1...4, 3...5, 0...2, 0...2])
    #expect(StrayTrail.requiredRun(frameCount: 4) == 2 && StrayTrail.requiredRun(frameCount: 5) == 3)
    let short = try strays([[1, 1, 0, 0], [1, 0, 1, 0], [2, 2, 1, 1]], labels: [0, 0, 0])
    #expect(short.map(\.row) == [2, 0] && short.map(\.via) == [1, 1] && short.map(\.frames) == [2...3, 0...1])
    #expect(throws: EmbeddingMethodsError.self) { try StrayTrail.all(majorities: [[1, 2]], labels: [0]) }
  }

  @Test("runs are those of a search through all of them")
  func bruteForce() throws {
    var generator = SeededGenerator(seed: 8)
    let (items, frames) = (200, 9)
    let labels = (0..<items).map { $0 % 3 }
    let ways = (0..<items).map { _ in (0..<frames).map { _ in [0, 1, 2, nil][Int(generator.next() % 4)] } }
    let found = try strays(ways, labels: labels)
    var expected: [Int: Int] = [:]
    for item in 0..<items {
      for start in 0..<frames {
        for end in start..<frames {
          guard let via = ways[item][start], via != labels[item], ways[item][start...end].allSatisfy({ $0 == via })
          else { continue }
          if end - start >= 2 { expected[item] = max(expected[item] ?? 0, end - start + 1) }
        }
      }
    }
    #expect(expected.count > 10)
    #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.row, $0.frames.count) }) == expected)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.frames.count >= $1.frames.count })
    #expect(found.allSatisfy { stray in stray.frames.allSatisfy { ways[stray.row][$0] == stray.via } })
  }
}
