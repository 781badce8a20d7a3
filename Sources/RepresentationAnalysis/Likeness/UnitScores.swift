import EmbeddingMethods
import NumericKernels

/// A layer's items along its leading principal components (its own columns where these are few), in units of the whole
/// layer's Frobenius norm, and what that leaves of it.
struct UnitScores: Sendable {
  let scores: Matrix
  /// What the components leave of the centered layer, in its own columns; nil where nothing is left.
  let remainder: Matrix?
  /// The share of the variance along the components; 0 for a layer in which all items are equal.
  let keptVariance: Double

  var isConstant: Bool { keptVariance == 0 }

  init(_ layer: Matrix, componentCount: Int, seed: UInt64, parallel: ParallelRows) throws {
    let centered = CenteredCopy.make(layer, parallel: parallel)
    let total = Self.innerProduct(centered, centered, parallel)
    guard total > 0 else {
      (scores, remainder, keptVariance) = (Matrix(rowCount: layer.rowCount, columnCount: 0), nil, 0)
      return
    }
    let unit = Self.scaled(centered, by: Float(1 / total.squareRoot()))
    guard unit.columnCount > componentCount else {
      (scores, remainder, keptVariance) = (unit, nil, 1)
      return
    }
    var options = PrincipalComponentsOptions(componentCount: componentCount)
    options.seed = seed
    let fit = try PrincipalComponents(unit, options: options, parallel: parallel)
    scores = try fit.transform(unit, parallel: parallel)
    remainder = Self.remainder(of: unit, scores: scores, axes: fit.components, parallel)
    keptVariance = min(1, Self.innerProduct(scores, scores, parallel))
  }

  /// The nuclear norm of the product of the scores, and that of the remainders where they have as many columns, both
  /// without a rotation; on the calling thread.
  func agreement(with other: UnitScores) throws -> Double {
    let turned = try NuclearNorm.ofProduct(scores, other.scores)
    guard let mine = remainder, let theirs = other.remainder, mine.columnCount == theirs.columnCount else {
      return turned
    }
    return turned + max(0, Self.innerProduct(mine, theirs, ParallelRows(threadCount: 1)))
  }

  private static func scaled(_ matrix: Matrix, by factor: Float) -> Matrix {
    Matrix(rowCount: matrix.rowCount, columnCount: matrix.columnCount, elements: matrix.elements.map { $0 * factor })
  }

  /// `unit` − `scores` · `axes`, in blocks of rows.
  private static func remainder(of unit: Matrix, scores: Matrix, axes: Matrix, _ parallel: ParallelRows) -> Matrix {
    var result = unit
    let (width, depth) = (unit.columnCount, scores.columnCount)
    result.elements.withUnsafeMutableBufferPointer { output in
      scores.elements.withUnsafeBufferPointer { scores in
        axes.elements.withUnsafeBufferPointer { axes in
          let output = SharedMutable(output.baseAddress)
          let (scores, axes) = (SharedPointer(scores.baseAddress), SharedPointer(axes.baseAddress))
          parallel.forEachChunk(of: unit.rowCount, chunkSize: 128) { _, rows in
            guard let output = output.pointer, let scores = scores.pointer, let axes = axes.pointer else { return }
            let part = AlignedBuffer<Float>(count: rows.count * width)
            DenseAlgebra.product(
              rows: rows.count, columns: width, depth: depth, scores + rows.lowerBound * depth, .asStored,
              aStride: depth, axes, .asStored, bStride: width, into: part.pointer, cStride: width)
            let target = output + rows.lowerBound * width
            for place in 0..<rows.count * width { target[place] -= part.pointer[place] }
          }
        }
      }
    }
    return result
  }

  /// The sum of products of elements; of a matrix with itself its squared Frobenius norm.
  private static func innerProduct(_ first: Matrix, _ second: Matrix, _ parallel: ParallelRows) -> Double {
    let width = first.columnCount
    return first.elements.withUnsafeBufferPointer { first in
      second.elements.withUnsafeBufferPointer { other in
        let (left, right) = (SharedPointer(first.baseAddress), SharedPointer(other.baseAddress))
        return parallel.sum(of: width == 0 ? 0 : first.count / width, chunkSize: 256) { rows in
          guard let left = left.pointer, let right = right.pointer else { return 0 }
          var sum = 0.0
          for place in rows.lowerBound * width..<rows.upperBound * width {
            sum += Double(left[place]) * Double(right[place])
          }
          return sum
        }
      }
    }
  }
}
