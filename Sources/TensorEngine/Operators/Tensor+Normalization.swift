import CTorchInterface

extension Tensor {
  /// Each channel shifted and scaled to mean 0 and variance 1, then by `weight` and `bias` (Ioffe and Szegedy 2015,
  /// arXiv:1502.03167). Channels are dimension 1; weight, bias and running values have [channels].
  ///
  /// In training, mean and variance are those of the batch, and the running values move towards them in place by
  /// `momentum`, the variance in its unbiased form, as in PyTorch. Otherwise the running values are used.
  public func batchNormalized(
    weight: Tensor? = nil, bias: Tensor? = nil, runningMean: Tensor?, runningVariance: Tensor?, training: Bool,
    momentum: Double = 0.1, epsilon: Double = 1e-5
  ) throws -> Tensor {
    var options = strata_torch_batch_norm(training: training, momentum: momentum, epsilon: epsilon)
    let operands = [self] + [weight, bias, runningMean, runningVariance].compactMap { $0 }
    return try Tensor.make(
      "batch normalization", operands,
      expected:
        "input [n, c, ...] with more than one value a channel in training, the others [c]; running values outside it"
    ) {
      $0.batch_norm(
        handle, weight?.handle, bias?.handle, runningMean?.handle, runningVariance?.handle, &options, $1)
    }
  }

  /// input / (k + alpha · mean of the squares over `size` neighbouring channels)^beta (Krizhevsky et al. 2012,
  /// doi:10.1145/3065386). Channels beyond the edge count as zeros. Input [n, c, h, w].
  ///
  /// As in PyTorch and ONNX, `alpha` is divided by `size`; the paper's is not.
  public func localResponseNormalized(
    size: Int, alpha: Double = 1e-4, beta: Double = 0.75, k: Double = 1
  ) throws -> Tensor {
    var options = strata_torch_response_norm(size: Int64(size), alpha: alpha, beta: beta, k: k)
    return try Tensor.make("local response normalization", [self], expected: "[n, c, h, w] and a size of at least 1") {
      $0.local_response_norm(handle, &options, $1)
    }
  }

  /// Values shifted and scaled to mean 0 and variance 1 over the last dimensions, `count` of them, then by `weight` and
  /// `bias` of the shape of those (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
  public func layerNormalized(
    overLast count: Int = 1, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) throws -> Tensor {
    let sizes = shape.suffix(max(count, 0)).map(Int64.init)
    return try Tensor.make(
      "layer normalization", [self] + [weight, bias].compactMap { $0 },
      expected: "as many dimensions at least; weight and bias of the shape of those"
    ) {
      $0.layer_norm(handle, sizes, Int32(sizes.count), weight?.handle, bias?.handle, epsilon, $1)
    }
  }

  /// The channels of each sample in `groups` of equal size, each shifted and scaled to mean 0 and variance 1, then every
  /// channel by `weight` and `bias` of [channels] (Wu and He 2018, arXiv:1803.08494). As many groups as channels make
  /// instance normalization.
  public func groupNormalized(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) throws -> Tensor {
    try Tensor.make(
      "group normalization", [self] + [weight, bias].compactMap { $0 },
      expected: "input [n, c, ...], a number of groups that divides c, weight and bias [c]"
    ) {
      $0.group_norm(handle, Int64(groups), weight?.handle, bias?.handle, epsilon, $1)
    }
  }

  /// Each value set to zero with the given probability, the others divided by 1 − probability (Srivastava et al. 2014,
  /// jmlr.org/papers/v15/srivastava14a).
  ///
  /// The choice is a hash of (seed, stream, position): the same for any number of threads, on every device and with
  /// every libtorch. Give each layer and step a stream of its own.
  public func dropout(probability: Double, seed: UInt64, stream: UInt64) throws -> Tensor {
    try Tensor.make("dropout", [self], expected: "a probability from 0 to 1") {
      $0.dropout(handle, probability, seed, stream, $1)
    }
  }

  /// The mean cross entropy of logits [n, classes] and classes [n] (Int64), or with `perSample` one value each, [n].
  ///
  /// A class outside 0..<classes is an error on the processor. `labelSmoothing` spreads that part of the target evenly.
  public func crossEntropy(targets: Tensor, perSample: Bool = false, labelSmoothing: Double = 0) throws -> Tensor {
    try Tensor.make(
      "cross entropy", [self, targets], expected: "logits [n, classes], targets [n] of Int64 from 0 to classes - 1"
    ) {
      $0.cross_entropy(handle, targets.handle, perSample, labelSmoothing, $1)
    }
  }
}
