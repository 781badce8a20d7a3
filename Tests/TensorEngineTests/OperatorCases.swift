import TensorEngine

/// Our side of every case in operators.json, by its name: inputs and indices to the result.
enum OperatorCases {
  typealias Body = @Sendable ([Tensor], [Tensor]) throws -> Tensor

  static let all: [String: Body] = elementwise.merging(reductions) { first, _ in first }
    .merging(layers) { first, _ in first }.merging(pooling) { first, _ in first }
    .merging(normalization) { first, _ in first }.merging(shapes) { first, _ in first }
    .merging(sampling) { first, _ in first }
    .merging(OperatorCases.later) { first, _ in first }

  private static let elementwise: [String: Body] = [
    "add": { x, _ in try x[0] + x[1] },
    "add-broadcast": { x, _ in try x[0] + x[1] },
    "subtract-broadcast": { x, _ in try x[0] - x[1] },
    "multiply-broadcast": { x, _ in try x[0] * x[1] },
    "divide-broadcast": { x, _ in try x[0] / x[1] },
    "power-tensor": { x, _ in try x[0].power(x[1]) },
    "add-scalar": { x, _ in try x[0] + 1.5 },
    "subtract-scalar": { x, _ in try x[0] - 1.5 },
    "multiply-scalar": { x, _ in try x[0] * -2.5 },
    "divide-scalar": { x, _ in try x[0] / 4 },
    "power": { x, _ in try x[0].power(2.5) },
    "negative": { x, _ in try -x[0] },
    "relu": { x, _ in try x[0].relu() },
    "leaky-relu": { x, _ in try x[0].leakyReLU(slope: 0.1) },
    "sigmoid": { x, _ in try x[0].sigmoid() },
    "tanh": { x, _ in try x[0].tanh() },
    "exponential": { x, _ in try x[0].exponential() },
    "logarithm": { x, _ in try x[0].logarithm() },
    "square-root": { x, _ in try x[0].squareRoot() },
    "magnitude": { x, _ in try x[0].magnitude() },
    "clamp": { x, _ in try x[0].clamped(to: -0.11...0.13) },
    "clone": { x, _ in try x[0].cloned() },
  ]

  private static let reductions: [String: Body] = [
    "sum": { x, _ in try x[0].sum() },
    "sum-dimensions": { x, _ in try x[0].sum(over: [0, 2]) },
    "mean": { x, _ in try x[0].mean() },
    "mean-dimension": { x, _ in try x[0].mean(over: [-1], keepingDimensions: true) },
    "maximum": { x, _ in try x[0].maximum() },
    "maximum-dimension": { x, _ in try x[0].maximum(over: [1]) },
    "softmax": { x, _ in try x[0].softmax(along: 1) },
    "softmax-first": { x, _ in try x[0].softmax(along: 0) },
    "log-softmax": { x, _ in try x[0].logSoftmax() },
    "cross-entropy": { x, i in try x[0].crossEntropy(targets: i[0]) },
    "cross-entropy-samples": { x, i in try x[0].crossEntropy(targets: i[0], perSample: true) },
    "cross-entropy-smoothed": { x, i in try x[0].crossEntropy(targets: i[0], labelSmoothing: 0.1) },
  ]

  private static let layers: [String: Body] = [
    "matrix-product": { x, _ in try x[0].matrixProduct(x[1]) },
    "matrix-product-batch": { x, _ in try x[0].matrixProduct(x[1]) },
    "linear": { x, _ in try x[0].linear(weight: x[1], bias: x[2]) },
    "linear-no-bias": { x, _ in try x[0].linear(weight: x[1]) },
    "convolution": { x, _ in try x[0].convolution2D(weight: x[1], bias: x[2]) },
    "convolution-stride-padding": { x, _ in
      try x[0].convolution2D(
        weight: x[1], bias: x[2], window: SlidingWindow(kernel: [3, 3], stride: [2, 1], padding: [1, 2]))
    },
    "convolution-dilation": { x, _ in
      try x[0].convolution2D(
        weight: x[1], window: SlidingWindow(kernel: [3, 2], stride: [1, 1], dilation: [2, 1]))
    },
    "convolution-groups": { x, _ in
      try x[0].convolution2D(
        weight: x[1], bias: x[2], window: SlidingWindow(3, stride: 1, padding: 1), groups: 2)
    },
    "convolution-depthwise": { x, _ in try x[0].convolution2D(weight: x[1], groups: 3) },
  ]

