import CTorchInterface

extension Tensor {
  /// Whether gradients with respect to this tensor, or through it, are recorded.
  public var requiresGradient: Bool { described.requires_gradient }

  /// Asks for gradients with respect to this tensor from now on, or no more, and returns it.
  @discardableResult
  public func requiringGradient(_ required: Bool = true) throws -> Tensor {
    try engine.call(
      "requires gradient", [self], expected: "a floating-point tensor that is not the result of a recorded operator",
      engine.functions.pointee.set_requires_gradient(handle, required))
    return self
  }

  /// Computes the gradients of this tensor with respect to all tensors that require them, and adds them to theirs.
  ///
  /// - Parameters:
  ///   - upstream: the gradient with respect to this tensor; a tensor of one element needs none.
  ///   - keepingGraph: whether what was recorded is kept for another call.
  /// - Throws: `badInput` when nothing was recorded, or when an upstream gradient is missing or has another shape.
  public func backward(upstream: Tensor? = nil, keepingGraph: Bool = false) throws {
    try engine.call(
      "backward", [self] + (upstream.map { [$0] } ?? []),
      expected: "a result that depends on a tensor that requires gradients, and one element or an upstream gradient",
      engine.functions.pointee.backward(handle, upstream?.handle, keepingGraph))
  }

  /// The gradient that `backward` left, or nil; it shares its values with the one kept here.
  public func gradient() throws -> Tensor? {
    var gradient: OpaquePointer?
    try engine.call("gradient", [self], engine.functions.pointee.gradient(handle, &gradient))
    return gradient.map { Tensor($0, engine: engine) }
  }

  /// Forgets the gradient.
  public func clearGradient() throws {
    try engine.call("clear gradient", [self], engine.functions.pointee.clear_gradient(handle))
  }

  /// The same values, through which no gradients flow.
  public func detached() throws -> Tensor {
    try Tensor.make("detach", [self]) { $0.detach(handle, $1) }
  }
}
