import CTorchInterface

extension Tensor {
  /// A sum of products after Einstein: `"ij,jk->ik"` is the matrix product. Letters name dimensions, `...` those that
  /// broadcast.
  public static func einsteinSum(_ equation: String, _ tensors: [Tensor]) throws -> Tensor {
    try make("sum after Einstein", tensors, expected: "an equation with a term of as many letters for each tensor") {
      $0.einsum(equation, tensors.map(\.handle), Int32(tensors.count), $1)
    }
  }

  /// A transposed convolution of images: input [n, c, h, w], weight [c, m / groups, kernel height, kernel width], bias [m].
  ///
  /// A result has the height (h − 1) · stride − 2 · padding + dilation · (kernel − 1) + outputPadding + 1; so the width.
  public func transposedConvolution2D(
    weight: Tensor, bias: Tensor? = nil, window: SlidingWindow = SlidingWindow(1), outputPadding: [Int] = [0, 0],
    groups: Int = 1
  ) throws -> Tensor {
    var native = try window.native("transposed convolution")
    guard outputPadding.count == 2 else {
      throw TensorEngineError(
        kind: .badInput,
        description: "transposed convolution: the padding of the result is \(outputPadding). Expected two numbers.")
    }
    return try Tensor.make(
      "transposed convolution", [self, weight] + (bias.map { [$0] } ?? []),
      expected: "input [n, c, h, w], weight [c, m / groups, kernel height, kernel width], bias [m]"
    ) {
      $0.conv_transpose2d(
        handle, weight.handle, bias?.handle, &native, outputPadding.map(Int64.init), Int64(groups), $1)
    }
  }
}
