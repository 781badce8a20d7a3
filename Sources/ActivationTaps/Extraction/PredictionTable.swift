package import Foundation

/// The five most probable classes of every item.
public struct PredictionTable: Sendable, Equatable {
  /// How many classes are kept for each item.
  public static let rankCount = 5

  /// The number of items.
  public let itemCount: Int
  /// The number of classes that the network tells apart.
  public let classCount: Int
  /// `itemCount × 5` class numbers, most probable first; -1 where the network has fewer classes.
  public private(set) var classes: [Int32]
  /// Their probabilities, 0...1.
  public private(set) var probabilities: [Float]

  /// Starts without predictions.
  public init(itemCount: Int, classCount: Int) {
    self.itemCount = itemCount
    self.classCount = classCount
    classes = Array(repeating: -1, count: itemCount * Self.rankCount)
    probabilities = Array(repeating: 0, count: itemCount * Self.rankCount)
  }

  /// Notes an item's outputs. Ties go to the smaller class.
  ///
  /// Logits become probabilities by softmax, summed in Double.
  package mutating func note(item: Int, outputs: UnsafeBufferPointer<Float>, areLogits: Bool) {
    let ranks = min(Self.rankCount, classCount)
    let base = item * Self.rankCount
    var found = 0
    for candidate in 0..<classCount {
      let value = outputs[candidate]
      var rank = found
      while rank > 0, value > outputs[Int(classes[base + rank - 1])] {
        if rank < ranks { classes[base + rank] = classes[base + rank - 1] }
        rank -= 1
      }
      guard rank < ranks else { continue }
      classes[base + rank] = Int32(candidate)
      found = min(found + 1, ranks)
    }
    var scale = 1.0
    var greatest: Float = 0
    if areLogits, ranks > 0 {
      greatest = outputs[Int(classes[base])]
      var sum = 0.0
      for candidate in 0..<classCount { sum += exp(Double(outputs[candidate] - greatest)) }
      scale = 1 / sum
    }
    for rank in 0..<ranks {
      let value = outputs[Int(classes[base + rank])]
      probabilities[base + rank] = areLogits ? Float(exp(Double(value - greatest)) * scale) : value
    }
  }

  /// The state as bytes, for a checkpoint.
  package var snapshot: [Data] {
    [classes.withUnsafeBytes { Data($0) }, probabilities.withUnsafeBytes { Data($0) }]
  }

  /// Restores a snapshot of the same size; false, without a change, if it is of another.
  package mutating func restore(_ snapshot: [Data]) -> Bool {
    let byteCount = itemCount * Self.rankCount * 4
    guard snapshot.count == 2, snapshot.allSatisfy({ $0.count == byteCount }) else { return false }
    classes.withUnsafeMutableBytes { _ = snapshot[0].copyBytes(to: $0) }
    probabilities.withUnsafeMutableBytes { _ = snapshot[1].copyBytes(to: $0) }
    return true
  }
}
