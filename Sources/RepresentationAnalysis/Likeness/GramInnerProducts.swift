import NumericKernels

/// Inner products of the Gram matrices of layers over the same items: ⟨XXᵀ, YYᵀ⟩ = ‖YᵀX‖².
///
/// With fewer items than columns, and with many layers, this takes far less work than products of every two layers: each
/// Gram matrix is made once, tile by tile for all layers, and no more than one tile of each is in memory.
struct GramInnerProducts {
  private static let tile = 256
  /// Elements of a tile that are summed in Float32 before they are added in Double.
  private static let span = 2048
  private static let area = tile * tile

  private let layers: [Matrix]
  private let itemCount: Int

  /// Layers of the same number of rows, centered and scaled to magnitudes near 1.
  init(_ layers: [Matrix]) {
    (self.layers, itemCount) = (layers, layers.first?.rowCount ?? 0)
  }

  /// The multiplications that `sums` takes.
  static func work(itemCount: Int, columnCounts: [Int]) -> Double {
    let (n, layers) = (Double(itemCount), Double(columnCounts.count))
    return n * (n + Double(tile)) / 2 * (Double(columnCounts.reduce(0, +)) + layers * layers)
  }

  /// One number for every two layers, row-major, both triangles filled. O(n² · (Σ columns + layers²)). Tiles are added
  /// in order: the same bits for any number of threads.
  func sums(parallel: ParallelRows, progress: ProgressHandler?) throws -> [Double] {
    let (count, tiles) = (layers.count, (itemCount + Self.tile - 1) / Self.tile)
    var total = [Double](repeating: 0, count: count * count)
    var finished = 0
    for first in 0..<tiles {
      try progress?(Double(finished) / Double(tiles * (tiles + 1) / 2))
      var parts = [Double](repeating: 0, count: (tiles - first) * count * count)
      parts.withUnsafeMutableBufferPointer { parts in
        let output = SharedMutable(parts.baseAddress)
        parallel.forEachChunk(of: tiles - first, chunkSize: 1) { index, _ in
          guard let output = output.pointer else { return }
          addTile(first, first + index, to: output + index * count * count)
        }
      }
      for index in 0..<tiles - first {
        // Tiles off the diagonal stand for their mirror image too.
        let weight = index == 0 ? 1.0 : 2.0
        for place in 0..<count * count { total[place] += weight * parts[index * count * count + place] }
      }
      finished += tiles - first
    }
    return total
  }

  private func addTile(_ first: Int, _ second: Int, to sums: UnsafeMutablePointer<Double>) {
    let (count, tile) = (layers.count, Self.tile)
    let (i, j) = (first * tile, second * tile)
    let (rows, columns) = (min(tile, itemCount - i), min(tile, itemCount - j))
    // One tile of each layer, one after the other; what lies beyond the items is zero.
    let values = AlignedBuffer<Float>(count: count * Self.area, repeating: 0)
    for (index, layer) in layers.enumerated() where layer.columnCount > 0 {
      let width = layer.columnCount
      layer.elements.withUnsafeBufferPointer { elements in
        guard let base = elements.baseAddress else { return }
        DenseAlgebra.product(
          rows: rows, columns: columns, depth: width, base + i * width, .asStored, aStride: width, base + j * width,
          .transposed, bStride: width, into: values.pointer + index * Self.area, cStride: tile)
      }
    }
    let part = AlignedBuffer<Float>(count: count * count)
    for start in stride(from: 0, to: Self.area, by: Self.span) {
      DenseAlgebra.product(
        rows: count, columns: count, depth: Self.span, values.pointer + start, .asStored, aStride: Self.area,
        values.pointer + start, .transposed, bStride: Self.area, into: part.pointer, cStride: count)
      for place in 0..<count * count { sums[place] += Double(part.pointer[place]) }
    }
  }
}
