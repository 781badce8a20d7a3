import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("Generalized alignment")
struct AlignmentGeneralizedTests {
  private func turned(_ matrix: Matrix, angle: Double, factor: Double = 1, noise: Float = 0) -> Matrix {
    var result = matrix
    let extra = Samples.normal(matrix.rowCount, matrix.columnCount, seed: UInt64(abs(angle) * 100))
    for row in 0..<matrix.rowCount {
      let (x, y) = (Double(matrix[row, 0]), Double(matrix[row, 1]))
      result[row, 0] = Float(factor * (cos(angle) * x - sin(angle) * y))
      result[row, 1] = Float(factor * (sin(angle) * x + cos(angle) * y))
      for column in 2..<matrix.columnCount { result[row, column] *= Float(factor) }
      for column in 0..<matrix.columnCount { result[row, column] += noise * extra[row, column] + Float(column) }
    }
    return result
  }

  @Test("copies that were turned, moved and scaled have a consensus without residual", arguments: [false, true])
  func copies(normalized: Bool) throws {
    let base = Samples.normal(80, 3, seed: 1)
    let copies = [turned(base, angle: 0.5, factor: 2), turned(base, angle: -2, factor: 0.5), base]
    var options = GeneralizedProcrustesOptions()
    (options.isNormalized, options.fitsScale) = (normalized, !normalized)
    let result = try GeneralizedProcrustes(copies, options: options)
    #expect(result.hasConverged && result.rotations[2] == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let size = result.consensus.elements.reduce(0.0) { $0 + Double($1 * $1) }
    #expect((result.sumsOfSquares.last ?? 1) < 1e-9 * size)
    if !normalized { #expect(abs(result.scales[0] / result.scales[2] - 0.5) < 1e-5) }
    #expect(Reference.deviation(result.aligned[0].elements, result.consensus.elements, absolute: 1e-4) <= 1)
  }

  @Test("the sum of squares never rises and is the sum of the residuals", arguments: [false, true])
  func monotone(fitsScale: Bool) throws {
    var options = GeneralizedProcrustesOptions()
    (options.fitsScale, options.isNormalized, options.tolerance) = (fitsScale, !fitsScale, 0)
    options.maximumIterationCount = 30
    let base = Samples.normal(60, 4, seed: 3)
    let noisy = (0..<5).map { turned(base, angle: Double($0) + 0.3, factor: 1 + Double($0), noise: 0.8) }
    let result = try GeneralizedProcrustes(noisy + [Samples.normal(60, 4, seed: 77)], options: options)
    let sums = result.sumsOfSquares
    #expect(sums.count > 2 && sums[1] < sums[0])
    for (before, after) in zip(sums, sums.dropFirst()) { #expect(after <= before * (1 + 1e-13)) }
    let total = result.configurationSumsOfSquares.reduce(0, +)
    #expect(abs(total / (sums.last ?? 0) - 1) < 1e-10)
    #expect(abs(result.pointSumsOfSquares.reduce(0, +) / total - 1) < 1e-10)
    for (index, own) in result.configurationSumsOfSquares.enumerated() {
      let squares = result.residuals[index].reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(squares / own - 1) < 1e-5)
    }
    // The stranger lies further away than any copy.
    #expect(result.configurationSumsOfSquares.max() == result.configurationSumsOfSquares[5])
  }

  @Test("two configurations agree as in the ordinary alignment: half of its sum of squares")
  func pair() throws {
    let (first, second) = (Samples.normal(50, 3, seed: 5), Samples.normal(50, 3, seed: 6))
    let result = try GeneralizedProcrustes([first, second])
    let fit = try OrthogonalProcrustes(aligning: first, to: second)
    let own = fit.residuals.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs((result.sumsOfSquares.last ?? 0) / (own / 2) - 1) < 1e-5)
    #expect(zip(result.rotations[0], fit.rotation).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("the bits do not depend on the number of threads; progress can stop the work")
  func threads() throws {
    let configurations = (0..<3).map { Samples.normal(5000, 3, seed: $0) }
    let results = try [1, 2, 3, 4, 7].map {
      try GeneralizedProcrustes(configurations, parallel: .init(threadCount: $0))
    }
    #expect(results.allSatisfy { $0 == results[0] })
    #expect(throws: CancellationError.self) {
      try GeneralizedProcrustes(configurations) { _ in throw CancellationError() }
    }
  }

  @Test("none, one, equal points, other widths and bad input have documented answers")
  func degenerate() throws {
    #expect(try GeneralizedProcrustes([]).aligned.isEmpty)
    let one = try GeneralizedProcrustes([Samples.normal(9, 2, seed: 1)])
    #expect(one.hasConverged && one.sumsOfSquares == [0] && one.consensus == one.aligned[0])
    let equal = Matrix(rowCount: 9, columnCount: 2, repeating: 3)
    var options = GeneralizedProcrustesOptions()
    options.fitsScale = true
    for second in [equal, Samples.normal(9, 4, seed: 2)] {
      let result = try GeneralizedProcrustes([equal, second, second], options: options)
      #expect(result.consensus.firstNonFinite == nil && result.scales.allSatisfy { $0.isFinite })
      #expect(result.consensus.columnCount == second.columnCount)
    }
    #expect(throws: EmbeddingMethodsError.self) { try GeneralizedProcrustes([equal, Samples.normal(8, 2, seed: 2)]) }
    var broken = equal
    broken[3, 1] = .infinity
    let error = #expect(throws: EmbeddingMethodsError.self) { try GeneralizedProcrustes([equal, broken]) }
    #expect(error?.description.contains("Row 3, column 1 of the configuration 1") == true)
    options.maximumIterationCount = 0
    #expect(throws: EmbeddingMethodsError.self) { try GeneralizedProcrustes([equal], options: options) }
  }
}
