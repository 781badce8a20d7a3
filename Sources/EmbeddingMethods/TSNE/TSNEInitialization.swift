import NumericKernels

/// The positions that t-SNE starts from.
enum TSNEInitialization {
  private static let spread = 1e-4

  static func positions(
    count: Int, data: Matrix?, options: TSNEOptions, parallel: ParallelRows
  ) throws -> Matrix {
    let columnCount = options.dimensions
    var elements = [Float](repeating: 0, count: count * columnCount)
    guard count > 1 else { return Matrix(rowCount: count, columnCount: columnCount, elements: elements) }
    switch options.initialization {
    case .given(let matrix):
      return matrix
    case .pca, .spectral:
      guard let data else {
        throw EmbeddingMethodsError(
          kind: .badOption,
          description:
            "initialization is pca, but only a neighbor graph was given; principal components need the data. "
            + "Choose random or given, or pass the data.")
      }
      let fit = try PrincipalComponents(
        data, options: .init(componentCount: options.dimensions), parallel: parallel)
      let projected = try fit.transform(data, parallel: parallel)
      let deviation = (fit.explainedVariance.first ?? 0).squareRoot()
      for row in 0..<count {
        for column in 0..<projected.columnCount where deviation > 0 {
          elements[row * columnCount + column] = Float(Double(projected[row, column]) / deviation * spread)
        }
      }
      addNoise(to: &elements, columnCount, deviation: spread * 1e-2, seed: options.seed)
    case .random:
      addNoise(to: &elements, columnCount, deviation: spread, seed: options.seed)
    }
    return Matrix(rowCount: count, columnCount: columnCount, elements: elements)
  }

  /// Duplicates start apart, or no gradient could ever separate them.
  private static func addNoise(to elements: inout [Float], _ columnCount: Int, deviation: Double, seed: UInt64) {
    for row in 0..<elements.count / columnCount {
      var generator = SeededGenerator(seed: seed, stream: UInt64(row) &+ 0x7453_4E45_0000_0000)
      for column in 0..<columnCount {
        elements[row * columnCount + column] += Float(generator.nextGaussianPair().0 * deviation)
      }
    }
  }
}
