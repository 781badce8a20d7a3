import ONNXModel

/// A layer whose activations lie on a grid over the image: feature maps, or tokens.
struct FeatureLayer {
  let tap: TapPoint

  /// Finds the layer that is named, or the usual one.
  init(named name: String?, in network: ONNXNetwork, before target: ResolvedTarget) throws {
    let made = Set(target.nodes.flatMap(\.outputs)).subtracting([target.tensor])
    guard let name else {
      guard let usual = Self.usual(in: network, made: made, nodes: target.nodes) else {
        throw AttributionError(
          .badLayer,
          "\(network.fileName) has no feature maps before `\(target.tensor)`: no convolution whose positions lie on a grid, "
            + "and no tokens that do. Name a layer, or use a gradient method or occlusion.")
      }
      tap = usual
      return
    }
    guard let found = network.tapPoint(named: name) else {
      throw AttributionError(
        .badLayer,
        "\(network.fileName) has no layer `\(name)`. Expected the name or the tensor of one of its "
          + "\(network.tapPoints.count) activations (see `strata layers`).")
    }
    guard made.contains(found.tensorName) || found.isInput else {
      throw AttributionError(
        .badLayer,
        "The target `\(target.tensor)` of \(network.fileName) does not depend on the layer \(name). Choose a layer before "
          + "it.")
    }
    guard Self.hasGrid(found) else {
      throw AttributionError(
        .badLayer,
        "The layer \(name) of \(network.fileName) has the shape \(found.shapeText), which is no grid of positions. "
          + "Expected [N, channels, height, width], [N, height, width, features], or tokens [N, tokens, features] whose "
          + "number, less a class token, is a square.")
    }
    tap = found
  }

  /// Rows and columns of the grid, and where it begins among the positions of the layer's shape for a batch.
  func grid(of shape: [Int]) throws -> (height: Int, width: Int, first: Int) {
    if shape.count == 4 { return tap.layout == .tokens ? (shape[1], shape[2], 0) : (shape[2], shape[3], 0) }
    if shape.count == 3, let side = Self.side(ofTokens: shape[1]) { return (side, side, shape[1] - side * side) }
    throw AttributionError(
      .badLayer, "The layer \(tap.name) has the shape \(shape) for these images, which is no grid of positions.")
  }

  private static func hasGrid(_ tap: TapPoint) -> Bool {
    switch (tap.layout, tap.shape.count) {
    case (.spatial, 4), (.tokens, 4): tap.channels != nil
    case (.tokens, 3): tap.channels != nil && (tap.shape[1].map { side(ofTokens: $0) != nil } ?? true)
    default: false
    }
  }

  /// The side of the square that tokens make, with or without a class token (or two) before them.
  private static func side(ofTokens count: Int) -> Int? {
    (0...2).lazy.compactMap { extra in
      let side = Int(Double(max(0, count - extra)).squareRoot().rounded())
      return side > 1 && side * side == count - extra ? side : nil
    }.first
  }

  private static func usual(in network: ONNXNetwork, made: Set<String>, nodes: [NodeDescription]) -> TapPoint? {
    let taps = network.tapPoints.filter { made.contains($0.tensorName) && hasGrid($0) && hasSeveralPositions($0) }
    let convolution = nodes.lastIndex { node in
      node.operatorName == "Conv" && taps.contains { node.outputs.contains($0.tensorName) }
    }
    let attention = nodes.lastIndex { node in
      node.operatorName == "Softmax" && node.outputs.contains(where: made.contains)
        && (network.shape(ofTensor: node.outputs[0])?.count ?? 0) >= 3
    }
    if let attention, attention > convolution ?? -1 {
      return tokens(before: nodes[attention], taps: taps, nodes: nodes)
    }
    guard let convolution, let own = taps.first(where: { nodes[convolution].outputs.contains($0.tensorName) }) else {
      return nil
    }
    return taps.last { $0.layout == .spatial && $0.shape.count == 4 && $0.shape[2...] == own.shape[2...] }
  }

  private static func hasSeveralPositions(_ tap: TapPoint) -> Bool {
    guard tap.layout == .spatial else { return true }
    return tap.shape[2] != 1 || tap.shape[3] != 1
  }

  /// The last normalized tokens that attention weighs, or, where normalizations are written out, the last sum of two
  /// branches.
  private static func tokens(
    before attention: NodeDescription, taps: [TapPoint], nodes: [NodeDescription]
  ) -> TapPoint? {
    let weighed = Set(nodes.making(attention.outputs).flatMap(\.outputs))
    let imaged = Set(nodes.flatMap(\.outputs))
    let candidates = taps.filter { $0.layout == .tokens && weighed.contains($0.tensorName) }
    func isSum(_ tap: TapPoint) -> Bool {
      nodes.contains { $0.outputs.contains(tap.tensorName) && $0.inputs.filter(imaged.contains).count == 2 }
    }
    return candidates.last { $0.operatorName == "LayerNormalization" || $0.operatorName == "RMSNormalization" }
      ?? candidates.last { $0.operatorName == "Add" && isSum($0) } ?? candidates.last
  }
}
