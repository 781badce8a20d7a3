import TensorEngine

/// The window of a convolution or pool in ONNX's terms: padding may differ at opposite edges, or be chosen so that the
/// result has the size of the input over the stride. Windows over one spatial axis are treated as flat ones over two.
struct ImageWindow {
  enum AutomaticPadding { case none, sameUpper, sameLower, valid }

  private(set) var kernel: [Int]?
  private(set) var strides: [Int]
  private(set) var dilations: [Int]
  /// Top, left, bottom, right.
  private(set) var pads: [Int]
  let automatic: AutomaticPadding
  /// Whether images have one spatial axis only.
  let isFlat: Bool

  init(_ reader: NodeReader, weight: Int? = nil) throws {
    let stated = reader.integers("kernel_shape")
    let (strides, dilations) = (reader.integers("strides"), reader.integers("dilations"))
    let pads = reader.integers("pads")
    let rank =
      [stated?.count, strides?.count, dilations?.count, pads.map { $0.count / 2 }].compactMap { $0 }.first
      ?? reader.rank(0).map { $0 - 2 } ?? weight.flatMap(reader.rank).map { $0 - 2 } ?? 2
    guard rank == 1 || rank == 2 else {
      throw reader.unsupported("windows over \(rank) spatial axes", supported: "one and two spatial axes")
    }
    isFlat = rank == 1
    automatic = try Self.automaticPadding(reader)
    kernel = stated.map { rank == 1 ? [1] + $0 : $0 }
    self.strides = [Int](repeating: 1, count: 2 - rank) + (strides ?? Array(repeating: 1, count: rank))
    self.dilations = [Int](repeating: 1, count: 2 - rank) + (dilations ?? Array(repeating: 1, count: rank))
    let around =
      automatic == .none ? pads ?? Array(repeating: 0, count: 2 * rank) : Array(repeating: 0, count: 2 * rank)
    self.pads = rank == 1 && around.count == 2 ? [0, around[0], 0, around[1]] : around
    guard self.strides.count == 2, self.dilations.count == 2, self.pads.count == 4, kernel?.count ?? 2 == 2,
      (self.strides + self.dilations + (kernel ?? [])).allSatisfy({ (1...1 << 24).contains($0) }),
      self.pads.allSatisfy({ abs($0) <= 1 << 24 })
    else {
      throw reader.unsupported(
        "a window of kernel \(stated ?? []), strides \(strides ?? []), dilations \(dilations ?? []), pads \(pads ?? [])",
        supported: "one number an axis, of pads two, strides and dilations of at least 1")
    }
  }

  private static func automaticPadding(_ reader: NodeReader) throws -> AutomaticPadding {
    switch reader.text("auto_pad") ?? "NOTSET" {
    case "NOTSET", "": .none
    case "SAME_UPPER": .sameUpper
    case "SAME_LOWER": .sameLower
    case "VALID": .valid
    case let other:
      throw reader.unsupported("auto_pad = \(other)", supported: "NOTSET, SAME_UPPER, SAME_LOWER, VALID")
    }
  }

  /// Images or weights of one spatial axis with a second one.
  func widened(_ tensor: Tensor) throws -> Tensor {
    let shape = tensor.shape
    guard shape.count == (isFlat ? 3 : 4) else {
      throw GraphExecutionError(
        kind: .computation, description: "there are \(shape.count) dimensions; expected \(isFlat ? 3 : 4)")
    }
    return try isFlat ? tensor.reshaped(to: [shape[0], shape[1], 1, shape[2]]) : tensor
  }

  /// A result without the second spatial axis that `widened` added.
  func narrowed(_ tensor: Tensor) throws -> Tensor {
    guard isFlat else { return tensor }
    let shape = tensor.shape
    return try tensor.reshaped(to: [shape[0], shape[1], shape[3]])
  }

  /// Top, left, bottom, right for images of a height and width.
  func padding(for size: [Int], kernel: [Int]) -> [Int] {
    guard automatic == .sameUpper || automatic == .sameLower else { return pads }
    let totals = (0..<2).map { axis in
      let count = (size[axis] + strides[axis] - 1) / strides[axis]
      return max((count - 1) * strides[axis] + extent(axis, kernel) - size[axis], 0)
    }
    let before = totals.map { automatic == .sameUpper ? $0 / 2 : ($0 + 1) / 2 }
    return before + [totals[0] - before[0], totals[1] - before[1]]
  }

  /// What a transposed convolution cuts off and what it adds at the ends: as stated, or what makes a size, or the images'
  /// size times the stride.
  func transposedPadding(
    for images: [Int], kernel: [Int], outputPadding: [Int], size: [Int]?
  ) -> (pads: [Int], extra: [Int]) {
    guard size != nil || automatic == .sameUpper || automatic == .sameLower else { return (pads, outputPadding) }
    let totals = (0..<2).map { axis in
      strides[axis] * (images[axis] - 1) + outputPadding[axis] + extent(axis, kernel)
        - (size?[axis] ?? images[axis] * strides[axis])
    }
    let cut = totals.map { max($0, 0) }
    let before = cut.map { automatic == .sameUpper ? $0 / 2 : $0 - $0 / 2 }
    return (
      before + [cut[0] - before[0], cut[1] - before[1]],
      zip(outputPadding, totals).map { $0 + max(-$1, 0) }
    )
  }

  func extent(_ axis: Int, _ kernel: [Int]) -> Int { dilations[axis] * (kernel[axis] - 1) + 1 }

  /// The window that libtorch takes, with the padding that it puts at opposite edges alike.
  func sliding(kernel: [Int], padding: [Int] = [0, 0]) -> SlidingWindow {
    SlidingWindow(kernel: kernel, stride: strides, padding: padding, dilation: dilations)
  }

  static func isEven(_ pads: [Int]) -> Bool { pads[0] == pads[2] && pads[1] == pads[3] && pads.allSatisfy { $0 >= 0 } }

  static func pad(_ images: Tensor, _ pads: [Int], with value: Double) throws -> Tensor {
    guard pads != [0, 0, 0, 0] else { return images }
    return try images.padded([(pads[0], pads[2]), (pads[1], pads[3])], mode: .constant(value))
  }
}
