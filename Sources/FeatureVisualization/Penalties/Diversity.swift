import TensorEngine

/// How alike images of one objective are in a layer.
enum Diversity {
  /// The mean cosine of the Gram matrices of some rows of a layer [N, channels, …] or [N, …, features], at least two; a
  /// single number.
  static func likeness(_ activation: Tensor, rows: [Int], channelsLast: Bool) throws -> Tensor {
    let vectors = try rows.map { row in
      let gram = try self.gram(activation.narrowed(0, to: row..<row + 1), channelsLast: channelsLast)
        .reshaped(to: [1, -1])
      return try gram / ((gram * gram).sum() + 1e-12).squareRoot()
    }
    let stacked = try Tensor.concatenated(vectors)
    let cosines = try stacked.matrixProduct(stacked.transposed())
    // Each with itself is 1 and is left out.
    let count = Double(rows.count)
    return try (cosines.sum() - count) / (count * (count - 1))
  }

  /// [channels, channels] of one image.
  static func gram(_ activation: Tensor, channelsLast: Bool) throws -> Tensor {
    let shape = activation.shape
    guard shape.count > 2 else {
      let column = try activation.reshaped(to: [-1, 1])
      return try column.matrixProduct(column.transposed())
    }
    let channels = channelsLast ? shape[shape.count - 1] : shape[1]
    let flat = try activation.reshaped(to: channelsLast ? [-1, channels] : [channels, -1])
    let rows = channelsLast ? try flat.transposed() : flat
    return try rows.matrixProduct(rows.transposed()) / Double(activation.elementCount / channels)
  }
}
