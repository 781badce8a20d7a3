import RepresentationAnalysis
import Testing

@Suite("McNemar's exact test")
struct McNemarTests {
  @Test("probabilities are those of scipy's exact binomial test, also of thousands of images")
  func reference() throws {
    for pair in try LikenessReference.read().mcnemar {
      let found = try McNemarTest(onlyFirst: pair.onlyFirst, onlySecond: pair.onlySecond).pValue
      #expect(abs(found / pair.p - 1) < 1e-9, "\(pair)")
      #expect(try McNemarTest(onlyFirst: pair.onlySecond, onlySecond: pair.onlyFirst).pValue == found)
    }
  }

  @Test("numbers below 0 are refused")
  func refused() {
    #expect(throws: RepresentationAnalysisError.self) { try McNemarTest(onlyFirst: -1, onlySecond: 2) }
    #expect(throws: RepresentationAnalysisError.self) { try McNemarTest(onlyFirst: 1, onlySecond: -2) }
  }
}
