extension ShapeInference {
  /// Convolutions and transposed convolutions.
  static let convolutionShapes: [String: Rule] = [
    "Conv": { context in context.result(convolution(context, weight: 1)) },
    "ConvInteger": { context in context.result(convolution(context, weight: 1), .int32) },
    "QLinearConv": { context in context.result(convolution(context, weight: 3), context.elementType(7)) },
    "DeformConv": { context in context.result(convolution(context, weight: 1)) },
    "ConvTranspose": { context in context.result(transposedConvolution(context)) },
  ]

  private static func convolution(_ context: NodeContext, weight: Int) -> [Dimension]? {
    guard let input = context.shape(0), input.count >= 3 else { return nil }
    let weightShape = context.shape(weight)
    let fresh = context.fresh
    guard let kernel = context.integers("kernel_shape") ?? weightShape.flatMap(kernelShape),
      kernel.count == input.count - 2, let window = SlidingWindow(context, kernel: kernel)
    else {
      return fresh.make(rank: input.count).map { [input[0], weightShape?.first ?? $0[1]] + $0.dropFirst(2) }
    }
    let positions = kernel.indices.map { window.outputSize(input[$0 + 2], axis: $0, fresh: fresh) }
    return [input[0], weightShape?.first ?? fresh.make()] + positions
  }

  private static func kernelShape(_ weight: [Dimension]) -> [Int]? {
    let sizes = weight.dropFirst(2).compactMap(\.value)
    return sizes.count == weight.count - 2 ? sizes : nil
  }

  private static func transposedConvolution(_ context: NodeContext) -> [Dimension]? {
    guard let input = context.shape(0), input.count >= 3, let weight = context.shape(1), weight.count == input.count,
      let kernel = context.integers("kernel_shape") ?? kernelShape(weight), kernel.count == input.count - 2,
      let window = SlidingWindow(context, kernel: kernel)
    else { return nil }
    let rank = kernel.count
    let channels = weight[1] * Dimension(context.integer("group") ?? 1)
    if let stated = context.integers("output_shape"), stated.count >= rank {
      return [input[0], channels] + stated.suffix(rank).map { Dimension($0) }
    }
    let extra = context.integers("output_padding") ?? Array(repeating: 0, count: rank)
    guard extra.count == rank, extra.allSatisfy((0...1 << 24).contains) else { return nil }
    let positions = kernel.indices.map { axis -> Dimension in
      guard let size = input[axis + 2].value, size < 1 << 36 else { return context.fresh.make() }
      let stride = window.strides[axis]
      if window.padding == .sameUpper || window.padding == .sameLower { return Dimension(size * stride) }
      let extent = (kernel[axis] - 1) * window.dilations[axis] + 1
      let pads = window.padding == .valid ? 0 : window.pads[axis] + window.pads[axis + rank]
      return Dimension(stride * (size - 1) + extra[axis] + extent - pads)
    }
    return [input[0], channels] + positions
  }
}
