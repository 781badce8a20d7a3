public import NumericKernels

/// How specialization is measured.
public struct SpecializationOptions: Sendable, Equatable, Codable {
  /// The nearest neurons looked at, at least 1; all others where there are fewer.
  public var neighborCount = 6
  /// How often classes are shuffled, at least 99.
  public var permutationCount = 999
  /// The seed of shuffling.
  public var seed: UInt64 = 0

  /// The defaults.
  public init() {}
}

/// How much neurons that tell the same class go together: the mean share of a neuron's nearest neurons that have the same
/// best class, against the same with classes shuffled among the neurons.
///
/// A p-value is (1 + shuffles that reach the value) / (1 + shuffles). O(neurons² + shuffles · neurons · neighbors). One seed,
/// one result, for any number of threads.
public struct Specialization: Sendable, Equatable {
  /// The neurons of one class.
  public struct Class: Sendable, Equatable {
    /// The class.
    public let classIndex: Int
    /// How many neurons have it as the best one.
    public let neuronCount: Int
    /// The mean share over these neurons, from 0 to 1.
    public let value: Double
    /// The mean of that over the shuffles.
    public let expected: Double
    /// How often a shuffle comes as far.
    public let pValue: Double
  }

  /// The mean share over all neurons with a class, from 0 to 1.
  public let value: Double
  /// The mean of that over the shuffles.
  public let expected: Double
  /// How often a shuffle comes as far.
  public let pValue: Double
  /// Classes that are the best one of some neuron, ascending.
  public let classes: [Class]
  /// How many neurons have a class and take part.
  public let neuronCount: Int
  /// How many nearest neurons were looked at.
  public let neighborCount: Int
  /// How often classes were shuffled.
  public let permutationCount: Int

