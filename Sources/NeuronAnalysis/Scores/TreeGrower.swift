import CKernels
import NumericKernels

/// Grows trees on some of the items.
package struct TreeGrower: Sendable {
  let columns: NeuronColumns
  /// Places of the training items.
  let places: [Int]
  let candidateCount: Int
  let minimumSplitSize: Int

  /// Grows on the items at some places.
  package init(columns: NeuronColumns, places: [Int], candidateCount: Int, minimumSplitSize: Int) {
    (self.columns, self.places) = (columns, places)
    (self.candidateCount, self.minimumSplitSize) = (candidateCount, minimumSplitSize)
  }

  /// Memory that growing one tree after another needs.
  final class Workspace {
    fileprivate var items: [UInt32]
    fileprivate var features: [UInt32]
    fileprivate var nodes: [strata_tree_node]
    fileprivate let memory: UnsafeMutableRawPointer

    init(_ grower: TreeGrower) {
      let count = grower.places.count
      items = [UInt32](repeating: 0, count: count + 32)
      features = [UInt32](repeating: 0, count: grower.columns.neurons.count)
      nodes = [strata_tree_node](repeating: .init(), count: 2 * count)
      memory = .allocate(byteCount: strata_tree_workspace_size(count), alignment: 64)
    }

    deinit { memory.deallocate() }
  }

  /// The nodes of a tree; adds what each column lowers the impurity by, times the share of items. `isOfClass` goes by place.
  func grow(
    isOfClass: [Bool], key: UInt64, workspace: Workspace, decreases: UnsafeMutablePointer<Double>
  ) -> ArraySlice<strata_tree_node> {
    for (index, place) in places.enumerated() {
      workspace.items[index] = UInt32(place) | (isOfClass[place] ? strata_item_of_class : 0)
    }
    for index in workspace.features.indices { workspace.features[index] = UInt32(index) }
    let count = columns.values.withUnsafeBufferPointer { values in
      strata_grow_tree(
        values.baseAddress, columns.itemCount, &workspace.items, places.count, &workspace.features,
        workspace.features.count, candidateCount, minimumSplitSize, key, workspace.memory, &workspace.nodes, decreases)
    }
    return workspace.nodes[..<count]
  }

  /// The key of the random numbers of a tree.
  static func key(seed: UInt64, forest: UInt64, classIndex: Int, tree: Int) -> UInt64 {
    var generator = SeededGenerator(seed: seed, stream: forest << 60 | UInt64(classIndex) << 32 | UInt64(tree))
    return generator.next()
  }
}
