import ONNXModel

/// A unit before its rectifier.
struct UnrectifiedUnit {
  let tensor: String
  let channel: Int
  var position = UnitPosition.everywhere
  /// Whether a pooling lies between.
  var isPooled = false

  init(tensor: String, channel: Int, position: UnitPosition) {
    (self.tensor, self.channel, self.position) = (tensor, channel, position)
  }

  /// Follows a channel of [N, channels, …] up to its rectifier, through poolings and concatenations; nil where none is found.
  init?(of tensor: String, channel: Int, in network: ONNXNetwork) {
    var (tensor, channel, isPooled) = (tensor, channel, false)
    while let node = network.nodes.first(where: { $0.outputs.contains(tensor) }), let input = node.inputs.first {
      switch node.operatorName {
      case "Relu":
        self.init(tensor: input, channel: channel, position: .everywhere)
        self.isPooled = isPooled
        return
      case "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool":
        (tensor, isPooled) = (input, true)
      case "Identity", "Dropout", "LRN":
        tensor = input
      case "Concat":
        guard let part = Self.part(of: node, with: channel, makes: tensor, in: network) else { return nil }
        (tensor, channel) = part
      default: return nil
      }
    }
    return nil
  }

  /// The input of a concatenation of channels that has a channel, and its number there.
  private static func part(
    of node: NodeDescription, with channel: Int, makes tensor: String, in network: ONNXNetwork
  ) -> (String, Int)? {
    let counts = node.inputs.map { network.shape(ofTensor: $0).flatMap { $0.count > 1 ? $0[1] : nil } }
    let known = counts.compactMap(\.self)
    guard known.count == counts.count, known.reduce(0, +) == network.shape(ofTensor: tensor)?.dropFirst().first ?? -1
    else { return nil }
    var rest = channel
    for (name, count) in zip(node.inputs, known) {
      if rest < count { return (name, rest) }
      rest -= count
    }
    return nil
  }
}
