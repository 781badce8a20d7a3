/// The name, element type and shape of a network's input or output.
public struct TensorDescription: Sendable, Codable, Equatable {
  /// The tensor's name in the file.
  public let name: String
  /// The type of its elements.
  public let elementType: TensorElementType
  /// The size of every axis, nil where it is free (as the batch usually is). Empty where the rank is not stated.
  public let shape: [Int?]

  /// Makes a description.
  public init(name: String, elementType: TensorElementType, shape: [Int?]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
  }
}

/// One operator of a network.
public struct NodeDescription: Sendable, Codable, Equatable {
  /// The node's name in the file; it may be empty.
  public let name: String
  /// The operator, such as `Conv`. Operators outside ONNX itself carry their domain: `com.microsoft:FusedConv`.
  public let operatorName: String
  /// The names of the tensors it reads; an empty name is an optional input that is left out.
  public let inputs: [String]
  /// The names of the tensors it makes.
  public let outputs: [String]
  /// The number of computing nodes on the longest path from the input up to and with this node. Nodes that only
  /// rearrange values (Reshape, Transpose, Identity, …) do not count. 0 where the input has no influence.
  public let depth: Int
}
