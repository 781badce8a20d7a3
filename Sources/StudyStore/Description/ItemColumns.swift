/// All items column by column, as `GET /api/items` tells them.
public struct ItemColumns: Sendable, Equatable, Codable {
  /// What names the items in the data set.
  public var identifiers: [String]
  /// Labels, as indices of the study's classes; -1 without one.
  public var labels: [Int]
  /// Further columns of the manifest; an item without a value has the empty string.
  public var attributes: [String: [String]]
}

/// What a network says about all items column by column, as `GET /api/models/{model}/predictions` tells it.
public struct PredictionColumns: Sendable, Equatable, Codable {
  /// The most probable outputs of every item, the most probable first; up to five.
  public struct Top: Sendable, Equatable, Codable {
    /// Indices of the network's outputs.
    public var classIndex: [[Int]]
    /// Their probabilities.
    public var probability: [[Float]]
  }

  /// The most probable output.
  public var classIndex: [Int]
  /// Its probability.
  public var probability: [Float]
  /// The label of the study that this output is matched to; -1 for none.
  public var labelIndex: [Int]
  /// 1 right, 0 wrong, -1 unknown: the item has no label, or no output is matched to its label.
  public var correct: [Int]
  /// The first five.
  public var top5: Top
}
