extension ReceptiveFieldAnalysis {
  /// Operators that take parts, add borders, sum up or change the resolution.
  static let selectionFields: [String: Rule] = {
    var rules: [String: Rule] = [:]
    rules["Pad"] = { $0.isUnary ? padded($0) : $0.everywhere }
    rules["Slice"] = { $0.isUnary ? sliced($0) : $0.everywhere }
    rules["Gather"] = gathered
    rules["Resize"] = { $0.isUnary ? resized($0) : $0.everywhere }
    rules["Upsample"] = rules["Resize"]
    for name in [
      "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd",
      "ReduceSum", "ReduceSumSquare",
    ] { rules[name] = reduced }
    for name in ["ArgMax", "ArgMin"] {
      rules[name] = { node in
        guard let axis = axis(node, default: 0) else { return node.everywhere }
        return removing([axis], of: node)
      }
    }
    return rules
  }()

  private static func reduced(_ node: Node) -> AxisFields {
    let axes = node.context.integers("axes", orInput: 1)
    guard let rank = node.context.shape(0)?.count, let axes, let removed = node.context.axes(axes, rank: rank) else {
      return node.everywhere
    }
    return removing(removed, of: node)
  }

  private static func removing(_ axes: [Int], of node: Node) -> AxisFields {
    guard node.context.integer("keepdims") == 0 else { return node.first.mixing { axes.contains($0) } }
    return node.first.moved { axis in axes.contains(axis) ? nil : axis - axes.count { $0 < axis } }
  }

  private static func padded(_ node: Node) -> AxisFields {
    let context = node.context
    guard let rank = context.shape(0)?.count, let pads = context.integers("pads", orInput: 1) else {
      return node.everywhere
    }
    let stated =
      context.has(3) ? context.constant(3)?.integers.flatMap { context.axes($0, rank: rank) } : Array(0..<rank)
    guard let axes = stated, pads.count == 2 * axes.count, pads.allSatisfy({ abs($0) <= 1 << 24 }) else {
      return node.everywhere
    }
    let mode = context.text("mode") ?? "constant"
    guard ["constant", "reflect", "edge"].contains(mode) else { return node.everywhere }
    // In a border, what is read lies mirrored or at the edge, so much further in.
    let further = mode == "reflect" ? 2 : mode == "edge" ? 1 : 0
    return node.first.reading { axis, pixels in
      guard let place = axes.firstIndex(of: axis) else { return pixels }
      let (before, after) = (pads[place], pads[place + axes.count])
      return pixels.reading(
        scale: 1, first: Double(-before - further * max(after, 0)), last: Double(-before + further * max(before, 0)))
    }
  }

  private static func sliced(_ node: Node) -> AxisFields {
    guard let shape = node.context.shape(0), let cuts = ShapeInference.cuts(node.context, rank: shape.count) else {
      return node.everywhere
    }
    return node.first.reading { axis, pixels in
      guard let cut = cuts.first(where: { $0.axis == axis }) else { return pixels }
      guard cut.step > 0,
        let start = shape[axis].value.map({ cut.positions($0).first { _ in true } ?? 0 })
          ?? (cut.start >= 0 ? cut.start : nil)
      else { return nil }
      return pixels.reading(scale: Double(cut.step), first: Double(start), last: Double(start))
    }
  }

  private static func gathered(_ node: Node) -> AxisFields {
    guard node.isUnary, let axis = axis(node, default: 0), let indices = node.context.shape(1)?.count else {
      return node.everywhere
    }
    return node.first.moved { $0 == axis ? nil : $0 < axis ? $0 : $0 - 1 + indices }
  }

  /// How far from the place that a position falls on an interpolation reads, in positions of what it reads from.
  private static func reach(_ mode: String) -> Double? {
    switch mode {
    case "nearest", "linear", "bilinear": 1
    case "cubic": 2
    default: nil
    }
  }

  private static func resized(_ node: Node) -> AxisFields {
    let context = node.context
    let transform = context.text("coordinate_transformation_mode") ?? "half_pixel"
    guard let before = context.shape(0), let after = node.output, before.count == after.count,
      ["half_pixel", "pytorch_half_pixel", "asymmetric", "half_pixel_symmetric"].contains(transform),
      let reach = reach(context.text("mode") ?? "nearest"), context.integer("antialias") ?? 0 == 0
    else { return node.everywhere }
    return node.first.reading { axis, pixels in
      if before[axis] == after[axis] { return pixels }
      guard let size = before[axis].value, let count = after[axis].value, size > 0, count > 0 else { return nil }
      // Position o falls on (o + ½) · step − ½, or on o · step where the operator set or the node says so.
      let step = Double(size) / Double(count)
      let offset = step / 2 - 0.5
      // A scale that does not fit the sizes is off by less than one position over all of them.
      let margin = count % size == 0 || size % count == 0 ? reach : reach + 1
      return pixels.reading(scale: step, first: min(0, offset) - margin, last: max(0, offset) + margin)
    }
  }
}
