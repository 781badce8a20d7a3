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
    if options.initialization.mayHaveOutliers(componentCount) {
      StartingScale.normalize(&start)
    } else {
      StartingScale.stretch(&start)
    }
    StartingScale.perturb(&start, seed: options.seed)
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
}

extension Initialization {
  /// Whether single rows may lie so far from all others that ranges say nothing about these: in positions from
  /// elsewhere, and among pieces of a graph that nothing holds together.
  fileprivate func mayHaveOutliers(_ componentCount: Int) -> Bool {
    switch self {
    case .given: true
    case .spectral: componentCount > 1
    case .pca, .random: false
    }
  }
}
