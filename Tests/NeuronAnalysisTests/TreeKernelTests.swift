import CKernels
import NumericKernels
import Testing

@Suite("Growing a tree")
struct TreeKernelTests {
  private static let itemCount = 300

  /// A tree grown and what it was grown on.
  private struct Grown {
    let columns: [Float]
    let isOfClass: [Bool]
    let nodes: [strata_tree_node]
    let order: [Int]
    let decreases: [Double]

    func value(_ item: Int, _ feature: Int32) -> Float { columns[Int(feature) * itemCount + item] }

    func leaf(of value: (Int32) -> Float) -> strata_tree_node {
      var place = 0
      while nodes[place].feature >= 0 {
        place = value(nodes[place].feature) <= nodes[place].threshold ? place + 1 : Int(nodes[place].right)
      }
      return nodes[place]
    }
  }

  private static func grow(
    candidates: Int, minimumSplit: Int = 2, key: UInt64 = 5, change: (inout Matrix) -> Void = { _ in }
  ) -> Grown {
    var (matrix, labels) = drawnActivations(items: itemCount, neurons: 12, seed: 4)
    change(&matrix)
    var columns = (0..<12).flatMap { column in (0..<itemCount).map { matrix[$0, column] } }
    columns += [Float](repeating: 0, count: 16)
    let isOfClass = labels.map { $0 == 1 }
    var items = isOfClass.enumerated().map { UInt32($0) | ($1 ? strata_item_of_class : 0) }
    items += [UInt32](repeating: 0, count: 32)
    var features = (0..<12).map { UInt32($0) }
    var nodes = [strata_tree_node](repeating: .init(), count: 2 * itemCount)
    var decreases = [Double](repeating: 0, count: 12)
    var workspace = [UInt8](repeating: 0, count: strata_tree_workspace_size(itemCount))
    let count = strata_grow_tree(
      columns, itemCount, &items, itemCount, &features, 12, candidates, minimumSplit, key, &workspace, &nodes,
      &decreases)
    return Grown(
      columns: columns, isOfClass: isOfClass, nodes: Array(nodes[..<count]),
      order: items[..<itemCount].map { Int($0 & ~strata_item_of_class) }, decreases: decreases)
  }

  @Test("pure leaves tell every training item right, and children share out their parent's items")
  func partition() {
    let tree = Self.grow(candidates: 3)
    #expect(tree.nodes.count > 50)
    #expect(tree.order.sorted() == Array(0..<Self.itemCount))
    for item in 0..<Self.itemCount {
      let leaf = tree.leaf { tree.value(item, $0) }
      #expect(leaf.positives == (tree.isOfClass[item] ? leaf.count : 0))
    }
    for (place, node) in tree.nodes.enumerated() where node.feature >= 0 {
      let (left, right) = (tree.nodes[place + 1], tree.nodes[Int(node.right)])
      #expect(left.count > 0 && right.count > 0)
      #expect(left.count + right.count == node.count)
      #expect(left.positives + right.positives == node.positives)
    }
  }

  @Test("decreases are those of Gini's impurity, and sum to that of the root")
  func decreases() {
    let tree = Self.grow(candidates: 3)
    func impurity(_ node: strata_tree_node) -> Double {
      let share = Double(node.positives) / Double(node.count)
      return Double(node.count) * 2 * share * (1 - share) / Double(Self.itemCount)
    }
    var expected = [Double](repeating: 0, count: 12)
    for (place, node) in tree.nodes.enumerated() where node.feature >= 0 {
      expected[Int(node.feature)] +=
        impurity(node) - impurity(tree.nodes[place + 1]) - impurity(tree.nodes[Int(node.right)])
    }
    for (own, reference) in zip(tree.decreases, expected) { #expect(abs(own - reference) < 1e-12) }
    #expect(abs(tree.decreases.reduce(0, +) - impurity(tree.nodes[0])) < 1e-12)
  }

  @Test("of all features the one that separates the class is taken, and nothing else")
  func separating() {
    let tree = Self.grow(candidates: 12) { matrix in
      for item in 0..<Self.itemCount { matrix[item, 7] = item % 3 == 1 ? 2 : -1 }
    }
    #expect(tree.nodes.count == 3)
    #expect(tree.nodes[0].feature == 7)
    #expect(tree.nodes[0].threshold >= -1 && tree.nodes[0].threshold < 2)
  }

  @Test("constant features do not count among those drawn")
  func constants() {
    let tree = Self.grow(candidates: 1) { matrix in
      for item in 0..<Self.itemCount { for feature in 0..<12 where feature != 3 { matrix[item, feature] = 4 } }
    }
    #expect(tree.nodes.allSatisfy { $0.feature == 3 || $0.feature == -1 })
    #expect(tree.nodes.count > 100)
  }

  @Test("items that are the same in all features stay together")
  func ties() {
    let tree = Self.grow(candidates: 12) { matrix in
      for item in 0..<Self.itemCount { for feature in 0..<12 { matrix[item, feature] = item < 150 ? 0 : 1 } }
    }
    #expect(tree.nodes.map(\.count) == [300, 150, 150])
    #expect(tree.nodes.map(\.positives) == [100, 50, 50])
  }

  @Test("nodes below the smallest size to split are leaves, and other keys grow other trees")
  func options() {
    let tree = Self.grow(candidates: 3, minimumSplit: 40)
    #expect(tree.nodes.allSatisfy { $0.feature < 0 || $0.count >= 40 })
    #expect(tree.nodes.contains { $0.feature < 0 && $0.positives > 0 && $0.positives < $0.count })
    let (first, again, other) = (Self.grow(candidates: 3), Self.grow(candidates: 3), Self.grow(candidates: 3, key: 6))
    #expect(first.nodes.map(\.threshold) == again.nodes.map(\.threshold))
    #expect(first.nodes.map(\.threshold) != other.nodes.map(\.threshold))
  }

  @Test("the largest and smallest numbers do not overflow")
  func extremes() {
    let tree = Self.grow(candidates: 12) { matrix in
      for item in 0..<Self.itemCount {
        for feature in 0..<12 {
          matrix[item, feature] =
            item % 3 == 1 ? -Float.greatestFiniteMagnitude : Float.greatestFiniteMagnitude
        }
      }
    }
    #expect(tree.nodes.count == 3)
    #expect(tree.nodes[0].threshold.isFinite)
  }

  @Test("routing puts each item into the leaf that its values lead to")
  func routing() {
    let tree = Self.grow(candidates: 3)
    var items = (0..<UInt32(Self.itemCount)).filter { !$0.isMultiple(of: 3) }.map { $0 }
    let count = items.count
    items += [UInt32](repeating: 0, count: 32)
    var starts = [UInt32](repeating: 0, count: tree.nodes.count)
    var ends = starts
    var workspace = [UInt8](repeating: 0, count: strata_tree_workspace_size(count))
    strata_route_items(
      tree.columns, Self.itemCount, &items, count, tree.nodes, tree.nodes.count, &workspace, &starts, &ends)
    var placed = 0
    for (place, node) in tree.nodes.enumerated() where node.feature < 0 {
      for index in starts[place]..<ends[place] {
        placed += 1
        let item = Int(items[Int(index)])
        let leaf = tree.leaf { tree.value(item, $0) }
        #expect(leaf.right == UInt32(place))
      }
    }
    #expect(placed == count)
  }
}
