import NumericKernels

/// Where SMACOF starts, in scaled lengths, centered.
enum SMACOFStart {
  static func positions(
    _ dissimilarities: Dissimilarities, unit: Double, options: SMACOFOptions, parallel: ParallelRows
  ) throws -> [Double] {
    let (count, dimensions) = (dissimilarities.count, options.dimensions)
    switch options.initialization {
    case .classical:
      let fit = try CenteredSpectrum(
        dissimilarities, count: min(dimensions, count), seed: options.seed, parallel: parallel)
      var positions = fit.coordinates(dimensions: dimensions).map { $0 / unit }
      separate(&positions, count: count, dimensions: dimensions, fit: fit, seed: options.seed)
      return centered(positions, count: count, dimensions: dimensions)
    case .random:
      var generator = SeededGenerator(seed: options.seed, stream: 0x534D_4143)
      let positions = (0..<count * dimensions).map { _ in generator.nextUniform() }
      return centered(positions, count: count, dimensions: dimensions)
    case .given(let matrix):
      try require(matrix, count: count, dimensions: dimensions)
      return usable(centered(matrix.elements.map { Double($0) / unit }, count: count, dimensions: dimensions))
    }
  }

  private static func require(_ matrix: Matrix, count: Int, dimensions: Int) throws {
    guard matrix.rowCount == count, matrix.columnCount == dimensions else {
      throw EmbeddingMethodsError(
        kind: .badOption,
        description: "The given initialization is \(matrix.rowCount) × \(matrix.columnCount); "
          + "\(count) × \(dimensions) is expected. Give one row per point and one column per dimension.")
    }
    try Validation.requireFinite(matrix, name: "given initialization")
    let first = matrix.elements.prefix(dimensions)
    let coincide = (0..<count).allSatisfy { matrix.elements[$0 * dimensions..<($0 + 1) * dimensions] == first }
    guard count < 2 || !coincide else {
      throw EmbeddingMethodsError(
        kind: .badOption,
        description: "All \(count) points of the given initialization coincide, and SMACOF cannot move them apart. "
          + "Give different positions, or start from classical or random ones.")
    }
  }

  private static func centered(_ positions: [Double], count: Int, dimensions: Int) -> [Double] {
    var result = positions
    for c in 0..<dimensions where count > 0 {
      let mean = (0..<count).reduce(0.0) { $0 + positions[$1 * dimensions + c] } / Double(count)
      for point in 0..<count { result[point * dimensions + c] -= mean }
    }
    return result
  }

  /// Brings a start of extreme size into the range of Float32; the Guttman transform does not depend on it.
  private static func usable(_ positions: [Double]) -> [Double] {
    let largest = positions.reduce(0) { max($0, abs($1)) }
    guard largest > 0x1p40 || largest < 0x1p-10 else { return positions }
    return positions.map { $0 / max(largest, .leastNormalMagnitude) }
  }

  /// Moves points a little that classical scaling puts on each other, and all along axes that it has no use for, because
  /// SMACOF cannot tell coincident points apart.
  private static func separate(
    _ positions: inout [Double], count: Int, dimensions: Int, fit: CenteredSpectrum, seed: UInt64
  ) {
    let scale = (positions.reduce(0) { $0 + $1 * $1 } / Double(max(1, count))).squareRoot()
    guard scale > 0 else { return }
    var generator = SeededGenerator(seed: seed, stream: 0x4D4F_5645)
    var taken: Set<[Int]> = []
    for point in 0..<count {
      let place = (0..<dimensions).map { Int((positions[point * dimensions + $0] / scale * 0x1p20).rounded()) }
      let isTaken = !taken.insert(place).inserted
      for c in 0..<dimensions {
        let offset = scale * 1e-3 * (generator.nextUniform() - 0.5)
        if isTaken || (c < fit.values.count && fit.values[c] < -fit.rounding) {
          positions[point * dimensions + c] += offset
        }
      }
    }
  }
}
