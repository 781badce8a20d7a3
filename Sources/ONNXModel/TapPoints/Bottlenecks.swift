/// Finds the tensors that everything must pass on its way from the input to the end: where one block ends and the next
/// begins. Tensors inside a block are passed by its other branches.
struct Bottlenecks {
  /// For every node, whether its outputs are such a place.
  private let isPassedByAll: [Bool]

  /// Looks at the paths from the input to `ends`, the tensors in which the network ends for this purpose.
  init(analysis: GraphAnalysis, ends: [String]) {
    let nodes = analysis.graph.node
    var isRelevant = [Bool](repeating: false, count: nodes.count)
    var needed = Set(ends)
    for index in nodes.indices.reversed() where nodes[index].output.contains(where: needed.contains) {
      guard nodes[index].output.contains(where: analysis.dependent.contains) else { continue }
      isRelevant[index] = true
      needed.formUnion(analysis.activationInputs(index))
    }
    let last = { (tensor: String) -> Int in
      if ends.contains(tensor) { return nodes.count }
      return analysis.consumers[tensor]?.last { isRelevant[$0] } ?? -1
    }
    // In any sorted order, a node is passed by all exactly if no tensor made before it is read after it.
    var reach = analysis.inputNames.map(last).max() ?? -1
    var result = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices where isRelevant[index] {
      result[index] = reach <= index
      reach = max(reach, nodes[index].output.filter { analysis.dependent.contains($0) }.map(last).max() ?? -1)
    }
    isPassedByAll = result
  }

  func contains(_ node: Int) -> Bool { isPassedByAll[node] }
}