  /// Measures neurons with a best class, nil for those that take no part.
  ///
  /// `dissimilarities` is symmetric, row i is neuron i of `bestClasses`; of equals the first is nearer. Throws `badInput` for other shapes, for values that are not finite and for fewer than two neurons with a class;
  /// `badOption`.
  public init(
    bestClasses: [Int?], dissimilarities: Matrix, options: SpecializationOptions = .init(),
    parallel: ParallelRows = .init()
  ) throws {
    try Self.check(bestClasses, dissimilarities, options)
    let neurons = bestClasses.indices.filter { bestClasses[$0] != nil }
    let names = Set(bestClasses.compactMap { $0 }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let classes = neurons.compactMap { bestClasses[$0].flatMap { places[$0] } }
    let neighborCount = min(options.neighborCount, neurons.count - 1)
    let hits = NeighborHits(
      neighbors: Self.nearest(dissimilarities, neurons: neurons, count: neighborCount, parallel: parallel),
      neighborCount: neighborCount, classCount: names.count)
    let observed = hits.byClass(classes)
    let shuffled = hits.shuffled(classes, options: options, parallel: parallel)
    let judge = { (neurons: Int, observed: Int, shuffled: [Int]) in
      let (pairs, count) = (Double(neurons * neighborCount), shuffled.count)
      return (
        value: Double(observed) / pairs, expected: Double(shuffled.reduce(0, +)) / (pairs * Double(count)),
        pValue: Double(1 + shuffled.count { $0 >= observed }) / Double(1 + count)
      )
    }
    let whole = judge(neurons.count, observed.reduce(0, +), shuffled.map { $0.reduce(0, +) })
    (value, expected, pValue) = (whole.value, whole.expected, whole.pValue)
    self.classes = names.enumerated().map { place, name in
      let count = classes.count { $0 == place }
      let own = judge(count, observed[place], shuffled.map { $0[place] })
      return Class(
        classIndex: name, neuronCount: count, value: own.value, expected: own.expected, pValue: own.pValue)
    }
    (neuronCount, self.neighborCount, permutationCount) = (neurons.count, neighborCount, options.permutationCount)
  }

  /// Measures neurons by 1 − |r|; constant ones take no part. `bestClasses` are of all neurons that were correlated.
  public init(
    bestClasses: [Int?], correlation: NeuronCorrelation, options: SpecializationOptions = .init(),
    parallel: ParallelRows = .init()
  ) throws {
    guard bestClasses.count == correlation.neuronCount else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "There are best classes of \(bestClasses.count) neurons and correlations of "
          + "\(correlation.neuronCount). Expected the same neurons.")
    }
    try self.init(
      bestClasses: correlation.varying.map { bestClasses[$0] }, dissimilarities: correlation.dissimilarities,
      options: options, parallel: parallel)
  }

  private static func check(_ classes: [Int?], _ dissimilarities: Matrix, _ options: SpecializationOptions) throws {
    try Validation.requireOption(
      options.neighborCount >= 1, "neighborCount", options.neighborCount, expected: "at least 1")
    try Validation.requireOption(
      options.permutationCount >= 99, "permutationCount", options.permutationCount, expected: "at least 99")
    guard dissimilarities.rowCount == classes.count, dissimilarities.columnCount == classes.count else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "The dissimilarities are \(dissimilarities.rowCount) × \(dissimilarities.columnCount). Expected "
          + "\(classes.count) × \(classes.count), one row and column for each neuron.")
    }
    if let (row, column) = dissimilarities.firstNonFinite {
      throw NeuronAnalysisError(
        kind: .badInput,
        description:
          "The dissimilarity of neurons \(row) and \(column) is \(dissimilarities[row, column]), not a finite "
          + "number. Leave out constant neurons.")
    }
    let count = classes.count { $0 != nil }
    guard count >= 2 else {
      throw NeuronAnalysisError(
        kind: .badInput, description: "\(count) neurons have a best class. Expected at least 2.")
    }
  }

  /// For each of the neurons the places, among them, of those that are nearest.
  private static func nearest(
    _ dissimilarities: Matrix, neurons: [Int], count: Int, parallel: ParallelRows
  ) -> [Int32] {
    var neighbors = [Int32](repeating: 0, count: neurons.count * count)
    neighbors.withUnsafeMutableBufferPointer { neighbors in
      let output = SharedMutable(neighbors.baseAddress)
      parallel.forEachChunk(of: neurons.count, chunkSize: 32) { _, range in
        guard let output = output.pointer else { return }
        var kept = [(distance: Float, place: Int32)]()
        for place in range {
          kept.removeAll(keepingCapacity: true)
          let row = neurons[place] * dissimilarities.columnCount
          for (other, neuron) in neurons.enumerated() where other != place {
            let distance = dissimilarities.elements[row + neuron]
            if kept.count == count {
              guard let last = kept.last, distance < last.distance else { continue }
              kept.removeLast()
            }
            let at = kept.lastIndex { $0.distance <= distance }.map { $0 + 1 } ?? 0
            kept.insert((distance, Int32(other)), at: at)
          }
          for (index, neighbor) in kept.enumerated() { output[place * count + index] = neighbor.place }
        }
      }
    }
    return neighbors
  }
}

/// Counts nearest neurons of the same class.
private struct NeighborHits: Sendable {
  let neighbors: [Int32]
  let neighborCount: Int
  let classCount: Int

  func byClass(_ classes: [Int]) -> [Int] {
    var hits = [Int](repeating: 0, count: classCount)
    neighbors.withUnsafeBufferPointer { neighbors in
      for (place, own) in classes.enumerated() {
        for index in place &* neighborCount..<(place &+ 1) &* neighborCount
        where classes[Int(neighbors[index])] == own {
          hits[own] += 1
        }
      }
    }
    return hits
  }

  func shuffled(_ classes: [Int], options: SpecializationOptions, parallel: ParallelRows) -> [[Int]] {
    var results = [[Int]](repeating: [], count: options.permutationCount)
    results.withUnsafeMutableBufferPointer { results in
      let output = SharedMutable(results.baseAddress)
      parallel.forEachChunk(of: options.permutationCount, chunkSize: 16) { _, range in
        for permutation in range {
          var generator = SeededGenerator(seed: options.seed, stream: UInt64(permutation))
          output.pointer?[permutation] = byClass(classes.shuffled(using: &generator))
        }
      }
    }
    return results
  }
}
