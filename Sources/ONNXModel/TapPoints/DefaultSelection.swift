extension ONNXNetwork {
  /// The layers that a person would choose to look at: at most `limit`, in graph order.
  ///
  /// The input comes first. Then come the places that everything passes on its way through the network: the outputs of
  /// residual, inception and transformer blocks, pools, and single layers between blocks, each after its bias,
  /// normalization and activation. The last layers are what the classifier reads, its logits and its probabilities.
  /// Inside of blocks nothing is chosen, nor are expansions and depthwise convolutions before a projection, squeezes
  /// before a concatenation, or the attention half of a transformer block. Where there are more than `limit`, the
  /// layers between the first and the last are thinned out evenly by depth.
  ///
  /// - Parameter limit: The largest number of layers, at least 1.
  /// - Returns: Tap points of this network.
  public func defaultTapPoints(limit: Int = 24) -> [TapPoint] {
    let selection = DefaultSelection(network: self)
    let chosen = selection.chosen(limit: max(1, limit))
    return tapPoints.filter { chosen.contains($0.tensorName) }
  }
}

/// Chooses layers as `defaultTapPoints` describes.
private struct DefaultSelection {
  let network: ONNXNetwork
  let groups: LayerGroups
  let head: ClassifierHead?
  let byTensor: [String: TapPoint]

  /// Fewer blocks than this tell too little about a network, and single layers are offered too.
  static let fewestBlocks = 4

  init(network: ONNXNetwork) {
    self.network = network
    groups = LayerGroups(analysis: network.analysis)
    head = network.classifierHead
    byTensor = Dictionary(network.tapPoints.map { ($0.tensorName, $0) }) { first, _ in first }
  }

  private var ends: [String] {
    if let head { return [head.probabilities ?? head.logits].compactMap { $0 } }
    return network.outputs.map(\.name)
  }

  func chosen(limit: Int) -> Set<String> {
    let fixed = endpoints
    guard fixed.count < limit else { return Set(fixed.prefix(limit)) }
    let between = candidates.filter { !fixed.contains($0.tensorName) }
    return Set(fixed).union(thinned(between, to: limit - fixed.count).map(\.tensorName))
  }

  /// What is always kept, the most important first.
  private var endpoints: [String] {
    var names = network.inputs.map(\.name)
    if let head {
      let logits = head.logits.map(vectorForm)
      names += [logits, head.probabilities, penultimate(logits ?? head.probabilities)].compactMap { $0 }
    } else {
      names += network.outputs.map(\.name).suffix(3)
    }
    var seen = Set<String>()
    return names.filter { byTensor[$0] != nil && seen.insert($0).inserted }
  }

  /// Logits are best read as a vector, where the network forms one from a map of a single position.
  private func vectorForm(_ tensor: String) -> String {
    guard byTensor[tensor]?.layout != .vector, let group = groups.groupOfTensor[tensor] else { return tensor }
    return groups.groups[group].tensors.last { byTensor[$0]?.layout == .vector } ?? tensor
  }

  /// What the last layer with weights reads.
  private func penultimate(_ tensor: String?) -> String? {
    guard let tensor, let group = groups.groupOfTensor[tensor], let before = groups.predecessors(group).first,
      groups.groups[before].kind != .input
    else { return nil }
    return groups.representative(before)
  }

  private var candidates: [TapPoint] {
    let bottlenecks = Bottlenecks(analysis: network.analysis, ends: ends)
    let passed = groups.groups.indices.filter { group in
      guard let name = groups.representative(group), let producer = network.analysis.producers[name] else {
        return false
      }
      return bottlenecks.contains(producer) && !isInsideHead(group)
    }
    let blocks = passed.filter { isBlockOutput($0, passed: passed) }
    if blocks.count >= Self.fewestBlocks { return taps(blocks) }
    let merges = groups.groups.indices.filter { [.sum, .concatenation, .pool].contains(groups.groups[$0].kind) }
    let wider = Set(blocks).union(merges.filter { !isInsideHead($0) })
    if wider.count >= Self.fewestBlocks { return taps(Array(wider)) }
    let layers = groups.groups.indices.filter { groups.groups[$0].kind == .weights && !isInsideHead($0) }
    return taps(Array(wider.union(layers)))
  }

  /// The logits have one tap, whichever tensor of their layer represents it.
  private func isInsideHead(_ group: Int) -> Bool {
    guard let logits = head?.logits else { return false }
    return groups.groupOfTensor[logits] == group
  }

  private func taps(_ chosen: [Int]) -> [TapPoint] {
    let found = chosen.compactMap { groups.representative($0).flatMap { byTensor[$0] } }
    // A tensor whose first axis is not the batch has no row for each item.
    return found.filter { $0.layout != .other || $0.shape.isEmpty }
  }

  private func isBlockOutput(_ group: Int, passed: [Int]) -> Bool {
    switch groups.groups[group].kind {
    case .pool, .concatenation: true
    case .sum: !isAttentionHalf(group, passed: passed)
    case .weights: !isExpansion(group) && !isSqueeze(group)
    case .input, .depthwise, .gate, .normalization, .attention, .softmax: false
    }
  }

  /// A pointwise convolution that only widens what a depthwise convolution then works on.
  private func isExpansion(_ group: Int) -> Bool {
    let next = groups.successors(group)
    return groups.isPointwise(group) && !next.isEmpty && next.allSatisfy { groups.groups[$0].kind == .depthwise }
  }

  /// A pointwise convolution that opens a module whose branches are concatenated.
  private func isSqueeze(_ group: Int) -> Bool {
    let next = groups.successors(group)
    guard groups.isPointwise(group), next.count > 1 else { return false }
    let behind = next.map { groups.successors($0) }
    guard let merge = behind[0].first, behind.allSatisfy({ $0 == [merge] }) else { return false }
    return groups.groups[merge].kind == .concatenation
  }

  /// Whether a sum closes a branch with attention, and a sum without attention follows: the first half of a block.
  private func isAttentionHalf(_ group: Int, passed: [Int]) -> Bool {
    guard hasAttention(group, passed: passed) else { return false }
    guard let place = passed.firstIndex(of: group) else { return false }
    let later = passed[(place + 1)...].first { groups.groups[$0].kind == .sum }
    return later.map { !hasAttention($0, passed: passed) } ?? false
  }

  private func hasAttention(_ group: Int, passed: [Int]) -> Bool {
    guard let place = passed.firstIndex(of: group) else { return false }
    let before = place > 0 ? groups.groups[passed[place - 1]].root : -1
    let end = groups.groups[group].root
    return groups.groups.contains { $0.kind == .attention && $0.root > before && $0.root < end }
  }

  private func thinned(_ taps: [TapPoint], to count: Int) -> [TapPoint] {
    let sorted = taps.sorted { ($0.depth, $0.tensorName) < ($1.depth, $1.tensorName) }
    guard sorted.count > count, let first = sorted.first, let last = sorted.last else { return sorted }
    guard count > 1 else { return count == 1 ? [sorted[sorted.count / 2]] : [] }
    var result: [TapPoint] = []
    var next = 0
    for slot in 0..<count {
      let target = Double(first.depth) + Double((last.depth - first.depth) * slot) / Double(count - 1)
      let reserve = count - slot - 1
      let options = next..<sorted.count - reserve
      let distance = { (index: Int) in abs(Double(sorted[index].depth) - target) }
      let best = options.min { distance($0) < distance($1) } ?? next
      result.append(sorted[best])
      next = best + 1
    }
    return result
  }
}
