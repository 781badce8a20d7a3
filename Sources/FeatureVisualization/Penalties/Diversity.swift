import TensorEngine

/// How alike images of one objective are in a layer.
enum Diversity {
  /// The mean cosine of the Gram matrices of some rows of a layer [N, channels, …] or [N, …, features], at least two; a
  /// single number.
  static func likeness(_ activation: Tensor, rows: [Int], channelsLast: Bool) throws -> Tensor {
    let vectors = try rows.map { row in
      let gram = try GramMatrix.of(activation.narrowed(0, to: row..<row + 1), channelsLast: channelsLast)
        .reshaped(to: [1, -1])
      return try gram / ((gram * gram).sum() + 1e-12).squareRoot()
    }
    let stacked = try Tensor.concatenated(vectors)
    let cosines = try stacked.matrixProduct(stacked.transposed())
    // Each with itself is 1 and is left out.
    let count = Double(rows.count)
    return try (cosines.sum() - count) / (count * (count - 1))
  }
}
