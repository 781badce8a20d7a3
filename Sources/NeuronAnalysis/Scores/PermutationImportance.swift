import CKernels
import NumericKernels

/// How much worse a forest judges held-out items when one column is shuffled among them.
///
/// Only trees that split by a column are looked at, and in these only the items that reach such a node and now go the other
/// way: O(repetitions · trees · depth · items) for all columns together.
package struct PermutationImportance {
  let forest: HeldOutForest
  let columns: NeuronColumns
  let heldOut: [Int]
  let repetitionCount: Int
  let seed: UInt64
  /// Nodes that split by a column, tree after tree in preorder: those of column c from `starts[c]`.
  private let splits: [(tree: Int32, node: Int32)]
  private let starts: [Int]

  package init(forest: HeldOutForest, columns: NeuronColumns, heldOut: [Int], repetitionCount: Int, seed: UInt64) {
    var starts = [Int](repeating: 0, count: columns.neurons.count + 1)
    for tree in forest.trees {
      for node in tree.nodes where node.feature >= 0 { starts[Int(node.feature) + 1] += 1 }
    }
    for column in columns.neurons.indices { starts[column + 1] += starts[column] }
    var next = starts
    var splits = [(tree: Int32, node: Int32)](repeating: (0, 0), count: starts[columns.neurons.count])
    for (index, tree) in forest.trees.enumerated() {
      for (place, node) in tree.nodes.enumerated() where node.feature >= 0 {
        splits[next[Int(node.feature)]] = (Int32(index), Int32(place))
        next[Int(node.feature)] += 1
      }
    }
    (self.forest, self.columns, self.heldOut) = (forest, columns, heldOut)
    (self.repetitionCount, self.seed, self.splits, self.starts) = (repetitionCount, seed, splits, starts)
  }

  /// The mean increase of Brier's score (the mean squared error of the share of trees) of each column; 0 for those that no
  /// tree uses.
  func increases(
    parallel: ParallelRows, progress: ProgressHandler?, span: ClosedRange<Double>
  ) throws -> [Double] {
    var increases = [Double](repeating: 0, count: columns.neurons.count)
    try increases.withUnsafeMutableBufferPointer { increases in
      let output = SharedMutable(increases.baseAddress)
      try parallel.forEachChunk(
        of: columns.neurons.count, chunkSize: 8, reportingTo: progress, span: span
      ) { range in
        for column in range where starts[column] < starts[column + 1] {
          output.pointer?[column] = increase(column)
        }
      }
    }
    return increases
  }

  private func increase(_ column: Int) -> Double {
    let values = columns.withColumn(column) { values in heldOut.map { values[$0] } }
    var total = 0.0
    for repetition in 0..<repetitionCount {
      // The same order for every class: forests are compared on the same shuffled activations.
      var generator = SeededGenerator(
        seed: seed, stream: 0x7e00_0000_0000_0000 | UInt64(column) << 24 | UInt64(repetition))
      let changes = changes(column, to: values.shuffled(using: &generator))
      let trees = Double(forest.trees.count)
      for rank in heldOut.indices where changes[rank] != 0 {
        let truth = forest.isOfClass[rank] ? 1.0 : 0
        let (before, after) = (forest.votes[rank] / trees, (forest.votes[rank] + changes[rank]) / trees)
        total += (after - before) * (after + before - 2 * truth)
      }
    }
    return total / Double(repetitionCount * heldOut.count)
  }

  /// What the votes for each held-out item change by when the column has other values.
  package func changes(_ column: Int, to shuffled: [Float]) -> [Double] {
    var changes = [Double](repeating: 0, count: heldOut.count)
    // The tree in which an item has left its way, so that nodes further down do not see it.
    var leftIn = [Int32](repeating: -1, count: heldOut.count)
    for (tree, place) in splits[starts[column]..<starts[column + 1]] {
      let routed = forest.trees[Int(tree)]
      let (place, node) = (Int(place), routed.nodes[Int(place)])
      let middle = routed.ends[place + 1]
      for index in routed.starts[place]..<routed.ends[place] {
        let rank = Int(routed.order[Int(index)])
        let goesLeft = shuffled[rank] <= node.threshold
        guard goesLeft != (index < middle), leftIn[rank] != tree else { continue }
        leftIn[rank] = tree
        let leaf = leaf(
          of: routed.nodes, from: goesLeft ? place + 1 : Int(node.right), rank: rank, column: Int32(column),
          value: shuffled[rank])
        changes[rank] += Double(Float(leaf.positives) / Float(leaf.count)) - Double(routed.probabilities[rank])
      }
    }
    return changes
  }

  private func leaf(
    of nodes: [strata_tree_node], from start: Int, rank: Int, column: Int32, value: Float
  ) -> strata_tree_node {
    var place = start
    while nodes[place].feature >= 0 {
      let node = nodes[place]
      let own =
        node.feature == column ? value : columns.values[Int(node.feature) * columns.itemCount + heldOut[rank]]
      place = own <= node.threshold ? place + 1 : Int(node.right)
    }
    return nodes[place]
  }
}
