/// At which layer of a network each class separates, and at which each image finds its class.
public struct EmergenceReport: Sendable, Equatable, Codable {
  /// A layer, in the order of the network.
  public struct Layer: Sendable, Equatable, Codable {
    /// What a person reads.
    public let name: String
    /// Its name in URLs.
    public let folder: String
    /// How many classes separate here.
    public let classCount: Int
    /// How many images find their class here.
    public let imageCount: Int
  }

  /// A label that images carry.
  public struct Class: Sendable, Equatable, Codable {
    /// Its place among the labels of the study.
    public let index: Int
    /// Its name.
    public let name: String
    /// The place in `layers` from which it is separate; -1 when never.
    public let layer: Int
    /// For each layer, the mean share of the neighbors of its images that carry the label; nil where none is labeled.
    public let hits: [Double?]

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(index, forKey: .index)
      try container.encode(name, forKey: .name)
      try container.encode(layer, forKey: .layer)
      try container.encode(hits, forKey: .hits)
    }
  }

  /// The network's name.
  public let model: String
  /// How many neighbors were looked at.
  public let neighborCount: Int
  /// The share of its hit in the last layer from which a class counts as separate.
  public let share: Double
  /// The layers whose neighbors are known.
  public let layers: [Layer]
  /// The labels that occur, in the order of the study.
  public let classes: [Class]
  /// For each image, row by row, the place in `layers` from which it has found its class; -1 when never, nil without a
  /// label.
  public let images: [Int?]
}
