public import Foundation
public import TensorEngine

/// A ``NetworkPlan`` with weights.
public final class SequentialNetwork: TrainableNetwork {
  /// The layers.
  public let plan: NetworkPlan
  /// Where its tensors are.
  public let device: Device
  /// Weights and biases, layer by layer.
  public let parameters: [NamedTensor]
  /// Running means and variances of normalizations.
  public let buffers: [NamedTensor]
  private let weights: [String: Tensor]

  /// That of the description.
  public var name: String { plan.name }
  /// Channels, height and width of an image.
  public var inputShape: [Int] { plan.inputShape }
  /// The number of classes.
  public var classCount: Int { plan.classCount }
  /// All layers with their shapes.
  public var fingerprint: String { "\(plan.layers)" }

  /// Makes a network with first weights.
  ///
  /// Weights of dense layers and convolutions are Glorot uniform, biases zero. Each has a stream of the seed of its own.
  public init(plan: NetworkPlan, seed: UInt64, engine: TensorEngine, device: Device = .cpu) throws {
    self.plan = plan
    self.device = device
    var parameters: [NamedTensor] = []
    var buffers: [NamedTensor] = []
    func add(_ name: String, _ values: [Float], _ shape: [Int], trained: Bool = true) throws {
      let tensor = try engine.tensor(values, shape: shape, device: device)
      if trained { try tensor.requiringGradient() }
      let named = NamedTensor(name: name, tensor: tensor)
      if trained { parameters.append(named) } else { buffers.append(named) }
    }
    for layer in plan.layers {
      let stream = UInt64(parameters.count)
      let constant = { (value: Float, count: Int) in [Float](repeating: value, count: count) }
      if let shape = layer.weightShape {
        let area = shape.dropFirst(2).reduce(1, *)
        let values = GlorotInitialization.uniform(
          count: shape.reduce(1, *), fanIn: shape[1] * area, fanOut: shape[0] * area, seed: seed, stream: stream)
        try add("\(layer.name).weight", values, shape)
        try add("\(layer.name).bias", constant(0, shape[0]), [shape[0]])
      }
      if case .batchNormalization = layer.kind {
        let count = layer.inputShape[0]
        try add("\(layer.name).weight", constant(1, count), [count])
        try add("\(layer.name).bias", constant(0, count), [count])
        try add("\(layer.name).mean", constant(0, count), [count], trained: false)
        try add("\(layer.name).variance", constant(1, count), [count], trained: false)
      }
    }
    self.parameters = parameters
    self.buffers = buffers
    weights = Dictionary(uniqueKeysWithValues: (parameters + buffers).map { ($0.name, $0.tensor) })
  }

  /// Logits [n, classes] of images [n, channels, height, width].
  public func logits(of images: Tensor, in mode: ForwardMode) throws -> Tensor {
    var values = images
    for (index, layer) in plan.layers.enumerated() {
      values = try apply(layer, index: index, to: values, mode: mode)
    }
    return values
  }

  private func apply(_ layer: PlannedLayer, index: Int, to values: Tensor, mode: ForwardMode) throws -> Tensor {
    switch layer.kind {
    case .dense(_, let function):
      return try activated(
        values.linear(weight: weight("weight", of: layer), bias: weight("bias", of: layer)), function)
    case .convolution(_, let kernel, let stride, let padding, let function):
      let window = SlidingWindow(1, stride: stride, padding: padding == .same ? (kernel - 1) / 2 : 0)
      return try activated(
        values.convolution2D(
          weight: weight("weight", of: layer), bias: weight("bias", of: layer), window: window), function)
    case .maxPooling(let size, let stride): return try values.maxPooling2D(SlidingWindow(size, stride: stride))
    case .averagePooling(let size, let stride): return try values.averagePooling2D(SlidingWindow(size, stride: stride))
    case .globalAveragePooling: return try values.mean(over: [2, 3])
    case .batchNormalization(let function):
      return try activated(
        values.batchNormalized(
          weight: weight("weight", of: layer), bias: weight("bias", of: layer),
          runningMean: weight("mean", of: layer), runningVariance: weight("variance", of: layer),
          training: mode != .inference), function)
    case .activation(let function): return try activated(values, function)
    case .dropout(let probability):
      guard case .training(let seed, let step) = mode, probability > 0 else { return values }
      let stream = UInt64(step) &* UInt64(plan.layers.count) &+ UInt64(index)
      return try values.dropout(probability: probability, seed: seed, stream: stream)
    case .flatten: return try values.reshaped(to: [values.shape[0], layer.outputShape[0]])
    }
  }

  private func activated(_ values: Tensor, _ function: ActivationFunction?) throws -> Tensor {
    switch function {
    case nil: values
    case .relu: try values.relu()
    case .leakyRelu: try values.leakyReLU()
    case .sigmoid: try values.sigmoid()
    case .tanh: try values.tanh()
    }
  }

  private func weight(_ role: String, of layer: PlannedLayer) throws -> Tensor {
    guard let tensor = weights["\(layer.name).\(role)"] else {
      preconditionFailure("every layer has the weights that its kind asks for")
    }
    return tensor
  }

  /// The network as an ONNX file of operator set 17; the same weights give the same bytes.
  public func serialized(describedAs description: String) throws -> Data {
    try NetworkExport(plan: plan, weights: weights.mapValues { try $0.detached().floats() })
      .serialized(describedAs: description)
  }
}

extension PlannedLayer {
  /// [outputs, inputs] or [outputs, inputs, kernel, kernel]; nil for layers without weights of this kind.
  var weightShape: [Int]? {
    switch kind {
    case .dense(let units, _): [units, inputShape[0]]
    case .convolution(let channels, let kernel, _, _, _): [channels, inputShape[0], kernel, kernel]
    default: nil
    }
  }
}
