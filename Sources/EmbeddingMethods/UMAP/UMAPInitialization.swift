package import NumericKernels

/// The positions that UMAP starts from, in the scale that umap-learn uses.
package struct UMAPInitialization {
  package let positions: Matrix
  package let componentCount: Int

  package init(_ graph: CSRMatrix, data: Matrix?, options: UMAPOptions, parallel: ParallelRows) throws {
    let spectral = SpectralInitialization(
      graph, dimensions: options.dimensions, seed: options.seed, parallel: parallel)
    componentCount = spectral.components.count
    var start: Matrix
    switch options.initialization {
    case .spectral:
      start = try spectral.positions(data: data)
    case .pca:
      guard let data else {
        throw EmbeddingMethodsError(
          kind: .badOption,
          description:
            "initialization is pca, but only a neighbor graph was given; principal components need the data. "
            + "Choose spectral, random or given, or pass the data.")
      }
      start = try Self.principal(data, dimensions: options.dimensions, parallel: parallel)
    case .random:
      start = Matrix(rowCount: graph.rowCount, columnCount: options.dimensions)
      for row in 0..<graph.rowCount {
        var generator = SeededGenerator(seed: options.seed, stream: UInt64(row) &+ 0x554D_4150_0000_0000)
        for column in 0..<options.dimensions { start[row, column] = Float(20 * generator.nextUniform() - 10) }
      }
    case .given(let matrix):
      start = matrix
    }
    Self.rescale(&start, seed: options.seed)
    positions = start
  }

  private static func principal(_ data: Matrix, dimensions: Int, parallel: ParallelRows) throws -> Matrix {
    let fit = try PrincipalComponents(data, options: .init(componentCount: dimensions), parallel: parallel)
    let projected = try fit.transform(data, parallel: parallel)
    var result = Matrix(rowCount: data.rowCount, columnCount: dimensions)
    for row in 0..<data.rowCount {
      for column in 0..<projected.columnCount { result[row, column] = projected[row, column] }
    }
    return result
  }

  /// Stretches every dimension to 0…10 (dimensions without extent stay at 0) and adds noise of 1e-4, so that duplicates
  /// start apart.
  private static func rescale(_ matrix: inout Matrix, seed: UInt64) {
    let width = matrix.columnCount
    for column in 0..<width {
      var (low, high) = (Double.infinity, -Double.infinity)
      for row in 0..<matrix.rowCount {
        low = min(low, Double(matrix[row, column]))
        high = max(high, Double(matrix[row, column]))
      }
      let scale = high > low ? 10 / (high - low) : 0
      for row in 0..<matrix.rowCount {
        matrix[row, column] = Float((Double(matrix[row, column]) - low) * scale)
      }
    }
    for row in 0..<matrix.rowCount {
      var generator = SeededGenerator(seed: seed, stream: UInt64(row) &+ 0x4E4F_4953_0000_0000)
      for column in 0..<width { matrix[row, column] += Float(generator.nextGaussianPair().0 * 1e-4) }
    }
  }
}
