import NumericKernels

/// The state of a generalized Procrustes analysis: rotations and scales of all configurations, and their mean.
struct ConsensusIteration {
  private let configurations: [Configuration]
  private let options: GeneralizedProcrustesOptions
  private let parallel: ParallelRows
  private(set) var rotations: [[Double]]
  private(set) var scales: [Double]
  private(set) var moved: [Configuration]
  private(set) var consensus: Configuration
  private(set) var sumOfSquares = 0.0

  /// Starts from the first configuration; each further one is turned onto the mean of those before it.
  init(_ configurations: [Configuration], options: GeneralizedProcrustesOptions, parallel: ParallelRows) throws {
    (self.configurations, self.options, self.parallel) = (configurations, options, parallel)
    let width = configurations.first?.width ?? 0
    rotations = configurations.map { _ in OptimalRotation.identity(width) }
    scales = configurations.map { _ in 1 }
    moved = configurations
    consensus =
      try configurations.first
      ?? Configuration(
        Matrix(rowCount: 0, columnCount: 0), width: 0, name: "consensus", parallel: parallel)
    for index in configurations.indices.dropFirst() {
      consensus = mean(of: moved.prefix(index))
      try turn(index)
    }
    takeMean()
  }

  /// Turns every configuration onto the consensus, fits the sizes if asked to, and takes the mean anew.
  mutating func iterate() throws {
    for index in configurations.indices { try turn(index) }
    if options.fitsScale { try fitScales() }
    takeMean()
  }

  /// Turns everything so that the last configuration is as it was given.
  mutating func keepLastOrientation() {
    guard let last = rotations.last, let width = configurations.first?.width else { return }
    var inverse = last
    for i in 0..<width {
      for j in 0..<width { inverse[i * width + j] = last[j * width + i] }
    }
    for index in rotations.indices {
      rotations[index] = OptimalRotation.product(rotations[index], inverse, width)
      if index == rotations.count - 1 { rotations[index] = OptimalRotation.identity(width) }
      move(index)
    }
    takeMean()
  }

  private mutating func turn(_ index: Int) throws {
    let cross = configurations[index].crossProduct(with: consensus, parallel: parallel)
    rotations[index] = try OptimalRotation(
      crossProduct: cross, order: consensus.width, allowsReflection: options.allowsReflection
    ).rotation
    move(index)
  }

  private mutating func move(_ index: Int) {
    moved[index] = configurations[index].moved(by: rotations[index], factor: scales[index], parallel: parallel)
  }

  private mutating func takeMean() {
    consensus = mean(of: moved[...])
    sumOfSquares = moved.reduce(0) { sum, configuration in
      sum + configuration.distances(to: consensus).reduce(0) { $0 + $1 * $1 }
    }
  }

  private func mean(of members: ArraySlice<Configuration>) -> Configuration {
    guard var result = members.first else { return consensus }
    let factor = 1 / Double(members.count)
    for index in result.values.indices {
      var sum = 0.0
      for member in members { sum += member.values[index] }
      result.values[index] = sum * factor
    }
    return result
  }

  /// The best sizes for the present rotations: φᵢ·√(Σ‖X‖²)/‖Xᵢ‖ with φ the leading eigenvector of the correlations.
  private mutating func fitScales() throws {
    let used = configurations.indices.filter { configurations[$0].squaredNorm > 0 }
    guard used.count > 1 else { return }
    let norms = used.map { configurations[$0].squaredNorm.squareRoot() }
    let turned = used.map { configurations[$0].moved(by: rotations[$0], parallel: parallel) }
    var correlations = [Double](repeating: 0, count: used.count * used.count)
    for i in used.indices {
      for j in 0...i {
        var sum = 0.0
        turned[i].values.withUnsafeBufferPointer { first in
          turned[j].values.withUnsafeBufferPointer { second in
            for index in first.indices { sum += first[index] * second[index] }
          }
        }
        let value = sum / (norms[i] * norms[j])
        (correlations[i * used.count + j], correlations[j * used.count + i]) = (value, value)
      }
    }
    let pairs = try DenseAlgebra.largestEigenpairs(of: correlations, order: used.count, count: 1)
    let total = norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // A negative size would be a reflection through the center; configurations that disagree that much keep theirs.
    guard pairs.vectors.allSatisfy({ $0 > 0 }) else { return }
    for (position, index) in used.enumerated() {
      scales[index] = pairs.vectors[position] * total / norms[position]
      move(index)
    }
  }
}
