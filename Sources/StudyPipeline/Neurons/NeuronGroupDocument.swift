import StudyStore

/// How well the neurons of a layer tell the values of a column of the manifest apart, as `by/COLUMN/scores.json` tells it
/// beside ``NeuronDocument``, whose maps do not depend on it.
///
/// A class is an index of `values` here.
public struct NeuronGroupDocument: Sendable, Equatable, Codable {
  /// The column of the manifest.
  public var column: String
  /// Into how many groups its numbers were divided; nil when each value is a group.
  public var bins: Int?
  /// Its values in order: texts by the alphabet, numbers by size.
  public var values: [String]
  /// The largest number of each value, where numbers were divided into `bins`; else nil.
  public var upperBounds: [Double]?
  /// How many images with a value took part.
  public var itemCount: Int
  /// The values with enough images. Column j of every score is `values[scoredClasses[j]]`.
  public var scoredClasses: [Int]
  /// The measures.
  public var scores: [NeuronDocument.Score]
  /// How well each value can be told from the layer at all.
  public var forests: [NeuronDocument.Forest]
  /// The value that each neuron tells best, by the first of the scores; −1 for none.
  public var bestClass: [Int]
  /// Its score.
  public var bestScore: [Double]
  /// How much neurons that tell the same value go together; nil where fewer than two tell any.
  public var specialization: NeuronDocument.Specialization?

  /// Writes every key, `null` where there is no value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(column, forKey: .column)
    try container.encode(bins, forKey: .bins)
    try container.encode(values, forKey: .values)
    try container.encode(upperBounds, forKey: .upperBounds)
    try container.encode(itemCount, forKey: .itemCount)
    try container.encode(scoredClasses, forKey: .scoredClasses)
    try container.encode(scores, forKey: .scores)
    try container.encode(forests, forKey: .forests)
    try container.encode(bestClass, forKey: .bestClass)
    try container.encode(bestScore, forKey: .bestScore)
    try container.encode(specialization, forKey: .specialization)
  }
}

extension NeuronGroupDocument {
  init(_ column: GroupColumn, bins: Int?, itemCount: Int, scoring: NeuronScoring) {
    self.init(
      column: column.name, bins: bins, values: column.values, upperBounds: column.upperBounds, itemCount: itemCount,
      scoredClasses: scoring.classes,
      scores: scoring.described, forests: scoring.forests, bestClass: scoring.bestClass, bestScore: scoring.bestScore,
      specialization: scoring.specialization.map(NeuronDocument.Specialization.init))
  }
}

extension NeuronDocument {
  /// The same maps, with a column in the place of the label.
  func told(by other: NeuronGroupDocument) -> NeuronDocument {
    var document = self
    document.groups = Groups(
      column: other.column, values: other.values, upperBounds: other.upperBounds, itemCount: other.itemCount)
    document.scoredClasses = other.scoredClasses
    (document.scores, document.forests) = (other.scores, other.forests)
    (document.bestClass, document.bestScore) = (other.bestClass, other.bestScore)
    document.specialization = other.specialization
    return document
  }
}
