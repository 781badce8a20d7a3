/// What some images of a study have that others have not, as a direction in a layer's activation space: the mean of their
/// activations less that of the others.
public struct FeatureDirection: Sendable, Equatable {
  /// The images, by their positions in the study; one that is given twice counts once.
  public var items: [Int]
  /// The others; nil: all the rest.
  public var against: [Int]?
  /// What the images are called.
  public var name: String
  /// What the others are called; nil: `name` says it already, or they are the rest.
  public var againstName: String?
  /// See `ObjectiveTarget.Direction.cosinePower`; 0 to 8.
  public var cosinePower: Double

  /// A direction from some images to others.
  public init(
    items: [Int], against: [Int]? = nil, name: String, againstName: String? = nil, cosinePower: Double = 1
  ) {
    (self.items, self.against, self.name) = (items, against, name)
    (self.againstName, self.cosinePower) = (againstName, cosinePower)
  }

  /// For people: `dogs − rest`, `dogs − cats`.
  public var title: String {
    if let againstName { return "\(name) − \(againstName)" }
    return against == nil && !name.hasSuffix("− rest") ? "\(name) − rest" : name
  }
}
