public import NumericKernels

/// Linear centered kernel alignment: how alike two layers see the same items (Kornblith, Norouzi, Lee & Hinton 2019,
/// arXiv:1905.00414).
///
/// CKA(X, Y) = ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) in Frobenius norms, of columns with their means taken off: 1 for layers that differ
/// by a rotation, a translation and a scale, near 0 for unrelated ones. The biased estimator of the paper. It is the same
/// number by products of columns (‖YᵀX‖²) and of items (⟨XXᵀ, YYᵀ⟩); whichever takes less work is used. Sums are in
/// Float32 over 2,048 values, or the columns of a layer, and in Double over those. The same bits for any number of
/// threads.
public struct CenteredKernelAlignment: Sendable, Equatable {
  /// The number of layers.
  public let count: Int
  /// `count` × `count`, row-major, symmetric, 1 on the diagonal; nil in the row and column of a layer in which all items
  /// are equal.
  public let values: [Double?]

  /// Compares every layer with every other. O(n · Σ columns · min(n, Σ columns)); a centered copy of all layers is held in
  /// memory.
  ///
  /// Throws `badInput` for layers with different numbers of rows and for values that are not finite, and what `progress`
  /// throws.
  public init(_ layers: [Matrix], parallel: ParallelRows = .init(), progress: ProgressHandler? = nil) throws {
    for (index, layer) in layers.enumerated() {
      try Validation.requireFinite(layer, name: "layer \(index)")
      try Validation.requireSameCount(layers[0].rowCount, "first layer", layer.rowCount, "layer \(index)")
    }
    let centered = layers.map { CenteredCopy.make($0, parallel: parallel) }
    let products = try Self.products(centered, parallel: parallel, progress: progress)
    count = layers.count
    values = layers.indices.flatMap { i in
      layers.indices.map { j in
        let own = products[i * layers.count + i] * products[j * layers.count + j]
        guard own > 0 else { return nil }
        return i == j ? 1 : products[min(i, j) * layers.count + max(i, j)] / own.squareRoot()
      }
    }
    try progress?(1)
  }

  private static func products(
    _ layers: [Matrix], parallel: ParallelRows, progress: ProgressHandler?
  ) throws -> [Double] {
    let (count, items) = (layers.count, layers.first?.rowCount ?? 0)
    let widths = layers.map { Double($0.columnCount) }
    let sum = widths.reduce(0, +)
    let columnWork = Double(items) * (sum * sum + widths.reduce(0) { $0 + $1 * $1 }) / 2
    if GramInnerProducts.work(itemCount: items, columnCounts: layers.map(\.columnCount)) < columnWork {
      return try GramInnerProducts(layers).sums(parallel: parallel, progress: progress)
    }
    var products = [Double](repeating: 0, count: count * count)
    var finished = 0
    for i in 0..<count {
      for j in i..<count {
        try progress?(Double(finished) / Double(count * (count + 1) / 2))
        let product = DenseAlgebra.crossProduct(layers[i], layers[j], parallel: parallel)
        products[i * count + j] = product.reduce(0) { $0 + $1 * $1 }
        finished += 1
      }
    }
    return products
  }

  /// The alignment of one layer with another.
  public subscript(first: Int, second: Int) -> Double? { values[first * count + second] }
}
