extension ReceptiveFieldAnalysis {
  /// Operators that rearrange values.
  static let layoutFields: [String: Rule] = {
    var rules: [String: Rule] = [:]
    rules["Transpose"] = { node in
      guard let rank = node.context.shape(0)?.count else { return node.everywhere }
      let order = node.context.integers("perm") ?? Array((0..<rank).reversed())
      return node.first.moved { order.firstIndex(of: $0) }
    }
    for name in ["Reshape", "Flatten", "Expand", "Tile"] {
      rules[name] = { node in
        guard node.isUnary else { return node.everywhere }
        return name == "Expand" ? elementwise(node) : regrouped(node)
      }
    }
    rules["Squeeze"] = squeezed
    rules["Unsqueeze"] = unsqueezed
    rules["Concat"] = { node in
      guard let rank = node.output?.count, let stated = node.context.integer("axis"),
        let axis = node.context.axis(stated, rank: rank)
      else { return node.everywhere }
      return AxisFields.union(node.fields.compactMap { $0?.mixing { $0 == axis } }) ?? node.everywhere
    }
    rules["Split"] = { node in
      guard let axis = axis(node, default: 0) else { return node.everywhere }
      return node.first.mixing { $0 == axis }
    }
    rules["SpaceToDepth"] = { node in
      guard let block = node.context.integer("blocksize"), block > 0 else { return node.everywhere }
      return node.first.reading { axis, pixels in
        axis < 2 ? (axis == 0 ? pixels : nil) : pixels.reading(scale: Double(block), first: 0, last: Double(block - 1))
      }
    }
    rules["DepthToSpace"] = { node in
      guard let block = node.context.integer("blocksize").map(Double.init), block > 0 else { return node.everywhere }
      return node.first.reading { axis, pixels in
        axis < 2 ? (axis == 0 ? pixels : nil) : pixels.reading(scale: 1 / block, first: (1 - block) / block, last: 0)
      }
    }
    return rules
  }()

  /// In row-major order the first axes keep their positions while their sizes stay, and so do the last ones.
  private static func regrouped(_ node: Node) -> AxisFields {
    guard let before = node.context.shape(0), let after = node.output else { return node.everywhere }
    let limit = min(before.count, after.count)
    let leading = zip(before, after).prefix { $0 == $1 }.count
    let trailing = min(zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count, limit - min(leading, limit))
    return node.first.moved { axis in
      if axis < leading { return axis }
      return axis >= before.count - trailing ? axis - before.count + after.count : nil
    }
  }

  private static func squeezed(_ node: Node) -> AxisFields {
    guard let shape = node.context.shape(0) else { return node.everywhere }
    let stated = node.context.integers("axes", orInput: 1)
    guard stated != nil || !node.context.has(1) && shape.allSatisfy({ $0.value != nil }) else { return node.everywhere }
    let removed =
      stated.map { node.context.axes($0, rank: shape.count) ?? [] } ?? shape.indices.filter { shape[$0] == 1 }
    let kept = shape.indices.filter { !removed.contains($0) }
    return node.first.moved { kept.firstIndex(of: $0) }
  }

  private static func unsqueezed(_ node: Node) -> AxisFields {
    guard let shape = node.context.shape(0), let stated = node.context.integers("axes", orInput: 1),
      let added = node.context.axes(stated, rank: shape.count + stated.count)
    else { return node.everywhere }
    let kept = (0..<shape.count + stated.count).filter { !added.contains($0) }
    return node.first.moved { $0 < kept.count ? kept[$0] : nil }
  }
}
