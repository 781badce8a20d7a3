import NumericKernels
import RepresentationAnalysis
import Testing

@Suite("Procrustes agreement")
struct ProcrustesAgreementTests {
  @Test("two layers agree as scipy says, each with itself fully, whatever the threads")
  func reference() throws {
    let layers = try RepresentationReference.layers.map { try RepresentationReference.matrix($0) }
    let found = try ProcrustesAgreement(layers)
    let expected = try LikenessReference.read().procrustes
    #expect(abs((found[0, 1] ?? -1) - expected) < 1e-5)
    #expect(found[0, 0] == 1 && found[1, 1] == 1 && found[0, 1] == found[1, 0])
    #expect(found.keptVariance == [1, 1])
    for threads in [1, 3] {
      #expect(try ProcrustesAgreement(layers, parallel: .init(threadCount: threads)) == found)
    }
  }

  @Test("of wider layers the leading components take part, and how much they hold is told")
  func components() throws {
    let layers = try RepresentationReference.layers.map { try RepresentationReference.matrix($0) }
    let (found, expected) = (try ProcrustesAgreement(layers, componentCount: 16), try LikenessReference.read())
    #expect(abs((found[0, 1] ?? -1) - expected.procrustesOf16) < 1e-5)
    #expect(found[0, 0] == 1)
    for (kept, wanted) in zip(found.keptVariance, expected.kept) { #expect(abs(kept - wanted) < 1e-5) }
    #expect(expected.procrustesOf16 < expected.procrustes, "leaving directions out cannot add agreement")
  }

  @Test("what the components leave counts as it lies: a copy agrees fully, and no value exceeds the exact one")
  func remainders() throws {
    let data = RepresentationReference.normal(200, 40, seed: 5)
    var (near, turned) = (data, data)
    let noise = RepresentationReference.normal(200, 40, seed: 6)
    for row in 0..<200 {
      for column in 0..<40 {
        near[row, column] += 0.3 * noise[row, column]
        turned[row, column] = data[row, 39 - column]
      }
    }
    let layers = [data, data, near, turned, noise]
    let exact = try ProcrustesAgreement(layers)
    let bound = try ProcrustesAgreement(layers, componentCount: 10)
    #expect(abs((bound[0, 1] ?? -1) - 1) < 1e-5)
    #expect((bound[0, 2] ?? 0) > 0.8, "the columns of the two still belong together")
    #expect((bound[0, 3] ?? 1) < 0.8, "columns in another order are only found by turning")
    for (low, high) in zip(bound.values, exact.values) { #expect((low ?? 2) <= (high ?? 0) + 1e-5) }
  }

  @Test("a rotation, a translation and a scale change nothing; another layer agrees less")
  func invariance() throws {
    let data = RepresentationReference.normal(2000, 12, seed: 1)
    var turned = data
    for row in 0..<data.rowCount {
      for column in stride(from: 0, to: 12, by: 2) {
        let (x, y) = (data[row, column], data[row, column + 1])
        (turned[row, column], turned[row, column + 1]) = (300 * (0.6 * x - 0.8 * y) + 1000, 300 * (0.8 * x + 0.6 * y))
      }
    }
    let found = try ProcrustesAgreement([data, turned, RepresentationReference.normal(2000, 12, seed: 2)])
    #expect(abs((found[0, 1] ?? -1) - 1) < 1e-4)
    #expect((found[0, 2] ?? 1) < 0.1)
  }

  @Test("more columns than items lose nothing, as the items span no more components")
  func fewItems() throws {
    let data = RepresentationReference.normal(40, 300, seed: 3)
    var mirrored = data
    for row in 0..<40 { for column in 0..<300 { mirrored[row, column] = -data[row, 299 - column] } }
    let found = try ProcrustesAgreement([data, mirrored])
    #expect(found.keptVariance.min() ?? 0 > 0.9999)
    #expect(abs((found[0, 1] ?? -1) - 1) < 1e-4)
  }

  @Test("a layer in which all items are equal has no agreement; other numbers of rows and no components are refused")
  func degenerate() throws {
    let data = RepresentationReference.normal(50, 4, seed: 1)
    let found = try ProcrustesAgreement([data, Matrix(rowCount: 50, columnCount: 3, repeating: 0.1)])
    #expect(found[0, 0] == 1 && found[0, 1] == nil && found[1, 0] == nil && found[1, 1] == nil)
    #expect(found.keptVariance == [1, 0])
    #expect(try ProcrustesAgreement([]).values.isEmpty)
    let error = #expect(throws: RepresentationAnalysisError.self) {
      try ProcrustesAgreement([data, RepresentationReference.normal(49, 4, seed: 1)])
    }
    #expect(error?.description.contains("49") == true)
    #expect(throws: RepresentationAnalysisError.self) { try ProcrustesAgreement([data], componentCount: 0) }
  }

  @Test("progress goes up to 1, and what it throws ends the work")
  func progress() throws {
    let reached = LockedValue<[Double]>([])
    let layers = [1, 2, 3].map { RepresentationReference.normal(60, 5, seed: $0) }
    _ = try ProcrustesAgreement(layers) { share in reached.update { $0.append(share) } }
    let shares = reached.update { $0 }
    #expect(shares == shares.sorted() && shares.last == 1)
    #expect(throws: CancellationError.self) { try ProcrustesAgreement(layers) { _ in throw CancellationError() } }
  }
}
