extension ONNXNetwork {
  /// A tap of any tensor that a node makes, also of those that are no activations, such as unpacked weights.
  ///
  /// It can only be read whole. `tapPoints` has the activations, with what their axes mean.
  /// - Throws: `ONNXModelError` of kind `noMatchingLayer` for a name that no node makes.
  public func tapPoint(ofTensor name: String) throws -> TapPoint {
    if let known = tapPoints.first(where: { $0.tensorName == name }) { return known }
    guard let producer = nodes.first(where: { $0.outputs.contains(name) }) else {
      throw ONNXModelError(
        kind: .noMatchingLayer,
        description: "No node of \(fileName) makes a tensor \(name). See `strata layers` for what there is.")
    }
    let shape = shape(ofTensor: name) ?? []
    return TapPoint(
      name: name, tensorName: name, operatorName: producer.operatorName, shape: shape, layout: .other,
      elementType: elementType(ofTensor: name), channelCount: nil, featureCount: nil, depth: producer.depth,
      isInput: false, isOutput: outputs.contains { $0.name == name })
  }
}
