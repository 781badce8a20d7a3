import ImageDatasets
import Testing

@Suite("Choosing a sample")
struct SampleSelectionTests {
  private let labels: [Int?] = (0..<1000).map { $0 < 700 ? 0 : $0 < 990 ? 1 : $0 < 995 ? 2 : nil }

  private func counts(_ indices: [Int]) -> [Int] {
    [0, 1, 2, nil].map { label in indices.count { labels[$0] == label } }
  }

  @Test("stratified takes equally many of each class, as far as there are enough")
  func stratified() {
    let chosen = SampleSelection(limit: 110, seed: 1).indices(labels: labels)
    #expect(counts(chosen) == [50, 50, 5, 5])
    #expect(chosen == chosen.sorted() && Set(chosen).count == 110)
    let uneven = SampleSelection(limit: 42, seed: 1).indices(labels: labels)
    #expect(counts(uneven) == [16, 16, 5, 5])
    #expect(SampleSelection(limit: 2, seed: 1).indices(labels: labels).count == 2)
    #expect(SampleSelection(limit: 0, seed: 1).indices(labels: labels).isEmpty)
    #expect(SampleSelection(limit: 5000).indices(labels: labels).count == 1000)
    #expect(SampleSelection().indices(labels: labels).count == 1000)
  }

  @Test("one seed gives one choice, another seed another; not the first ones")
  func seeds() {
    let one = SampleSelection(limit: 100, seed: 1).indices(labels: labels)
    #expect(one == SampleSelection(limit: 100, seed: 1).indices(labels: labels))
    #expect(one != SampleSelection(limit: 100, seed: 2).indices(labels: labels))
    #expect(one.prefix(45).last != 44)
    #expect(SampleSelection(strategy: .first, limit: 3).indices(labels: labels) == [0, 1, 2])
  }

  @Test("a smaller limit keeps a part of a larger one")
  func nested() {
    var larger = Set(SampleSelection(limit: 400, seed: 9).indices(labels: labels))
    for limit in stride(from: 399, through: 1, by: -1) {
      let smaller = Set(SampleSelection(limit: limit, seed: 9).indices(labels: labels))
      #expect(smaller.count == limit && smaller.isSubset(of: larger))
      larger = smaller
    }
  }

  @Test("the statement says how it was done")
  func statement() {
    let selection = SampleSelection(limit: 10, seed: 7)
    #expect(selection.statement(chosen: 10, of: 100, classCount: 4).contains("seed 7"))
    #expect(selection.statement(chosen: 100, of: 100, classCount: 4) == "All 100 images.")
  }
}
