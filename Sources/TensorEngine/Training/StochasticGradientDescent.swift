import CTorchInterface

/// Gradient descent with momentum (Polyak 1964, doi:10.1016/0041-5553(64)90137-5), as in PyTorch:
/// v ← momentum · v + g, parameter ← parameter − rate · v.
///
/// All parameters are updated in one call, in place, in one pass over memory; their gradients are cleared.
public final class StochasticGradientDescent {
  /// What a step does.
  public struct Options: Sendable, Equatable {
    /// The factor of the gradient, above 0.
    public var learningRate: Double
    /// The part of the last step that is kept, from 0 to below 1.
    public var momentum: Double
    /// How the rate falls: step t (from 0) has learningRate / (1 + learningRateDecay · t), as Keras' `decay`.
    public var learningRateDecay: Double
    /// The factor of the parameter that is added to its gradient.
    public var weightDecay: Double
    /// Whether the gradient is taken where momentum leads (Nesterov), as in PyTorch.
    public var nesterov: Bool

    /// Creates options.
    public init(
      learningRate: Double, momentum: Double = 0, learningRateDecay: Double = 0, weightDecay: Double = 0,
      nesterov: Bool = false
    ) {
      self.learningRate = learningRate
      self.momentum = momentum
      self.learningRateDecay = learningRateDecay
      self.weightDecay = weightDecay
      self.nesterov = nesterov
    }
  }

  /// What a step does; may be changed between steps.
  public var options: Options
  /// The tensors that are trained.
  public let parameters: [Tensor]
  /// What is kept of the last steps, one for each parameter; empty without momentum. To resume, `assign` to them.
  public let velocities: [Tensor]
  /// The steps done; set it to resume.
  public var stepCount = 0

  /// Creates the state for parameters, which require gradients. Throws `badInput` for options out of range.
  public init(_ parameters: [Tensor], options: Options) throws {
    try Self.validate(options)
    self.options = options
    self.parameters = parameters
    velocities =
      options.momentum == 0
      ? []
      : try parameters.map {
        try $0.engine.filled(shape: $0.shape, type: $0.elementType, device: $0.device)
      }
  }

  private static func validate(_ options: Options) throws {
    let rates = [options.learningRate, options.learningRateDecay, options.weightDecay]
    guard rates.allSatisfy({ $0.isFinite && $0 >= 0 }), options.learningRate > 0, (0..<1).contains(options.momentum)
    else {
      throw TensorEngineError(
        kind: .badInput,
        description: """
          Gradient descent: the learning rate is \(options.learningRate), its decay \(options.learningRateDecay), the \
          weight decay \(options.weightDecay), the momentum \(options.momentum). Expected a rate above 0, decays of at \
          least 0, momentum from 0 to below 1.
          """)
    }
  }

  /// Moves every parameter that has a gradient, and clears the gradients.
  public func step() throws {
    guard let engine = parameters.first?.engine else { return }
    try Self.validate(options)
    guard options.momentum == 0 || !velocities.isEmpty else {
      throw TensorEngineError(
        kind: .badInput,
        description: "Gradient descent was created without momentum. Expected 0, or a new one with momentum.")
    }
    var native = strata_torch_sgd(
      learning_rate: options.learningRate / (1 + options.learningRateDecay * Double(stepCount)),
      momentum: options.momentum, weight_decay: options.weightDecay, nesterov: options.nesterov)
    let handles: [OpaquePointer?] = parameters.map(\.handle)
    let kept: [OpaquePointer?] = velocities.map(\.handle)
    let status = kept.withUnsafeBufferPointer { kept in
      engine.functions.pointee.sgd_step(handles, kept.isEmpty ? nil : kept.baseAddress, Int32(handles.count), &native)
    }
    try engine.call("gradient descent", [], expected: "velocities of the shapes of their parameters", status)
    stepCount += 1
  }
}
