public import NumericKernels

/// Linear centered kernel alignment: how alike two layers see the same items (Kornblith, Norouzi, Lee & Hinton 2019,
/// arXiv:1905.00414).
///
/// CKA(X, Y) = ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖) in Frobenius norms, of columns with their means taken off: 1 for layers that differ
/// by a rotation, a translation and a scale, near 0 for unrelated ones. The biased estimator of the paper. Products are
/// summed in Float32 over 2,048 rows and in Double over those. The same bits for any number of threads.
public struct CenteredKernelAlignment: Sendable, Equatable {
  /// The number of layers.
  public let count: Int
  /// `count` × `count`, row-major, symmetric, 1 on the diagonal; nil in the row and column of a layer in which all items
  /// are equal.
  public let values: [Double?]

  /// Compares every layer with every other. O(n · (Σ columns)²); a centered copy of all layers is held in memory.
  ///
  /// Throws `badInput` for layers with different numbers of rows and for values that are not finite, and what `progress`
  /// throws.
  public init(_ layers: [Matrix], parallel: ParallelRows = .init(), progress: ProgressHandler? = nil) throws {
    for (index, layer) in layers.enumerated() {
      try Validation.requireFinite(layer, name: "layer \(index)")
      try Validation.requireSameCount(layers[0].rowCount, "first layer", layer.rowCount, "layer \(index)")
    }
    let centered = layers.map { CenteredCopy.make($0, parallel: parallel) }
    var products = [Double](repeating: 0, count: layers.count * layers.count)
    var finished = 0
    for i in layers.indices {
      for j in i..<layers.count {
        try progress?(Double(finished) / Double(layers.count * (layers.count + 1) / 2))
        let product = DenseAlgebra.crossProduct(centered[i], centered[j], parallel: parallel)
        products[i * layers.count + j] = product.reduce(0) { $0 + $1 * $1 }
        finished += 1
      }
    }
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

  /// The alignment of one layer with another.
  public subscript(first: Int, second: Int) -> Double? { values[first * count + second] }
}
