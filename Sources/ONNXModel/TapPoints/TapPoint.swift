/// A place in a network where activations can be read: the input or the output of a node.
public struct TapPoint: Sendable, Codable, Equatable {
  /// A short name, unique in the network, for people: `layer1.0.out`.
  public let name: String
  /// The tensor's name in the file.
  public let tensorName: String
  /// The operator that makes the tensor, `Input` for the network's input.
  public let operatorName: String
  /// The size of every axis, nil where it is free. Empty where even the rank is unknown.
  public let shape: [Int?]
  /// What the axes mean.
  public let layout: TapLayout
  /// The type of the elements in the network. Tapped outputs are always Float32 (positions: Int64).
  public let elementType: TensorElementType
  /// The size of the channel (or feature) axis, where the layout has one and its size is known.
  public let channelCount: Int?
  /// The number of values for one item: the product of all axes but the first. Nil where one of them is free.
  public let featureCount: Int?
  /// The number of computing nodes on the longest path from the input; 0 for the input.
  public let depth: Int
  /// Whether this is the network's input.
  public let isInput: Bool
  /// Whether the file declares this tensor as an output of the network.
  public let isOutput: Bool
}

/// What the axes of a tensor mean.
public enum TapLayout: String, Sendable, Codable, CaseIterable {
  /// `[N, F]`: one vector for each item.
  case vector
  /// `[N, C, H, W]` or `[N, C, L]`: channels first, then positions.
  case spatial
  /// `[N, T, F]`, or `[N, H, W, F]`: positions first, features last.
  case tokens
  /// Anything else; items may not be the first axis.
  case other
}