  private static let pooling: [String: Body] = [
    "max-pooling": { x, _ in try x[0].maxPooling2D(SlidingWindow(2)) },
    "max-pooling-padding": { x, _ in try x[0].maxPooling2D(SlidingWindow(3, stride: 2, padding: 1)) },
    "max-pooling-up": { x, _ in try x[0].maxPooling2D(SlidingWindow(3, stride: 2), roundingUp: true) },
    "max-pooling-dilation": { x, _ in try x[0].maxPooling2D(SlidingWindow(2, stride: 1, dilation: 2)) },
    "average-pooling": { x, _ in try x[0].averagePooling2D(SlidingWindow(kernel: [2, 3])) },
    "average-pooling-padding": { x, _ in try x[0].averagePooling2D(SlidingWindow(3, stride: 2, padding: 1)) },
    "average-pooling-inside": { x, _ in
      try x[0].averagePooling2D(SlidingWindow(3, stride: 2, padding: 1), countingPadding: false)
    },
    "average-pooling-up": { x, _ in try x[0].averagePooling2D(SlidingWindow(3, stride: 2), roundingUp: true) },
    "adaptive-average-pooling": { x, _ in try x[0].adaptiveAveragePooling2D(height: 1, width: 1) },
    "adaptive-average-pooling-uneven": { x, _ in try x[0].adaptiveAveragePooling2D(height: 2, width: 3) },
  ]

  private static let normalization: [String: Body] = [
    "batch-normalization-training": { x, _ in
      try x[0].batchNormalized(weight: x[1], bias: x[2], runningMean: nil, runningVariance: nil, training: true)
    },
    "batch-normalization-flat": { x, _ in
      try x[0].batchNormalized(
        weight: x[1], bias: x[2], runningMean: nil, runningVariance: nil, training: true, epsilon: 1e-3)
    },
    "batch-normalization-inference": { x, _ in
      // The values in the script.
      let (mean, variance) = ([-0.25, 0.0625, 0.5] as [Float], [0.5, 1, 1.5] as [Float])
      return try x[0].batchNormalized(
        weight: x[1], bias: x[2],
        runningMean: x[0].engine.tensor(mean, shape: [3]).converted(to: x[0].elementType),
        runningVariance: x[0].engine.tensor(variance, shape: [3]).converted(to: x[0].elementType), training: false)
    },
    "local-response-normalization": { x, _ in
      try x[0].localResponseNormalized(size: 5, alpha: 0.5, beta: 0.75, k: 1)
    },
    "local-response-normalization-even": { x, _ in
      try x[0].localResponseNormalized(size: 4, alpha: 0.3, beta: 0.5, k: 2)
    },
  ]

  private static let shapes: [String: Body] = [
    "reshape": { x, _ in try x[0].reshaped(to: [4, -1]) },
    "permute": { x, _ in try x[0].permuted(to: [2, 0, 1]) },
    "transpose": { x, _ in try x[0].transposed() },
    "expand": { x, _ in try x[0].expanded(to: [2, 3, 4]) },
    "concatenate": { x, _ in try Tensor.concatenated(x, along: 1) },
    "narrow": { x, _ in try x[0].narrowed(1, to: 1..<3) },
    "pad-constant": { x, _ in try x[0].padded([(0, 1), (1, 2)], mode: .constant(0.5)) },
    "pad-reflect": { x, _ in try x[0].padded([(2, 1), (1, 2)], mode: .reflect) },
    "pad-replicate": { x, _ in try x[0].padded([(0, 1), (1, 2)], mode: .replicate) },
    "gather": { x, i in try x[0].gathered(along: 1, at: i[0]) },
    "select": { x, i in try x[0].selected(along: 1, at: i[0]) },
  ]

  private static let sampling: [String: Body] = [
    "resize-larger": { x, _ in try x[0].resizedBilinear(height: 5, width: 7) },
    "resize-smaller": { x, _ in try x[0].resizedBilinear(height: 2, width: 3) },
    "resize-corners": { x, _ in try x[0].resizedBilinear(height: 5, width: 7, aligningCorners: true) },
    "affine-grid": { x, _ in try x[0].affineGrid(for: [2, 1, 3, 4]) },
    "grid-sample-zeros": { x, _ in try x[0].sampled(at: x[1]) },
    "grid-sample-border": { x, _ in try x[0].sampled(at: x[1], outside: .border, aligningCorners: true) },
    "grid-sample-reflection": { x, _ in try x[0].sampled(at: x[1], outside: .reflection) },
  ]
}
