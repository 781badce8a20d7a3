import CKernels
package import NumericKernels

/// Positions, forces or gradients of the points of a map, interleaved for the kernels.
///
/// A point takes 2 floats in the plane and 4 in space, the last of them zero. Behind the last point follow zeros up to a
/// multiple of 16 points.
package struct LayoutPoints: Sendable {
  package let count: Int
  package let dimensions: Int
  package let stride: Int
  package let buffer: AlignedBuffer<Float>

  /// All zero.
  package init(count: Int, dimensions: Int) {
    precondition(dimensions == 2 || dimensions == 3, "maps are planes or spaces")
    self.count = count
    self.dimensions = dimensions
    stride = dimensions == 3 ? 4 : 2
    buffer = AlignedBuffer(count: (count + 15) / 16 * 16 * stride, repeating: 0)
  }

  package init(_ matrix: Matrix) {
    self.init(count: matrix.rowCount, dimensions: matrix.columnCount)
    for row in 0..<count {
      for column in 0..<dimensions { pointer[row * stride + column] = matrix.elements[row * dimensions + column] }
    }
  }

  package var pointer: UnsafeMutablePointer<Float> { buffer.pointer }

  package var matrix: Matrix {
    var elements = [Float](repeating: 0, count: count * dimensions)
    for row in 0..<count {
      for column in 0..<dimensions { elements[row * dimensions + column] = pointer[row * stride + column] }
    }
    return Matrix(rowCount: count, columnCount: dimensions, elements: elements)
  }

  /// The same points in another order: point k of the result is point `order[k]`.
  func reordered(_ order: [Int32]) -> LayoutPoints {
    let result = LayoutPoints(count: count, dimensions: dimensions)
    for (place, index) in order.enumerated() {
      for k in 0..<stride { result.pointer[place * stride + k] = pointer[Int(index) * stride + k] }
    }
    return result
  }

  /// The smallest and the largest coordinates; zero without points.
  package struct Bounds: Sendable, BitwiseCopyable {
    package var low = SIMD4<Float>.zero
    package var high = SIMD4<Float>.zero

    /// The longest side.
    package var width: Float { (high - low).max() }
  }

  /// Where the points are.
  func bounds(_ parallel: ParallelRows) -> Bounds { subtract(.zero, parallel) }

  /// Subtracts `center` from all points and measures what remains.
  @discardableResult
  func subtract(_ center: SIMD4<Float>, _ parallel: ParallelRows) -> Bounds {
    guard count > 0 else { return Bounds() }
    let chunks = AlignedBuffer<Bounds>(count: (count + Self.chunk - 1) / Self.chunk, repeating: Bounds())
    let (pointer, stride) = (buffer, stride)
    parallel.forEachChunk(of: count, chunkSize: Self.chunk) { chunk, range in
      var center = center
      withUnsafeBytes(of: &center) { center in
        withUnsafeMutableBytes(of: &chunks.pointer[chunk].low) { low in
          withUnsafeMutableBytes(of: &chunks.pointer[chunk].high) { high in
            strata_tsne_center(
              pointer.pointer, stride, range.lowerBound, range.upperBound,
              center.bindMemory(to: Float.self).baseAddress,
              low.bindMemory(to: Float.self).baseAddress, high.bindMemory(to: Float.self).baseAddress)
          }
        }
      }
    }
    var result = chunks.pointer[0]
    for chunk in 1..<max(1, chunks.count) {
      result.low = pointwiseMin(result.low, chunks.pointer[chunk].low)
      result.high = pointwiseMax(result.high, chunks.pointer[chunk].high)
    }
    return result
  }

  /// Points per chunk where the work per point is small; a multiple of 16.
  static let chunk = 4096
}
