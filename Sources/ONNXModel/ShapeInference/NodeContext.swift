/// What is known about one tensor.
struct TensorFacts: Sendable {
  /// Nil where the rank is unknown.
  var shape: [Dimension]?
  var elementType: TensorElementType = .unknown
  /// The value, for small constants and the results of shape arithmetic.
  var constant: ConstantValue?

  static let unknown = TensorFacts()
}

/// One node with what is known of its inputs: everything an inference rule reads.
struct NodeContext {
  let node: Onnx_NodeProto
  let inputs: [TensorFacts?]
  let opset: Int
  /// Makes sizes that nothing else is equal to.
  let fresh: FreshDimensions

  func attribute(_ name: String) -> Onnx_AttributeProto? { node.attribute.first { $0.name == name } }

  func integer(_ name: String) -> Int? {
    guard let attribute = attribute(name), attribute.hasI else { return nil }
    return Int(attribute.i)
  }

  func integers(_ name: String) -> [Int]? {
    guard let attribute = attribute(name), !attribute.ints.isEmpty else { return nil }
    return attribute.ints.map { Int($0) }
  }

  func reals(_ name: String) -> [Double]? {
    guard let attribute = attribute(name), !attribute.floats.isEmpty else { return nil }
    return attribute.floats.map(Double.init)
  }

  func text(_ name: String) -> String? {
    guard let attribute = attribute(name), attribute.hasS else { return nil }
    return String(decoding: attribute.s, as: UTF8.self)
  }

  func facts(_ index: Int) -> TensorFacts? { inputs.indices.contains(index) ? inputs[index] : nil }
  func shape(_ index: Int) -> [Dimension]? { facts(index)?.shape }
  func constant(_ index: Int) -> ConstantValue? { facts(index)?.constant }
  func elementType(_ index: Int) -> TensorElementType { facts(index)?.elementType ?? .unknown }

  /// Whole numbers that older operator sets give as an attribute and newer ones as an input.
  func integers(_ name: String, orInput index: Int) -> [Int]? { integers(name) ?? constant(index)?.integers }

  /// Whether an optional input is there, with or without a known value.
  func has(_ index: Int) -> Bool { node.input.indices.contains(index) && !node.input[index].isEmpty }

  /// An axis counted from the end where it is negative; nil where it is out of range.
  func axis(_ axis: Int, rank: Int) -> Int? {
    let resolved = axis < 0 ? axis &+ rank : axis
    return (0..<rank).contains(resolved) ? resolved : nil
  }

  func axes(_ axes: [Int], rank: Int) -> [Int]? {
    let resolved = axes.compactMap { axis($0, rank: rank) }
    return resolved.count == axes.count ? resolved : nil
  }

  /// One output of the first input's element type.
  func result(_ shape: [Dimension]?, constant: ConstantValue? = nil) -> [TensorFacts] {
    [TensorFacts(shape: shape, elementType: elementType(0), constant: constant)]
  }

  func result(_ shape: [Dimension]?, _ type: TensorElementType, constant: ConstantValue? = nil) -> [TensorFacts] {
    [TensorFacts(shape: shape, elementType: type, constant: constant)]
  }
}

/// A source of sizes that are unknown and equal to nothing else.
final class FreshDimensions {
  private var count = 0

  func make() -> Dimension {
    count += 1
    return Dimension(1, symbols: ["\u{1}\(count)"])
  }

  /// A shape of unknown sizes.
  func make(rank: Int) -> [Dimension]? {
    (0...64).contains(rank) ? (0..<rank).map { _ in make() } : nil
  }
}
