/// Averaging `size` positions into `cells` cells of nearly equal width, which overlap where the sizes do not divide.
///
/// Cell `i` covers the positions from `floor(i * size / cells)` up to `ceil((i + 1) * size / cells)`, as PyTorch's
/// `AdaptiveAvgPool2d` has it along each axis.
enum AdaptivePooling {
  /// The matrix `[cells, size]` whose product with a column of positions gives the means.
  static func matrix(from size: Int, to cells: Int) -> [Float] {
    var matrix = [Float](repeating: 0, count: cells * size)
    for cell in 0..<cells {
      let start = cell * size / cells
      let end = ((cell + 1) * size + cells - 1) / cells
      for position in start..<end { matrix[cell * size + position] = 1 / Float(end - start) }
    }
    return matrix
  }
}
