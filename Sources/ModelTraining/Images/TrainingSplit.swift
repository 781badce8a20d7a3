import NumericKernels

/// Which images are trained on and which only judge.
public struct TrainingSplit: Sendable, Equatable {
  /// Positions of the images that are trained on, ascending.
  public let training: [Int]
  /// Positions of those that are held back, ascending.
  public let validation: [Int]

  /// Holds back a share of every class, drawn at random from the seed.
  ///
  /// - Parameters:
  ///   - labels: The class of each image.
  ///   - validationShare: 0 (none) to below 1; each class keeps at least one image for training.
  ///   - seed: Chooses.
  public init(labels: [Int], validationShare: Double, seed: UInt64) {
    var members: [Int: [Int]] = [:]
    for (index, label) in labels.enumerated() { members[label, default: []].append(index) }
    var heldBack = Set<Int>()
    for (label, indices) in members {
      var generator = SeededGenerator(seed: seed, stream: 0x7661_6C69_6400 + UInt64(label))
      let count = min(indices.count - 1, Int((Double(indices.count) * validationShare).rounded()))
      let keyed = indices.map { (key: generator.next(), index: $0) }.sorted { ($0.key, $0.index) < ($1.key, $1.index) }
      heldBack.formUnion(keyed.prefix(count).map(\.index))
    }
    training = labels.indices.filter { !heldBack.contains($0) }
    validation = heldBack.sorted()
  }

  /// The order in which an epoch shows the training images (Fisher and Yates; a stream for each epoch).
  public func order(ofEpoch epoch: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: 0x6F72_6465_7200 + UInt64(epoch))
    var order = training
    order.shuffle(using: &generator)
    return order
  }
}
