import NumericKernels

/// Items with a label, and how many there are of each class.
package struct ClassLabels {
  /// Rows of the activations that have a label, ascending.
  package let rows: [Int]
  /// The class of each of them.
  package let classOf: [Int]
  /// One more than the largest class.
  let classCount: Int
  /// How many items there are of each class.
  let counts: [Int]
  /// Classes with items, ascending.
  let present: [Int]

  /// Throws `badInput` for another number of labels than items, labels that are no indices, fewer than two items with a
  /// label, and a single class.
  package init(_ labels: [Int?], itemCount: Int) throws {
    try Validation.requireSameCount(labels: labels.count, items: itemCount)
    let rows = labels.indices.filter { labels[$0] != nil }
    let classOf = labels.compactMap { $0 }
    guard rows.count >= 2, let smallest = classOf.min(), let largest = classOf.max() else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description:
          "\(rows.count) of \(labels.count) items have a label; at least 2 are expected. Give labels to tell "
          + "classes apart.")
    }
    guard smallest >= 0, largest < 1 << 16 else {
      let wrong = smallest < 0 ? smallest : largest
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "The label \(wrong) is no index of a class. Expected numbers from 0, below \(1 << 16).")
    }
    guard smallest < largest else {
      throw NeuronAnalysisError(
        kind: .badInput,
        description: "All \(rows.count) items with a label are of class \(smallest). At least two classes are expected."
      )
    }
    var counts = [Int](repeating: 0, count: largest + 1)
    for index in classOf { counts[index] += 1 }
    (self.rows, self.classOf, classCount) = (rows, classOf, largest + 1)
    self.counts = counts
    present = counts.indices.filter { counts[$0] > 0 }
  }

  /// Sets a share of each class aside, at least one item and never all; nothing of a class with a single item.
  ///
  /// The places in `rows` of what stays and of what is set aside, both ascending.
  package func split(heldOutShare: Double, seed: UInt64) -> (training: [Int], heldOut: [Int]) {
    var places = [[Int]](repeating: [], count: classCount)
    for (place, index) in classOf.enumerated() { places[index].append(place) }
    var isHeldOut = [Bool](repeating: false, count: rows.count)
    for index in present {
      var generator = SeededGenerator(seed: seed, stream: 0x5711_7000_0000_0000 | UInt64(index))
      let wanted = Int((heldOutShare * Double(counts[index])).rounded())
      let count = min(counts[index] - 1, max(1, wanted))
      for place in places[index].shuffled(using: &generator).prefix(count) { isHeldOut[place] = true }
    }
    return (isHeldOut.indices.filter { !isHeldOut[$0] }, isHeldOut.indices.filter { isHeldOut[$0] })
  }
}
