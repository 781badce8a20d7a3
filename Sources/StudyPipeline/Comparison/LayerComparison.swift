import NeighborSearch
import RepresentationAnalysis
public import StudyStore

/// What is near what in two layers of a study, of one network or of two: the images and the classes whose surroundings
/// differ most, and how often both networks are right.
///
/// As JSON it is what `GET /api/comparison` answers.
public struct LayerComparison: Sendable, Equatable, Codable {
  /// How much the surroundings of a class differ.
  public struct Class: Sendable, Equatable, Codable {
    /// The class, by its place in the study.
    public let `class`: Int
    /// Its images.
    public let images: Int
    /// The mean of `changed` over these.
    public let changed: Double
  }

  /// How much the surroundings of an image differ.
  public struct Item: Sendable, Equatable, Codable {
    /// The image, by its row.
    public let item: Int
    /// One minus the Jaccard index of its nearest neighbors in both layers, 0…1.
    public let changed: Double
  }

  /// The two layers.
  public let a, b: LikenessReport.Place
  /// How many of the nearest are compared.
  public let neighborCount: Int
  /// The overlap, not the change, of layers that have nothing to do with each other; 0…1.
  public let expected: Double
  /// The classes with images, those that differ most first; of equal ones the larger, then in the order of the study.
  public let classes: [Class]
  /// The images that differ most, the most first; equal ones by row.
  public let images: [Item]
  /// How often both networks are right; nil unless both have predictions of images with labels.
  public let predictions: PredictionAgreement?

  /// Compares the stored neighbors of two layers; nil where one has none.
  ///
  /// - Parameters:
  ///   - study: the study of both.
  ///   - a: the one layer, by folders.
  ///   - b: the other.
  ///   - count: how many images are told, at most.
  /// - Throws: `StudyStoreError` for layers that the study does not have; errors of its files.
  /// - Complexity: O(images · (k·log k + log images)).
  public init?(_ study: Study, a: LikenessReport.Place, b: LikenessReport.Place, count: Int) throws {
    guard let change = try NeighborhoodChange(study, a: a, b: b) else { return nil }
    (self.a, self.b) = (a, b)
    (neighborCount, expected) = (change.neighborCount, change.expected)
    classes = change.classes
    images = change.order.prefix(count).map { Item(item: $0, changed: change.perItem[$0]) }
    predictions = try PredictionAgreement(study, a: a.model, b: b.model)
  }

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(a, forKey: .a)
    try container.encode(b, forKey: .b)
    try container.encode(neighborCount, forKey: .neighborCount)
    try container.encode(expected, forKey: .expected)
    try container.encode(classes, forKey: .classes)
    try container.encode(images, forKey: .images)
    try container.encode(predictions, forKey: .predictions)
  }
}
