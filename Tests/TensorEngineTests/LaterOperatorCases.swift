import TensorEngine

extension OperatorCases {
  /// What imported networks need beyond the layers of training.
  static let later: [String: Body] = [
    "minimum-dimension": { x, _ in try x[0].minimum(over: [1]) },
    "product": { x, _ in try x[0].product() },
    "product-dimensions": { x, _ in try x[0].product(over: [0, -1]) },
    "reciprocal": { x, _ in try x[0].reciprocal() },
    "error-function": { x, _ in try x[0].errorFunction() },
    "gelu": { x, _ in try x[0].gelu() },
    "gelu-tanh": { x, _ in try x[0].gelu(approximately: true) },
    "softplus": { x, _ in try x[0].softplus() },
    "hard-swish": { x, _ in try x[0].hardSwish() },
    "sine": { x, _ in try x[0].sine() },
    "cosine": { x, _ in try x[0].cosine() },
    "floor": { x, _ in try x[0].roundedDown() },
    "ceiling": { x, _ in try x[0].roundedUp() },
    "round": { x, _ in try x[0].rounded() },
    "sign": { x, _ in try x[0].sign() },
    "elu": { x, _ in try x[0].elu(alpha: 0.7) },
    "elu-scaled": { x, _ in
      try x[0].elu(alpha: 1.6732632423543772848170429916717, scale: 1.0507009873554804934193349852946)
    },
    "larger": { x, _ in try x[0].larger(x[1]) },
    "smaller": { x, _ in try x[0].smaller(x[1]) },
    "choose": { x, i in try i[0].choosing(x[0], otherwise: x[1]) },
    "layer-normalization": { x, _ in try x[0].layerNormalized(overLast: 2, weight: x[1], bias: x[2]) },
    "group-normalization": { x, _ in try x[0].groupNormalized(groups: 2, weight: x[1], bias: x[2]) },
    "einstein-sum": { x, _ in try Tensor.einsteinSum("bij,bjk->bki", x) },
    "transposed-convolution": { x, _ in
      try x[0].transposedConvolution2D(
        weight: x[1], bias: x[2], window: SlidingWindow(kernel: [3, 2], stride: [2, 2], padding: [1, 0]),
        outputPadding: [1, 0], groups: 2)
    },
    "inverse-fourier": { x, _ in try x[0].inverseFourier(height: 5, width: 6) },
    "inverse-fourier-odd": { x, _ in try x[0].inverseFourier(height: 4, width: 5) },
  ]
}
