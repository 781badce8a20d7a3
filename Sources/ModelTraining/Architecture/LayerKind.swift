/// A function that a layer applies to each of its values.
public enum ActivationFunction: String, Sendable, Codable, CaseIterable {
  /// max(x, 0).
  case relu
  /// x, or a hundredth of it below 0.
  case leakyRelu
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh
}

/// What a convolution sees beyond the edge of an image.
public enum ConvolutionPadding: String, Sendable, Codable, CaseIterable {
  /// Zeros, so many that with a stride of 1 the size stays.
  case same
  /// Nothing: the kernel stays inside.
  case valid
}

/// What a layer of a network does. Shapes are [channels, height, width] for images and [values] for vectors.
public enum LayerKind: Sendable, Equatable {
  /// Every value from all values: [n] to [units].
  case dense(units: Int, activation: ActivationFunction?)
  /// A convolution with a square kernel: [c, h, w] to [channels, h', w'].
  case convolution(
    channels: Int, kernel: Int, stride: Int, padding: ConvolutionPadding, activation: ActivationFunction?)
  /// The largest value of each square: [c, h, w] to [c, (h − size) / stride + 1, …], rounded down.
  case maxPooling(size: Int, stride: Int)
  /// The mean of each square.
  case averagePooling(size: Int, stride: Int)
  /// The mean of each channel: [c, h, w] to [c].
  case globalAveragePooling
  /// Each channel shifted and scaled to mean 0 and variance 1 over the batch (Ioffe and Szegedy 2015,
  /// arXiv:1502.03167); with an activation after it, as it stands between a convolution and its activation.
  case batchNormalization(activation: ActivationFunction?)
  /// A function of each value.
  case activation(ActivationFunction)
  /// In training, each value is set to zero with this probability (Srivastava et al. 2014).
  case dropout(probability: Double)
  /// All values of an image in one row: [c, h, w] to [c · h · w].
  case flatten

  /// How JSON calls it.
  public var typeName: String {
    switch self {
    case .dense: "dense"
    case .convolution: "convolution"
    case .maxPooling: "maxPooling"
    case .averagePooling: "averagePooling"
    case .globalAveragePooling: "globalAveragePooling"
    case .batchNormalization: "batchNormalization"
    case .activation: "activation"
    case .dropout: "dropout"
    case .flatten: "flatten"
    }
  }

  /// What a layer without a name is called, followed by its number among its kind.
  var defaultName: String {
    switch self {
    case .dense: "hidden"
    case .convolution: "conv"
    case .maxPooling, .averagePooling: "pool"
    case .globalAveragePooling: "globalpool"
    case .batchNormalization: "norm"
    case .activation(let function): function.rawValue
    case .dropout: "dropout"
    case .flatten: "flatten"
    }
  }
}

/// A layer of a ``NetworkDescription``.
public struct LayerDescription: Sendable, Equatable {
  /// What people read and the ONNX file calls it; nil takes the kind and a number, such as `conv2`.
  public var name: String?
  /// What it does.
  public var kind: LayerKind

  /// Describes a layer.
  public init(_ kind: LayerKind, name: String? = nil) {
    self.kind = kind
    self.name = name
  }
}
