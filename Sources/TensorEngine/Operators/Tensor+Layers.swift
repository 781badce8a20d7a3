import CTorchInterface

/// How a window moves over images; pairs are (vertical, horizontal), in pixels.
public struct SlidingWindow: Sendable, Equatable {
  /// The size of the window; convolutions take it from their weights.
  public var kernel: [Int]
  /// The step from one place to the next.
  public var stride: [Int]
  /// How far the window goes beyond each edge.
  public var padding: [Int]
  /// The distance between the pixels that the window takes.
  public var dilation: [Int]

  /// A window with the same numbers vertically and horizontally; the stride is the kernel when it is not given.
  public init(_ kernel: Int = 1, stride: Int? = nil, padding: Int = 0, dilation: Int = 1) {
    self.init(
      kernel: [kernel, kernel], stride: stride.map { [$0, $0] }, padding: [padding, padding],
      dilation: [dilation, dilation])
  }

  /// A window with (vertical, horizontal) pairs; the stride is the kernel when it is not given.
  public init(kernel: [Int], stride: [Int]? = nil, padding: [Int] = [0, 0], dilation: [Int] = [1, 1]) {
    self.kernel = kernel
    self.stride = stride ?? kernel
    self.padding = padding
    self.dilation = dilation
  }

  func native(_ operation: StaticString) throws -> strata_torch_window {
    let pairs = [kernel, stride, padding, dilation]
    guard pairs.allSatisfy({ $0.count == 2 }), (kernel + stride + dilation).allSatisfy({ $0 > 0 }),
      padding.allSatisfy({ $0 >= 0 })
    else {
      throw TensorEngineError(
        kind: .badInput,
        description: """
          \(operation): the window is kernel \(kernel), stride \(stride), padding \(padding), dilation \(dilation). \
          Expected two numbers each, at least 1, padding at least 0.
          """)
    }
    return strata_torch_window(
      kernel: (Int64(kernel[0]), Int64(kernel[1])), stride: (Int64(stride[0]), Int64(stride[1])),
      padding: (Int64(padding[0]), Int64(padding[1])), dilation: (Int64(dilation[0]), Int64(dilation[1])))
  }
}

extension Tensor {
  /// The matrix product, of batches too: [..., n, k] times [..., k, m] is [..., n, m].
  public func matrixProduct(_ right: Tensor) throws -> Tensor {
    try Tensor.make("matrix product", [self, right], expected: "[..., n, k] and [..., k, m]") {
      $0.matmul(handle, right.handle, $1)
    }
  }

  /// input · weightᵀ + bias: input [..., n], weight [m, n], bias [m], result [..., m].
  public func linear(weight: Tensor, bias: Tensor? = nil) throws -> Tensor {
    try Tensor.make(
      "linear", [self, weight] + (bias.map { [$0] } ?? []), expected: "input [..., n], weight [m, n], bias [m]"
    ) {
      $0.linear(handle, weight.handle, bias?.handle, $1)
    }
  }

  /// A convolution of images: input [n, c, h, w], weight [m, c / groups, kernel height, kernel width], bias [m].
  ///
  /// A result has the height (h + 2 · padding − dilation · (kernel − 1) − 1) / stride + 1, rounded down; so the width.
  /// The kernel of the window is not used. The stride defaults to 1.
  public func convolution2D(
    weight: Tensor, bias: Tensor? = nil, window: SlidingWindow = SlidingWindow(1), groups: Int = 1
  ) throws -> Tensor {
    var native = try window.native("convolution")
    return try Tensor.make(
      "convolution", [self, weight] + (bias.map { [$0] } ?? []),
      expected: "input [n, c, h, w], weight [m, c / groups, kernel height, kernel width], bias [m], a kernel that fits"
    ) {
      $0.conv2d(handle, weight.handle, bias?.handle, &native, Int64(groups), $1)
    }
  }

  /// The largest value in each place of a window: [n, c, h, w]. `roundingUp` adds a last, partial place.
  public func maxPooling2D(_ window: SlidingWindow, roundingUp: Bool = false) throws -> Tensor {
    var native = try window.native("max pooling")
    return try Tensor.make("max pooling", [self], expected: "[n, c, h, w], padding at most half of the kernel") {
      $0.max_pool2d(handle, &native, roundingUp, $1)
    }
  }

  /// The mean in each place of a window: [n, c, h, w]. The padding counts as zeros unless `countingPadding` is off.
  public func averagePooling2D(
    _ window: SlidingWindow, roundingUp: Bool = false, countingPadding: Bool = true
  ) throws -> Tensor {
    guard window.dilation == [1, 1] else {
      throw TensorEngineError(
        kind: .badInput,
        description: "average pooling: the dilation is \(window.dilation). Expected 1; only max pooling has another.")
    }
    var native = try window.native("average pooling")
    return try Tensor.make("average pooling", [self], expected: "[n, c, h, w], padding at most half of the kernel") {
      $0.average_pool2d(handle, &native, roundingUp, countingPadding, $1)
    }
  }

  /// The mean in each of height × width parts that cover the images: [n, c, h, w] to [n, c, height, width].
  public func adaptiveAveragePooling2D(height: Int, width: Int) throws -> Tensor {
    try Tensor.make("adaptive average pooling", [self], expected: "[n, c, h, w] and sizes of at least 1") {
      $0.adaptive_average_pool2d(handle, Int64(height), Int64(width), $1)
    }
  }
}
