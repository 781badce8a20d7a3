/// Follows receptive fields through a graph.
struct ReceptiveFieldAnalysis {
  /// One node with what its inputs see: everything a rule reads.
  struct Node {
    let context: NodeContext
    /// By input; nil for those that do not depend on the image.
    let fields: [AxisFields?]
    /// What is known of the shape of the output.
    let output: [Dimension]?

    /// What the first input sees, or everything where only others depend on the image.
    var first: AxisFields { fields.first.flatMap { $0 } ?? everywhere }
    var everywhere: AxisFields { fields.lazy.compactMap { $0 }.first?.everywhere ?? AxisFields(axes: []) }
    /// Whether no input but the first depends on the image.
    var isUnary: Bool { fields.dropFirst().allSatisfy { $0 == nil } }
  }

  typealias Rule = @Sendable (Node) -> AxisFields

  /// All rules by operator. An operator without one mixes everything.
  static let rules: [String: Rule] = {
    let families = [windowFields, pointwiseFields, mixingFields, layoutFields, selectionFields]
    return families.reduce(into: [:]) { all, family in all.merge(family) { first, _ in first } }
  }()

  private let analysis: GraphAnalysis
  private let opset: Int

  init(_ analysis: GraphAnalysis, opset: Int) { (self.analysis, self.opset) = (analysis, opset) }

  /// What a tensor sees; nil where it does not depend on the image.
  func fields(of name: String) -> AxisFields? {
    guard analysis.dependent.contains(name) else { return nil }
    var known: [String: AxisFields] = [:]
    for input in analysis.inputNames { known[input] = start(input) }
    let fresh = FreshDimensions()
    for node in analysis.graph.node where known[name] == nil {
      let read = node.consumedNames.compactMap { known[$0] }
      guard let any = read.first, node.output.contains(where: analysis.dependent.contains) else { continue }
      let context = NodeContext(
        node: node, inputs: node.input.map { $0.isEmpty ? nil : analysis.facts[$0] }, opset: opset, fresh: fresh)
      for output in node.output where analysis.dependent.contains(output) {
        let view = Node(
          context: context, fields: node.input.map { known[$0] }, output: analysis.facts[output]?.shape)
        let rule = ONNXOperators.isStandard(node.domain) ? Self.rules[node.opType] : nil
        known[output] = rule?(view) ?? any.everywhere
      }
    }
    return known[name]
  }

  /// Every position of the input sees itself.
  private func start(_ input: String) -> AxisFields {
    let rank = analysis.facts[input]?.shape?.count ?? 0
    let channels = analysis.channelAxes[input] ?? 1
    let positions = (1..<max(rank, 1)).filter { $0 != channels }
    // An input without positions is an image made flat: whatever reads it, reads all.
    guard !positions.isEmpty else { return AxisFields(axes: [nil, nil]) }
    return AxisFields(
      axes: positions.map { .init(axis: $0, pixels: PixelInterval(stride: 1, start: 0, end: 0)) })
  }
}
