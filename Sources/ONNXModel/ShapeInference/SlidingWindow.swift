/// The window of a convolution or pool along its spatial axes, with the output sizes that it gives.
struct SlidingWindow {
  enum Padding: Equatable {
    case explicit, sameUpper, sameLower, valid
  }

  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  let pads: [Int]
  let padding: Padding
  let roundsUp: Bool

  /// Reads the attributes; nil where their counts disagree or a number is out of range.
  init?(_ context: NodeContext, kernel: [Int]) {
    let rank = kernel.count
    self.kernel = kernel
    strides = context.integers("strides") ?? Array(repeating: 1, count: rank)
    dilations = context.integers("dilations") ?? Array(repeating: 1, count: rank)
    pads = context.integers("pads") ?? Array(repeating: 0, count: 2 * rank)
    padding =
      switch context.text("auto_pad") {
      case "SAME_UPPER": .sameUpper
      case "SAME_LOWER": .sameLower
      case "VALID": .valid
      default: .explicit
      }
    roundsUp = context.integer("ceil_mode") == 1
    let isUsable = { (numbers: [Int], range: ClosedRange<Int>) in numbers.allSatisfy(range.contains) }
    guard strides.count == rank, dilations.count == rank, pads.count == 2 * rank,
      isUsable(kernel, 0...1 << 24), isUsable(strides, 1...1 << 24), isUsable(dilations, 1...1 << 24),
      isUsable(pads, -(1 << 24)...1 << 24)
    else { return nil }
  }

  private func extent(_ axis: Int) -> Int { dilations[axis] * (kernel[axis] - 1) + 1 }

  /// The number of positions along one axis.
  func outputSize(_ input: Dimension, axis: Int, fresh: FreshDimensions) -> Dimension {
    guard let size = input.value else {
      // Size-preserving windows keep even a free size.
      let padded = pads[axis] + pads[axis + kernel.count]
      let keeps = padding == .sameUpper || padding == .sameLower || padding == .explicit && padded == extent(axis) - 1
      return strides[axis] == 1 && keeps ? input : fresh.make()
    }
    let stride = strides[axis]
    switch padding {
    case .sameUpper, .sameLower: return Dimension((size + stride - 1) / stride)
    case .valid:
      let span = size - extent(axis)
      return span < 0 ? 0 : Dimension((roundsUp ? span + stride - 1 : span) / stride + 1)
    case .explicit:
      let span = size + pads[axis] + pads[axis + kernel.count] - extent(axis)
      guard span >= 0 else { return 0 }
      guard roundsUp else { return Dimension(span / stride + 1) }
      let count = (span + stride - 1) / stride + 1
      // A window that would start in the padding behind the input is left out.
      return Dimension((count - 1) * stride >= size + pads[axis] ? count - 1 : count)
    }
  }
}
