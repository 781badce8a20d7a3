/// A coarser division of a study's classes, such as the breeds of dogs among a thousand classes.
public struct ClassHierarchy: Sendable, Hashable, Codable {
  /// What the division is called.
  public var name: String
  /// Names of the groups, in order.
  public var groups: [String]
  /// The group of each class of the study; nil for classes in none.
  public var groupOfClass: [Int?]

  /// Makes a division.
  public init(name: String, groups: [String], groupOfClass: [Int?]) {
    (self.name, self.groups, self.groupOfClass) = (name, groups, groupOfClass)
  }
}
