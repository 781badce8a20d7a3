/// The number that is attributed to the parts of an image.
public enum AttributionTarget: Sendable, Equatable {
  /// The score of one class: before the softmax or sigmoid where the network ends in one, its output otherwise.
  case classScore(Int)
  /// The score of a class of its own for each image.
  case classScores([Int])
  /// A unit of a layer.
  case unit(UnitTarget)
}

/// A unit: a channel of feature maps, a unit of a dense layer, or a feature of tokens.
public struct UnitTarget: Sendable, Equatable, Codable {
  /// The layer, by its name or its tensor's.
  public var layer: String
  /// The channel, from 0.
  public var channel: Int
  /// Where in the layer: row and column of a map, or the number of a token, from 0. Nil means the mean of all positions.
  public var position: [Int]?

  /// Names a unit.
  public init(layer: String, channel: Int, position: [Int]? = nil) {
    (self.layer, self.channel, self.position) = (layer, channel, position)
  }
}
