import NumericKernels
import Testing

@Suite("Products of blocks in Float32")
struct BlockProductTests {
  typealias Layout = DenseAlgebra.Layout

  private func values(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float(generator.nextGaussianPair().0) }
  }

  /// The product by our kernel, with rows of `c` that are longer than it is wide.
  private func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: [Float], _ aLayout: Layout, _ b: [Float], _ bLayout: Layout,
    cStride: Int
  ) -> [Float] {
    var c = [Float](repeating: .nan, count: rows * cStride)
    c.withUnsafeMutableBufferPointer { c in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          DenseAlgebra.product(
            rows: rows, columns: columns, depth: depth, a, aLayout, aStride: aLayout == .asStored ? depth : rows, b,
            bLayout, bStride: bLayout == .asStored ? columns : depth, into: c, cStride: cStride)
        }
      }
    }
    return c
  }

  @Test(
    "every layout is exact to Float32, for sizes around vectors and blocks, and nothing beyond is written",
    arguments: [
      (1, 1, 1), (8, 16, 256), (7, 33, 5), (3, 49, 600), (70, 47, 257), (10, 100, 512), (130, 10, 300), (9, 64, 255),
    ])
  func layouts(rows: Int, columns: Int, depth: Int) {
    for aLayout in [Layout.asStored, .transposed] {
      for bLayout in [Layout.asStored, .transposed] {
        let (a, b) = (values(rows * depth, seed: 1), values(depth * columns, seed: 2))
        let found = product(rows, columns, depth, a, aLayout, b, bLayout, cStride: columns + 3)
        for row in 0..<rows {
          for column in 0..<columns {
            var (sum, magnitude) = (0.0, 0.0)
            for k in 0..<depth {
              let left = aLayout == .asStored ? a[row * depth + k] : a[k * rows + row]
              let right = bLayout == .asStored ? b[k * columns + column] : b[column * depth + k]
              sum += Double(left) * Double(right)
              magnitude += abs(Double(left) * Double(right))
            }
            #expect(abs(Double(found[row * (columns + 3) + column]) - sum) <= 1e-6 * magnitude)
          }
          let beyond = found[(row * (columns + 3) + columns)..<((row + 1) * (columns + 3))]
          #expect(beyond.allSatisfy { $0.isNaN })
        }
      }
    }
  }

  @Test("a sum has the same bits in whatever block it is")
  func blocks() {
    let (rows, columns, depth) = (75, 100, 530)
    let (a, b) = (values(rows * depth, seed: 3), values(depth * columns, seed: 4))
    let whole = product(rows, columns, depth, a, .asStored, b, .asStored, cStride: columns)
    for row in [0, 8, 72, 74] {
      let one = product(
        1, columns, depth, Array(a[row * depth..<(row + 1) * depth]), .asStored, b, .asStored, cStride: columns)
      #expect(one == Array(whole[row * columns..<(row + 1) * columns]))
    }
  }

  @Test("sums of no products are zero")
  func noDepth() {
    #expect(product(2, 3, 0, [0], .asStored, [0], .asStored, cStride: 3) == [Float](repeating: 0, count: 6))
  }
}
