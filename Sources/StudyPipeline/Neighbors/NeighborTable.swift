/// Query images and their nearest neighbors, side by side for several layers.
public struct NeighborTable: Sendable, Equatable, Codable {
  /// A layer that was searched.
  public struct Column: Sendable, Equatable, Codable {
    /// What a person calls it.
    public let layer: String
    /// Its name in the study's folder.
    public let folder: String
    /// Whether it is the network's input: pixels.
    public let isInput: Bool
    /// How often the 15 nearest name the right label, over the whole study and by its own metric; nil if not measured.
    public let accuracy: Double?
  }

  /// An image.
  public struct Picture: Sendable, Equatable, Codable {
    /// The row of the study; nil for an image from outside.
    public let item: Int?
    /// Its name in the study, or its path.
    public let identifier: String
    /// Its label; nil without.
    public let label: String?
    /// The label's position among the study's classes; nil without.
    public let labelIndex: Int?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(item, forKey: .item)
      try container.encode(identifier, forKey: .identifier)
      try container.encode(label, forKey: .label)
      try container.encode(labelIndex, forKey: .labelIndex)
    }
  }

  /// A neighbor of a query.
  public struct Neighbor: Sendable, Equatable, Codable {
    /// The image.
    public let picture: Picture
    /// How far it is, by the table's metric.
    public let distance: Float
    /// Whether it has the query's label; nil where one of the two has none.
    public let isSameClass: Bool?

    /// Writes every key, `null` where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(picture, forKey: .picture)
      try container.encode(distance, forKey: .distance)
      try container.encode(isSameClass, forKey: .isSameClass)
    }
  }

  /// A query with its neighbors.
  public struct Row: Sendable, Equatable, Codable {
    /// The query.
    public let query: Picture
    /// For each column, the nearest first; equally near ones by row.
    public let neighbors: [[Neighbor]]
  }

  /// The study's name.
  public let study: String
  /// The network's name.
  public let model: String
  /// How distances are measured.
  public let metric: String
  /// The images that neighbors come from.
  public let candidateCount: Int
  /// The layers.
  public let columns: [Column]
  /// The queries.
  public let rows: [Row]
}
