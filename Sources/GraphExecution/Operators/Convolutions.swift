import TensorEngine

extension OperatorTable {
  /// Convolutions of images and sequences, grouped and dilated ones too.
  static let convolutions: [String: OperatorCompiler] = [
    "Conv": { reader in
      try reader.requireInputs(2...3)
      let window = try ImageWindow(reader, weight: 1)
      let groups = reader.integer("group") ?? 1
      return { operands in
        let images = try window.widened(operands.tensor(0))
        let weight = try window.widened(operands.tensor(1))
        let kernel = Array(weight.shape.suffix(2))
        let pads = window.padding(for: Array(images.shape.suffix(2)), kernel: kernel)
        let isEven = ImageWindow.isEven(pads)
        let result = try (isEven ? images : ImageWindow.pad(images, pads, with: 0)).convolution2D(
          weight: weight, bias: operands.optional(2),
          window: window.sliding(kernel: kernel, padding: isEven ? [pads[0], pads[1]] : [0, 0]), groups: groups)
        return [try window.narrowed(result)]
      }
    },
    "ConvTranspose": transposedConvolution,
  ]

  /// The whole result is made, and the padding is what is cut off it.
  private static let transposedConvolution: OperatorCompiler = { reader in
    try reader.requireInputs(2...3)
    let window = try ImageWindow(reader, weight: 1)
    let groups = reader.integer("group") ?? 1
    let extra = reader.integers("output_padding") ?? []
    let outputPadding = Array(repeating: 0, count: 2 - min(extra.count, 2)) + extra.prefix(2)
    if reader.integers("output_shape") != nil || window.automatic == .sameUpper || window.automatic == .sameLower {
      throw reader.unsupported("output_shape or auto_pad = SAME", supported: "pads and output_padding")
    }
    return { operands in
      let images = try window.widened(operands.tensor(0))
      let weight = try window.widened(operands.tensor(1))
      let kernel = Array(weight.shape.suffix(2))
      let isEven = ImageWindow.isEven(window.pads)
      let whole = try images.transposedConvolution2D(
        weight: weight, bias: operands.optional(2),
        window: window.sliding(kernel: kernel, padding: isEven ? [window.pads[0], window.pads[1]] : [0, 0]),
        outputPadding: outputPadding, groups: groups)
      return [try window.narrowed(isEven ? whole : ImageWindow.pad(whole, window.pads.map { -$0 }, with: 0))]
    }
  }
}
