import NumericKernels
import Testing

@Suite("Seeded randomness and parallel work")
struct RandomnessAndThreadsTests {
  @Test("a seed and stream repeat; another seed or stream differs")
  func repeatable() {
    func draw(_ seed: UInt64, _ stream: UInt64) -> [UInt64] {
      var generator = SeededGenerator(seed: seed, stream: stream)
      return (0..<8).map { _ in generator.next() }
    }
    #expect(draw(1, 2) == draw(1, 2))
    #expect(draw(1, 2) != draw(2, 1))
    #expect(draw(1, 2) != draw(1, 3))
    #expect(Set(draw(0, 0)).count == 8)
  }

  @Test("uniform and normal draws have the right moments")
  func moments() {
    var generator = SeededGenerator(seed: 7)
    let count = 100_000
    var uniform = 0.0
    var mean = 0.0
    var square = 0.0
    for _ in 0..<count {
      uniform += generator.nextUniform()
      let (a, b) = generator.nextGaussianPair()
      mean += a + b
      square += a * a + b * b
    }
    #expect(abs(uniform / Double(count) - 0.5) < 0.005)
    #expect(abs(mean / Double(2 * count)) < 0.01)
    #expect(abs(square / Double(2 * count) - 1) < 0.02)
  }

  @Test("the low bits of neighboring streams are not correlated")
  func streams() {
    var equal = 0
    for stream in 0..<10_000 {
      var a = SeededGenerator(seed: 3, stream: UInt64(stream))
      var b = SeededGenerator(seed: 3, stream: UInt64(stream + 1))
      if a.next() & 1 == b.next() & 1 { equal += 1 }
    }
    #expect((4_700...5_300).contains(equal))
  }

  @Test("every element is visited once, whatever the number of threads", arguments: [1, 2, 3, 7])
  func coverage(threadCount: Int) {
    let parallel = ParallelRows(threadCount: threadCount)
    for count in [0, 1, 99, 100, 101] {
      var visits = [Int](repeating: 0, count: count)
      visits.withUnsafeMutableBufferPointer { buffer in
        nonisolated(unsafe) let visits = buffer
        parallel.forEachChunk(of: count, chunkSize: 10) { chunk, range in
          for index in range { visits[index] += index / 10 == chunk ? 1 : 100 }
        }
      }
      #expect(visits.allSatisfy { $0 == 1 })
    }
  }

  @Test("a sum has the same bits for any number of threads")
  func sums() {
    let sums = [1, 2, 3, 7].map { threads in
      ParallelRows(threadCount: threads).sum(of: 10_000, chunkSize: 64) { range in
        range.reduce(0.0) { $0 + 1 / Double($1 + 1) }
      }
    }
    #expect(Set(sums.map(\.bitPattern)).count == 1)
    #expect(abs(sums[0] - 9.787606036044348) < 1e-9)
  }

  @Test("the first value that is not finite is found")
  func nonFinite() {
    var matrix = Matrix(rowCount: 3, columnCount: 4, repeating: 3e38)
    #expect(matrix.firstNonFinite == nil)
    matrix[2, 1] = -.infinity
    matrix[2, 3] = .nan
    #expect(matrix.firstNonFinite?.row == 2 && matrix.firstNonFinite?.column == 1)
  }

  @Test(
    "results come in order; of several errors the first in order is thrown, once all bodies have ended",
    arguments: [1, 2, 7])
  func results(threads: Int) throws {
    struct Failure: Error, Equatable { let index: Int }
    let parallel = ParallelRows(threadCount: threads)
    let nested = try parallel.results(of: 9) { index in try parallel.results(of: 3) { index * 3 + $0 } }
    #expect(nested == (0..<9).map { row in (0..<3).map { row * 3 + $0 } })
    #expect(try parallel.results(of: 0) { $0 }.isEmpty)
    let ended = LockedValue(0)
    #expect(throws: Failure(index: 2)) {
      try parallel.results(of: 8) { index in
        ended.update { $0 += 1 }
        guard index % 3 != 2 else { throw Failure(index: index) }
      }
    }
    #expect(ended.update { $0 } == 8)
  }
}
