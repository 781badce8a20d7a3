/// What an image is to excite: a weighted sum of targets.
///
/// Objectives add, subtract and scale, as in Lucid (Olah, Mordvintsev, Schubert 2017, doi:10.23915/distill.00007):
///
/// ```swift
/// let both = Objective.channel("inception_4d/output", 12) + 0.5 * .channel("inception_4d/output", 81)
/// ```
public struct Objective: Sendable, Equatable, Codable {
  /// One target and its weight.
  public struct Term: Sendable, Equatable, Codable {
    /// Multiplies the target's value; negative: the image is to quiet it.
    public var weight: Double
    /// What is looked at.
    public var target: ObjectiveTarget
  }

  /// For people: what it is called in files and on contact sheets.
  public var name: String
  /// The sum.
  public var terms: [Term]

  /// An objective of one target.
  public init(_ target: ObjectiveTarget, name: String? = nil) {
    terms = [Term(weight: 1, target: target)]
    self.name = name ?? target.description
  }

  init(name: String, terms: [Term]) { (self.name, self.terms) = (name, terms) }

  /// The same with another name.
  public func named(_ name: String) -> Objective { Objective(name: name, terms: terms) }

  /// A channel of a feature map, a unit of a dense layer or a feature of a transformer, by default its mean over all positions.
  public static func channel(_ layer: String, _ channel: Int, position: UnitPosition = .everywhere) -> Objective {
    Objective(.unit(layer: layer, channel: channel, position: position))
  }

  /// A whole layer: the mean of the squares of its activations (DeepDream; Mordvintsev, Olah, Tyka 2015).
  public static func layer(_ layer: String) -> Objective { Objective(.layer(layer)) }

  /// A class's unnormalized score.
  public static func logit(_ index: Int) -> Objective { Objective(.classScore(index, .logit)) }

  /// The logarithm of a class's probability.
  public static func probability(_ index: Int) -> Objective { Objective(.classScore(index, .probability)) }

  /// The sum of two.
  public static func + (left: Objective, right: Objective) -> Objective {
    Objective(name: "\(left.name) + \(right.name)", terms: left.terms + right.terms)
  }

  /// The difference of two.
  public static func - (left: Objective, right: Objective) -> Objective {
    let negative = right.terms.map { Term(weight: -$0.weight, target: $0.target) }
    return Objective(name: "\(left.name) - \(right.name)", terms: left.terms + negative)
  }

  /// A multiple.
  public static func * (factor: Double, objective: Objective) -> Objective {
    Objective(
      name: "\(factor) \(objective.name)",
      terms: objective.terms.map { Term(weight: factor * $0.weight, target: $0.target) })
  }
}
