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
    let ends = reader.integers("output_padding") ?? []
    let outputPadding = Array(repeating: 0, count: 2 - min(ends.count, 2)) + ends.prefix(2)
    let stated = reader.integers("output_shape")
    let size = stated.map { Array(repeating: 1, count: 2 - min($0.count, 2)) + $0.suffix(2) }
    return { operands in
      let images = try window.widened(operands.tensor(0))
      let weight = try window.widened(operands.tensor(1))
      let kernel = Array(weight.shape.suffix(2))
      let (pads, extra) = window.transposedPadding(
        for: Array(images.shape.suffix(2)), kernel: kernel, outputPadding: outputPadding, size: size)
      let isEven = ImageWindow.isEven(pads)
      let whole = try images.transposedConvolution2D(
        weight: weight, bias: operands.optional(2),
        window: window.sliding(kernel: kernel, padding: isEven ? [pads[0], pads[1]] : [0, 0]),
        outputPadding: extra, groups: groups)
      return [try window.narrowed(isEven ? whole : ImageWindow.pad(whole, pads.map { -$0 }, with: 0))]
    }
  }
}
