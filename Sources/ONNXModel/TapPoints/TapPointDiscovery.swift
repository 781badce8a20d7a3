/// Finds every activation of a network and describes it.
struct TapPointDiscovery {
  let analysis: GraphAnalysis
  let inputs: [TensorDescription]
  let outputs: [TensorDescription]

  var tapPoints: [TapPoint] {
    var tensors: [(name: String, producer: Int?)] = inputs.map { ($0.name, nil) }
    for (index, node) in analysis.graph.node.enumerated() {
      // Further outputs are positions, statistics and states; parts of a split are activations.
      let own = node.opType == "Split" ? node.output : Array(node.output.prefix(1))
      tensors += own.filter { analysis.isActivation($0) }.map { ($0, index) }
    }
    let names = TapPointNames(analysis: analysis).shortNames(tensors.map(\.name))
    let outputNames = Set(outputs.map(\.name))
    return zip(tensors, names).map { tensor, name in
      tapPoint(tensor.name, producer: tensor.producer, name: name, isOutput: outputNames.contains(tensor.name))
    }
  }

  private func tapPoint(_ tensor: String, producer: Int?, name: String, isOutput: Bool) -> TapPoint {
    let facts = analysis.facts[tensor] ?? .unknown
    let layout = layout(tensor, facts: facts)
    let features = facts.shape.flatMap { shape -> Int? in
      let rest = shape.dropFirst().compactMap(\.value)
      guard !shape.isEmpty, rest.count == shape.count - 1 else { return nil }
      return rest.reduce(Int?(1)) { product, size in
        product.flatMap { product in
          let (result, overflow) = product.multipliedReportingOverflow(by: size)
          return overflow ? nil : result
        }
      }
    }
    return TapPoint(
      name: name, tensorName: tensor, operatorName: producer.map(analysis.operatorName) ?? "Input",
      shape: facts.shape?.values ?? [], layout: layout, elementType: facts.elementType,
      channelCount: channelCount(facts.shape, layout: layout), featureCount: features,
      depth: producer.map { analysis.depths[$0] } ?? 0, isInput: producer == nil, isOutput: isOutput)
  }

  private func layout(_ tensor: String, facts: TensorFacts) -> TapLayout {
    guard let shape = facts.shape, let first = shape.first, isBatch(first) else { return .other }
    let axis = analysis.channelAxes[tensor]
    switch shape.count {
    case 2: return .vector
    case 3: return axis == 1 ? .spatial : .tokens
    case 4: return axis == 3 ? .tokens : axis == 2 ? .other : .spatial
    default: return .other
    }
  }

  /// Whether an axis counts items: it must be as long as the first axis of the input.
  private func isBatch(_ size: Dimension) -> Bool {
    guard let input = inputs.first, let batch = analysis.facts[input.name]?.shape?.first else { return false }
    if size == batch { return true }
    // A free size of its own may be the batch; a multiple of the batch is not.
    return size.factor == 1 && size.symbols.count == 1 && size.symbols != batch.symbols
      && size.symbols[0].hasPrefix("\u{1}")
  }

  private func channelCount(_ shape: [Dimension]?, layout: TapLayout) -> Int? {
    switch layout {
    case .vector, .spatial: shape?[1].value
    case .tokens: shape?.last?.value
    case .other: nil
    }
  }
}
