extension ReceptiveFieldAnalysis {
  /// Convolutions and pools over windows.
  static let windowFields: [String: Rule] = {
    var rules: [String: Rule] = [:]
    for (name, weight) in [("Conv", 1), ("ConvInteger", 1), ("QLinearConv", 3)] {
      rules[name] = { $0.fields[weight] == nil ? window($0, weight: weight) : $0.everywhere }
    }
    for name in ["MaxPool", "AveragePool", "LpPool"] { rules[name] = { window($0, weight: nil) } }
    rules["ConvTranspose"] = { $0.isUnary ? transposed($0) : $0.everywhere }
    return rules
  }()

  private static func slidingWindow(_ node: Node, weight: Int?) -> SlidingWindow? {
    let context = node.context
    let sizes = weight.flatMap { context.shape($0) }.map { $0.dropFirst(2).compactMap(\.value) }
    guard let kernel = context.integers("kernel_shape") ?? sizes, let rank = context.shape(0)?.count,
      kernel.count == rank - 2
    else { return nil }
    return SlidingWindow(context, kernel: kernel)
  }

  private static func window(_ node: Node, weight: Int?) -> AxisFields {
    guard let window = slidingWindow(node, weight: weight), let input = node.context.shape(0) else {
      return node.everywhere
    }
    // The axes of channels and items are not slid over.
    return node.first.reading { axis, pixels in
      guard axis >= 2 else { return axis == 0 ? pixels : nil }
      let place = axis - 2
      let reach = window.dilations[place] * (window.kernel[place] - 1)
      let pads = paddingBefore(window, axis: place, size: input[axis].value)
      return pixels.reading(
        scale: Double(window.strides[place]), first: Double(-pads.upperBound), last: Double(reach - pads.lowerBound))
    }
  }

  /// The padding at the beginning; a range where it depends on a size that is free.
  private static func paddingBefore(_ window: SlidingWindow, axis: Int, size: Int?) -> ClosedRange<Int> {
    let (stride, extent) = (window.strides[axis], window.dilations[axis] * (window.kernel[axis] - 1) + 1)
    let totals: ClosedRange<Int>
    switch window.padding {
    case .explicit: return window.pads[axis]...window.pads[axis]
    case .valid: return 0...0
    case .sameUpper, .sameLower:
      if let size {
        let total = max(((size + stride - 1) / stride - 1) * stride + extent - size, 0)
        totals = total...total
      } else {
        totals = max(extent - stride, 0)...max(extent - 1, 0)
      }
    }
    let extra = window.padding == .sameLower ? 1 : 0
    return (totals.lowerBound + extra) / 2...(totals.upperBound + extra) / 2
  }

  private static func transposed(_ node: Node) -> AxisFields {
    guard let window = slidingWindow(node, weight: 1), window.padding == .explicit || window.padding == .valid,
      node.context.integers("output_shape") == nil
    else { return node.everywhere }
    // Position o takes from the input positions i with o = stride · i − padding + dilation · k.
    return node.first.reading { axis, pixels in
      guard axis >= 2 else { return axis == 0 ? pixels : nil }
      let place = axis - 2
      let stride = Double(window.strides[place])
      let padding = window.padding == .valid ? 0 : window.pads[place]
      let reach = window.dilations[place] * (window.kernel[place] - 1)
      return pixels.reading(
        scale: 1 / stride, first: Double(padding - reach) / stride, last: Double(padding) / stride)
    }
  }
}
