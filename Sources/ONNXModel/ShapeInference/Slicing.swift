extension ShapeInference {
  /// One axis of a Slice node.
  struct Cut {
    let axis: Int
    let start: Int
    let end: Int
    let step: Int

    /// The selected positions of an axis of known size, as Python's `slice.indices` gives them.
    func positions(_ size: Int) -> StrideTo<Int> {
      let lower = step > 0 ? 0 : -1
      let upper = step > 0 ? size : size - 1
      let clamped = { (value: Int) in min(max(value < 0 ? value &+ size : value, lower), upper) }
      return stride(from: clamped(start), to: clamped(end), by: step)
    }

    func count(_ size: Int) -> Int {
      let lower = step > 0 ? 0 : -1
      let upper = step > 0 ? size : size - 1
      let clamped = { (value: Int) in min(max(value < 0 ? value &+ size : value, lower), upper) }
      let span = step > 0 ? clamped(end) - clamped(start) : clamped(start) - clamped(end)
      let width = step.magnitude
      return span <= 0 ? 0 : Int((UInt(span) + width - 1) / width)
    }
  }

  static func cuts(_ context: NodeContext, rank: Int) -> [Cut]? {
    guard let starts = context.integers("starts", orInput: 1), let ends = context.integers("ends", orInput: 2),
      starts.count == ends.count
    else { return nil }
    let axes = context.integers("axes", orInput: 3) ?? (context.has(3) ? [] : Array(starts.indices))
    let steps = context.constant(4)?.integers ?? (context.has(4) ? [] : starts.map { _ in 1 })
    guard axes.count == starts.count, steps.count == starts.count, let resolved = context.axes(axes, rank: rank) else {
      return nil
    }
    guard steps.allSatisfy({ $0 != 0 && $0 != .min }) else { return nil }
    return starts.indices.map { Cut(axis: resolved[$0], start: starts[$0], end: ends[$0], step: steps[$0]) }
  }

  static func slice(_ context: NodeContext) -> [Dimension]? {
    guard let shape = context.shape(0) else { return nil }
    guard let cuts = cuts(context, rank: shape.count) else {
      // Which axes are cut is often known even where the bounds are computed.
      let axes = context.integers("axes", orInput: 3).flatMap { context.axes($0, rank: shape.count) }
      let isCut = { (axis: Int) in axes.map { $0.contains(axis) } ?? true }
      return shape.indices.map { isCut($0) ? context.fresh.make() : shape[$0] }
    }
    var result = shape
    for cut in cuts {
      if let size = shape[cut.axis].value {
        guard size >= 0 else { return nil }
        result[cut.axis] = Dimension(cut.count(size))
      } else if !(cut.start == 0 && cut.step == 1 && cut.end >= Int(Int32.max)) {
        result[cut.axis] = context.fresh.make()
      }
    }
    return result
  }

  static func slicedConstant(_ context: NodeContext) -> ConstantValue? {
    guard let value = context.constant(0), value.shape.count == 1, let cuts = cuts(context, rank: 1), cuts.count == 1
    else { return nil }
    let elements = cuts[0].positions(value.elements.count).map { value.elements[$0] }
    return ConstantValue(shape: [elements.count], elements: elements)
  }
}
