import TensorEngine

extension OperatorTable {
  /// Pools over windows and over whole images.
  static let pooling: [String: OperatorCompiler] = [
    "MaxPool": maxPool,
    "AveragePool": averagePool,
    "GlobalAveragePool": unary { try $0.mean(over: spatialAxes($0), keepingDimensions: true) },
    "GlobalMaxPool": unary { try $0.maximum(over: spatialAxes($0), keepingDimensions: true) },
  ]

  private static func spatialAxes(_ images: Tensor) throws -> [Int] {
    let rank = images.shape.count
    guard rank > 2 else {
      throw GraphExecutionError(kind: .computation, description: "there are \(rank) dimensions; expected at least 3")
    }
    return Array(2..<rank)
  }

  private static let maxPool: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let (window, kernel, roundsUp) = try pool(reader)
    reader.ignore("storage_order")
    return { operands in
      let input = try operands.tensor(0)
      // libtorch has none for whole numbers.
      let images = try window.widened(input.isInteger ? input.converted(to: .float64) : input)
      let pads = window.padding(for: Array(images.shape.suffix(2)), kernel: kernel)
      let result: Tensor
      if fits(pads, kernel) {
        let sliding = window.sliding(kernel: kernel, padding: [pads[0], pads[1]])
        result = try images.maxPooling2D(sliding, roundingUp: roundsUp)
      } else {
        let around = extended(pads, images, window, kernel, roundsUp)
        result = try ImageWindow.pad(images, around, with: -.infinity).maxPooling2D(window.sliding(kernel: kernel))
      }
      return [try window.narrowed(result).converted(to: input.elementType)]
    }
  }

  private static let averagePool: OperatorCompiler = { reader in
    try reader.requireInputs(1...1)
    let (window, kernel, roundsUp) = try pool(reader)
    let countsPadding = reader.flag("count_include_pad")
    return { operands in
      let images = try window.widened(operands.tensor(0))
      let pads = window.padding(for: Array(images.shape.suffix(2)), kernel: kernel)
      if fits(pads, kernel), window.dilations == [1, 1] {
        let sliding = window.sliding(kernel: kernel, padding: [pads[0], pads[1]])
        return [
          try window.narrowed(images.averagePooling2D(sliding, roundingUp: roundsUp, countingPadding: countsPadding))
        ]
      }
      let around = extended(pads, images, window, kernel, roundsUp)
      let sums = try mean(ImageWindow.pad(images, around, with: 0), window, kernel)
      // The share of each window that counts.
      let ones = try images.engine.filled(
        1, shape: [1, 1] + images.shape.suffix(2), type: images.elementType, device: images.device)
      let counted = try countsPadding ? ImageWindow.pad(ones, pads, with: 1) : ones
      let beyond = countsPadding ? zip(around, pads).map { $0 - $1 } : around
      let shares = try mean(ImageWindow.pad(counted, beyond, with: 0), window, kernel)
      return [try window.narrowed(sums / shares)]
    }
  }

  /// The mean in each place of a window without padding; libtorch's has no dilation, a convolution of each channel has.
  private static func mean(_ images: Tensor, _ window: ImageWindow, _ kernel: [Int]) throws -> Tensor {
    let sliding = window.sliding(kernel: kernel)
    guard window.dilations != [1, 1] else { return try images.averagePooling2D(sliding) }
    let channels = images.shape[1]
    let weight = try images.engine.filled(
      1 / Double(kernel[0] * kernel[1]), shape: [channels, 1] + kernel, type: images.elementType, device: images.device)
    return try images.convolution2D(weight: weight, window: sliding, groups: channels)
  }

  private static func pool(_ reader: NodeReader) throws -> (window: ImageWindow, kernel: [Int], roundsUp: Bool) {
    let window = try ImageWindow(reader)
    guard let kernel = window.kernel else {
      throw reader.unsupported("no kernel_shape", supported: "a kernel_shape")
    }
    return (window, kernel, reader.flag("ceil_mode"))
  }

  /// Whether libtorch's own padding does it: alike at opposite edges, at most half of the kernel.
  private static func fits(_ pads: [Int], _ kernel: [Int]) -> Bool {
    ImageWindow.isEven(pads) && pads[0] <= kernel[0] / 2 && pads[1] <= kernel[1] / 2
  }

  /// The padding with what a last, partial window needs. A window that would start behind the image is left out.
  private static func extended(
    _ pads: [Int], _ images: Tensor, _ window: ImageWindow, _ kernel: [Int], _ roundsUp: Bool
  ) -> [Int] {
    guard roundsUp, window.automatic == .none || window.automatic == .valid else { return pads }
    let size = images.shape.suffix(2)
    let ends = zip(0..<2, size).map { axis, size -> Int in
      let stride = window.strides[axis]
      let span = max(size + pads[axis] + pads[axis + 2] - window.extent(axis, kernel), 0)
      var count = (span + stride - 1) / stride + 1
      if (count - 1) * stride >= size + pads[axis] { count -= 1 }
      return max((count - 1) * stride + window.extent(axis, kernel) - size - pads[axis], pads[axis + 2])
    }
    return [pads[0], pads[1], ends[0], ends[1]]
  }
}
