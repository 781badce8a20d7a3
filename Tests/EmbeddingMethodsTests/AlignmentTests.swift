import EmbeddingMethods
import Foundation
import NumericKernels
import Testing

@Suite("Alignment")
struct AlignmentTests {
  /// Rotates in all planes (i, i+1), reflects the first axis, scales and moves.
  private func moved(_ matrix: Matrix, angle: Double) -> Matrix {
    var result = matrix
    for axis in 0..<matrix.columnCount - 1 {
      for row in 0..<matrix.rowCount {
        let (x, y) = (Double(result[row, axis]), Double(result[row, axis + 1]))
        result[row, axis] = Float(cos(angle) * x - sin(angle) * y)
        result[row, axis + 1] = Float(sin(angle) * x + cos(angle) * y)
      }
    }
    for row in 0..<matrix.rowCount {
      result[row, 0] *= -1
      for column in 0..<matrix.columnCount { result[row, column] = result[row, column] * 3 + Float(column) }
    }
    return result
  }

  @Test("rotation and disparity are scipy's")
  func reference() throws {
    let data = try Reference.matrix("data")
    var first = Matrix(rowCount: 150, columnCount: 3)
    for row in 0..<150 {
      for column in 0..<3 { first[row, column] = data[row, column] }
    }
    let fit = try OrthogonalProcrustes(aligning: first, to: try Reference.matrix("other"))
    let summary = try Reference.summary()
    #expect(abs(fit.disparity - summary.procrustesDisparity) < 1e-9)
    #expect(zip(fit.rotation, summary.procrustesRotation).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  @Test("rotation, reflection, scale and shift are undone", arguments: [2, 3, 15])
  func undone(dimensions: Int) throws {
    let reference = Samples.normal(200, dimensions, seed: 4)
    let fit = try OrthogonalProcrustes(aligning: moved(reference, angle: 0.7), to: reference)
    #expect(fit.disparity < 1e-10)
    #expect(fit.residuals.allSatisfy { $0 < 1e-5 })
    #expect(Reference.deviation(fit.aligned.elements, fit.reference.elements, absolute: 1e-5) <= 1)
    for i in 0..<dimensions {
      for j in 0..<dimensions {
        let dot = (0..<dimensions).reduce(0.0) {
          $0 + fit.rotation[$1 * dimensions + i] * fit.rotation[$1 * dimensions + j]
        }
        #expect(abs(dot - (i == j ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test("the RMS radius is 1 and no rotation does better")
  func optimal() throws {
    let (first, second) = (Samples.normal(80, 3, seed: 1), Samples.normal(80, 3, seed: 2))
    let fit = try OrthogonalProcrustes(aligning: first, to: second)
    let squares = fit.aligned.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(squares / 80 - 1) < 1e-5)
    let own = fit.residuals.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(fit.disparity > 0.5)
    // ‖A − B‖² = ‖A‖² + ‖B‖² − 2·Σσ, so residuals and disparity must agree.
    #expect(abs(own / 160 - (1 - (1 - fit.disparity).squareRoot())) < 1e-5)
    for angle in [-0.2, -0.01, 0.01, 0.2] {
      var turned = fit.aligned
      for row in 0..<80 {
        let (x, y) = (Double(turned[row, 0]), Double(turned[row, 1]))
        turned[row, 0] = Float(cos(angle) * x - sin(angle) * y)
        turned[row, 1] = Float(sin(angle) * x + cos(angle) * y)
      }
      let other = zip(turned.elements, fit.reference.elements).reduce(0.0) {
        $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1))
      }
      #expect(other > own)
    }
  }

  @Test("a narrower embedding is padded with zeros")
  func padding() throws {
    let wide = Samples.normal(60, 4, seed: 4)
    var narrow = Matrix(rowCount: 60, columnCount: 2)
    for row in 0..<60 {
      for column in 0..<2 { narrow[row, column] = wide[row, column] }
    }
    let fit = try OrthogonalProcrustes(aligning: narrow, to: wide)
    #expect(fit.dimensionCount == 4 && fit.aligned.columnCount == 4)
    let back = try OrthogonalProcrustes(aligning: wide, to: narrow)
    #expect(abs(fit.disparity - back.disparity) < 1e-12)
  }

  @Test("a sequence is aligned backwards from its last")
  func sequence() throws {
    let last = Samples.normal(100, 3, seed: 4)
    let middle = moved(last, angle: 0.4)
    let first = moved(middle, angle: -1.1)
    let alignment = try LayerAlignment([first, middle, last])
    #expect(alignment.rotations[2] == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(alignment.disparities.count == 2 && alignment.disparities.allSatisfy { $0 < 1e-9 })
    for matrix in alignment.aligned {
      #expect(Reference.deviation(matrix.elements, alignment.aligned[2].elements, absolute: 2e-5) <= 1)
    }
    #expect(alignment.residuals[0].count == 100)
    #expect(try LayerAlignment([]).aligned.isEmpty)
    #expect(throws: EmbeddingMethodsError.self) { try LayerAlignment([first, Samples.normal(99, 3, seed: 1)]) }
  }

  @Test("points without extent have a documented disparity and no NaN")
  func degenerate() throws {
    let point = Matrix(rowCount: 10, columnCount: 2, repeating: 0.1)
    let cloud = Samples.normal(10, 2, seed: 1)
    let both = try OrthogonalProcrustes(aligning: point, to: point)
    #expect(both.disparity == 0 && both.aligned.elements.allSatisfy { $0 == 0 })
    let one = try OrthogonalProcrustes(aligning: point, to: cloud)
    #expect(one.disparity == 1 && one.rotation.allSatisfy(\.isFinite))
    #expect(
      try OrthogonalProcrustes(aligning: Matrix(rowCount: 0, columnCount: 2), to: .init(rowCount: 0, columnCount: 2))
        .disparity == 0)
    var broken = cloud
    broken[4, 1] = .nan
    #expect(throws: EmbeddingMethodsError.self) { try OrthogonalProcrustes(aligning: broken, to: cloud) }
  }
}
