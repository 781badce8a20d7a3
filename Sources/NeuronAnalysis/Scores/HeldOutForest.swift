package import CKernels
package import NumericKernels

/// A forest for one class, and where held-out items end in it.
package struct HeldOutForest: Sendable {
  /// A tree with the held-out items in the order of its leaves.
  package struct RoutedTree: Sendable {
    package let nodes: [strata_tree_node]
    /// Held-out items (their ranks among these) in the order of the leaves.
    var order: [Int32]
    /// Node n holds order[starts[n] ..< ends[n]].
    var starts: [UInt32]
    var ends: [UInt32]
    /// The share of the class in the leaf of each held-out item.
    var probabilities: [Float]
  }

  package let trees: [RoutedTree]
  /// Whether each held-out item is of the class.
  package let isOfClass: [Bool]
  /// The sum over the trees of the share of the class, in the order of the trees.
  package let votes: [Double]

  init(trees: [RoutedTree], isOfClass: [Bool]) {
    var votes = [Double](repeating: 0, count: isOfClass.count)
    for tree in trees {
      for (rank, probability) in tree.probabilities.enumerated() { votes[rank] += Double(probability) }
    }
    (self.trees, self.isOfClass, self.votes) = (trees, isOfClass, votes)
  }

  /// The share of held-out items that are told right; more than half of the trees must be for the class.
  package var accuracy: Double { Double(right(of: true) + right(of: false)) / Double(isOfClass.count) }

  /// The mean of the shares among those of the class and among the rest; nil when one of the two has no item.
  var balancedAccuracy: Double? {
    let positives = isOfClass.count { $0 }
    let negatives = isOfClass.count - positives
    guard positives > 0, negatives > 0 else { return nil }
    return (Double(right(of: true)) / Double(positives) + Double(right(of: false)) / Double(negatives)) / 2
  }

  /// The accuracy of always naming the larger of class and rest.
  var baseline: Double {
    let positives = isOfClass.count { $0 }
    return Double(max(positives, isOfClass.count - positives)) / Double(isOfClass.count)
  }

  private func right(of positive: Bool) -> Int {
    isOfClass.indices.count { isOfClass[$0] == positive && (2 * votes[$0] > Double(trees.count)) == positive }
  }
}

extension HeldOutForest {
  /// Grows the forest of a class on the grower's items and routes the others through it.
  package init(
    _ grower: TreeGrower, heldOut: [Int], classIndex: Int, labels: ClassLabels,
    options: ExtremelyRandomizedTreesOptions, parallel: ParallelRows, progress: ProgressHandler?,
    span: ClosedRange<Double>
  ) throws {
    let isOfClass = labels.classOf.map { $0 == classIndex }
    var ranks = [Int32](repeating: 0, count: labels.rows.count)
    for (rank, place) in heldOut.enumerated() { ranks[place] = Int32(rank) }
    let routing = Routing(columns: grower.columns, heldOut: heldOut, ranks: ranks)
    var trees = [RoutedTree?](repeating: nil, count: options.treeCount)
    try trees.withUnsafeMutableBufferPointer { trees in
      let output = SharedMutable(trees.baseAddress)
      try parallel.forEachChunk(of: options.treeCount, chunkSize: 4, reportingTo: progress, span: span) { range in
        let workspace = TreeGrower.Workspace(grower)
        var decreases = [Double](repeating: 0, count: grower.columns.neurons.count)
        for tree in range {
          let nodes = grower.grow(
            isOfClass: isOfClass,
            key: TreeGrower.key(seed: options.seed, forest: 1, classIndex: classIndex, tree: tree),
            workspace: workspace, decreases: &decreases)
          output.pointer?[tree] = routing.route(Array(nodes))
        }
      }
    }
    self.init(trees: trees.compactMap { $0 }, isOfClass: heldOut.map { isOfClass[$0] })
  }
}

/// Sends held-out items to their leaves.
private struct Routing: Sendable {
  let columns: NeuronColumns
  let heldOut: [Int]
  /// By place; what was not held out has no meaning.
  let ranks: [Int32]

  func route(_ nodes: [strata_tree_node]) -> HeldOutForest.RoutedTree {
    var items = heldOut.map { UInt32($0) } + [UInt32](repeating: 0, count: 32)
    var starts = [UInt32](repeating: 0, count: nodes.count)
    var ends = starts
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: strata_tree_workspace_size(heldOut.count), alignment: 64)
    defer { memory.deallocate() }
    columns.values.withUnsafeBufferPointer {
      strata_route_items(
        $0.baseAddress, columns.itemCount, &items, heldOut.count, nodes, nodes.count, memory, &starts, &ends)
    }
    let order = items.prefix(heldOut.count).map { ranks[Int($0)] }
    var probabilities = [Float](repeating: 0, count: heldOut.count)
    for (place, node) in nodes.enumerated() where node.feature < 0 {
      for index in starts[place]..<ends[place] {
        probabilities[Int(order[Int(index)])] = Float(node.positives) / Float(node.count)
      }
    }
    return .init(nodes: nodes, order: order, starts: starts, ends: ends, probabilities: probabilities)
  }
}
