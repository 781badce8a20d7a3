import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

/// Against scipy, by Tools/reference/procrustes_fixtures.py.
@Suite("Alignment with options")
struct AlignmentReferenceTests {
  private struct Fixture: Decodable {
    let moved, reference: [Float]
    let disparity, scale, plainSum, rotationOnlySum: Double
    let orthogonal, fittedResiduals, plain, rotationOnly: [Double]

    static func load() throws -> Fixture {
      try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: Reference.url("procrustes.json")))
    }
    var pair: (Matrix, Matrix) {
      (
        Matrix(rowCount: 12, columnCount: 3, elements: moved),
        Matrix(rowCount: 12, columnCount: 3, elements: reference)
      )
    }
  }

  private func differs(_ first: [Double], _ second: [Double]) -> Double {
    first.count == second.count ? zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
  }

  @Test("fitted scale, rotation, disparity and residuals are scipy's")
  func fitted() throws {
    let fixture = try Fixture.load()
    let (moved, reference) = fixture.pair
    let fit = try OrthogonalProcrustes(aligning: moved, to: reference, options: .init(scaling: .fitted))
    #expect(abs(fit.disparity - fixture.disparity) < 1e-12)
    #expect(differs(fit.rotation, fixture.orthogonal) < 1e-12)
    #expect(abs(fit.scale - fixture.scale) < 1e-12 && fit.appliedScale == fit.scale && fit.residualUnit == 1)
    #expect(differs(fit.residuals.map(Double.init), fixture.fittedResiduals) < 1e-6)
    let sum = fixture.fittedResiduals.reduce(0) { $0 + $1 * $1 }
    #expect(abs(fit.residualSumOfSquares - sum) < 1e-10)
    #expect(abs(fit.residualRootMeanSquare - (sum / 12).squareRoot()) < 1e-10)
    #expect(fit.reference == reference)
    #expect(Reference.deviation(try fit.transform(moved).elements, fit.aligned.elements, absolute: 1e-5) <= 1)
  }

  @Test("without translation and scale, rotation and sum of squares are scipy's")
  func plain() throws {
    let fixture = try Fixture.load()
    let (moved, reference) = fixture.pair
    let fit = try OrthogonalProcrustes(
      aligning: moved, to: reference, options: .init(translates: false, scaling: .none))
    #expect(differs(fit.rotation, fixture.plain) < 1e-12)
    #expect(abs(fit.residualSumOfSquares / fixture.plainSum - 1) < 1e-12)
    #expect(fit.translation == [0, 0, 0] && fit.appliedScale == 1)
  }

  @Test("a rotation alone is scipy's best rotation, of determinant 1, and fits a mirror image worse")
  func rotationOnly() throws {
    let fixture = try Fixture.load()
    let (moved, reference) = fixture.pair
    let fit = try OrthogonalProcrustes(
      aligning: moved, to: reference, options: .init(allowsReflection: false, scaling: .none))
    #expect(differs(fit.rotation, fixture.rotationOnly) < 1e-9)
    #expect(abs(fit.residualSumOfSquares / fixture.rotationOnlySum - 1) < 1e-9)
    let free = try OrthogonalProcrustes(aligning: moved, to: reference, options: .init(scaling: .none))
    func determinant(_ r: [Double]) -> Double {
      r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6])
    }
    #expect(abs(determinant(fit.rotation) - 1) < 1e-12 && abs(determinant(free.rotation) + 1) < 1e-12)
    #expect(free.residualSumOfSquares < fit.residualSumOfSquares && fit.disparity > free.disparity)
  }

  @Test("residuals in units of the data agree with the map s·x·R + t", arguments: ProcrustesOptions.Scaling.allCases)
  func units(scaling: ProcrustesOptions.Scaling) throws {
    let (moved, reference) = try Fixture.load().pair
    let fit = try OrthogonalProcrustes(aligning: moved, to: reference, options: .init(scaling: scaling))
    let mapped = try fit.transform(moved)
    var sum = 0.0
    for row in 0..<12 {
      let squares = (0..<3).reduce(0.0) { $0 + pow(Double(mapped[row, $1]) - Double(reference[row, $1]), 2) }
      #expect(abs(squares.squareRoot() - Double(fit.residuals[row]) * fit.residualUnit) < 1e-5)
      sum += squares
    }
    #expect(abs(sum - fit.residualSumOfSquares) < 1e-4 * sum)
  }

  @Test("the bits do not depend on the number of threads")
  func threads() throws {
    let (first, second) = (Samples.normal(9000, 4, seed: 1), Samples.normal(9000, 4, seed: 2))
    let fits = try [1, 2, 3, 4, 7].map {
      try OrthogonalProcrustes(aligning: first, to: second, parallel: .init(threadCount: $0))
    }
    #expect(fits.allSatisfy { $0 == fits[0] })
  }

  @Test(
    "one point, equal points and fewer points than dimensions fit without NaN",
    arguments: ProcrustesOptions.Scaling.allCases)
  func degenerate(scaling: ProcrustesOptions.Scaling) throws {
    for allowsReflection in [true, false] {
      let options = ProcrustesOptions(allowsReflection: allowsReflection, scaling: scaling)
      let equal = Matrix(rowCount: 20, columnCount: 3, repeating: 0.1)
      let cases = [
        (Samples.normal(1, 3, seed: 1), Samples.normal(1, 3, seed: 2)), (equal, Samples.normal(20, 3, seed: 3)),
        (Samples.normal(20, 3, seed: 3), equal), (Samples.normal(3, 8, seed: 4), Samples.normal(3, 8, seed: 5)),
        (Samples.normal(20, 2, seed: 6), Samples.normal(20, 5, seed: 7)),
      ]
      for (first, second) in cases {
        let fit = try OrthogonalProcrustes(aligning: first, to: second, options: options)
        #expect(fit.aligned.firstNonFinite == nil && fit.rotation.allSatisfy { $0.isFinite })
        #expect(fit.translation.allSatisfy { $0.isFinite } && fit.appliedScale.isFinite && fit.scale >= 0)
        #expect((0...1).contains(fit.disparity) && fit.residualSumOfSquares.isFinite)
      }
      let one = try OrthogonalProcrustes(aligning: cases[0].0, to: cases[0].1, options: options)
      #expect(one.residualSumOfSquares < 1e-12)
      #expect(Reference.deviation(try one.transform(cases[0].0).elements, cases[0].1.elements) <= 1)
    }
    let fit = try OrthogonalProcrustes(aligning: Samples.normal(5, 2, seed: 1), to: Samples.normal(5, 2, seed: 2))
    #expect(throws: EmbeddingMethodsError.self) { try fit.transform(Samples.normal(5, 3, seed: 2)) }
  }
}
